"""Settings of every test."""

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # a busy machine is no failure
settings.load_profile("untimed")

FARM = Path(__file__).parent / "farm"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file's tests share a Blender process, and the farm's share servers and clusters: ``pytest -n`` keeps them together."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group("farm" if FARM in item.path.parents else str(item.path)))

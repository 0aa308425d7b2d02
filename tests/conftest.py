"""Settings of every test."""

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from xdist.scheduler import LoadFileScheduling

settings.register_profile("untimed", deadline=None)  # a busy machine is no failure
settings.load_profile("untimed")

FARM = "tests/farm/"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> "LoadFileScheduling":
    """A file's tests share a Blender process, and the farm's share servers and clusters: ``pytest -n`` keeps them together.

    Marks of groups would say so too, but pytest-xdist 3.8 passes over them from pytest 9.2 on (pytest-xdist issue 1386).
    """
    from xdist.scheduler import LoadFileScheduling

    class Together(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return FARM if nodeid.startswith(FARM) else super()._split_scope(nodeid)

    return Together(config, log)

from collections.abc import Iterator

import pytest

from setpiece.render.blender.renderer import Renderer


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    yield Renderer("cpu", threads=2)

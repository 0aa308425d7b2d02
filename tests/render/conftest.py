import pytest

from setpiece.render.blender.renderer import Renderer


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer("cpu", threads=2)

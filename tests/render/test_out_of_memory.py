"""A GPU whose memory is too small. Cycles prints that and returns as if it had finished; a handler plays it here."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import bpy  # noqa: TID251 (its handlers play the GPU)
import numpy as np
import pytest

from setpiece.render.blender.renderer import Renderer
from setpiece.render.devices import OutOfMemoryError
from tests.render.scenes import Scene, at, camera, sphere


@contextmanager
def printing_to(path: Path) -> Iterator[None]:
    """Standard output is a file that may be read, as in the farm's workers."""
    before, target = os.dup(1), os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND)
    os.dup2(target, 1)
    try:
        yield
    finally:
        os.dup2(before, 1)
        os.close(target)
        os.close(before)


@pytest.fixture
def exhaust() -> Iterator[Callable[[int], None]]:
    """Makes the next renders run out of memory; to be called when there is a renderer, which starts without handlers."""
    left = [0]
    handlers = bpy.app.handlers.render_post

    def complain(*_: object) -> None:
        if left[0]:
            left[0] -= 1
            os.write(1, b"Error: System is out of GPU and shared host memory\n")

    def begin(times: int) -> None:
        left[0] = times
        if complain not in handlers:
            handlers.append(complain)

    yield begin
    handlers.remove(complain)


def test_smaller_tiles_are_tried_and_change_no_pixel(tmp_path: Path, exhaust: Callable[[int], None]) -> None:
    scene = Scene({"ball": (sphere(), at())}, view=camera(width=300, height=200))
    renderer = Renderer("cpu", threads=2)
    whole = renderer.render(scene.spec, scene.load)
    assert renderer.smaller_tile_px is None
    exhaust(3)
    with printing_to(tmp_path / "worker.log"):
        tiled = renderer.render(scene.spec, scene.load)
    assert renderer.smaller_tile_px == 128
    assert whole.depth_pass is not None
    assert tiled.depth_pass is not None
    assert np.array_equal(whole.radiance, tiled.radiance)
    assert np.array_equal(whole.depth_pass, tiled.depth_pass)
    exhaust(1)
    told = r"out of GPU and shared host memory.*128 px too.*renderer.texture_limit_px=2048"
    with printing_to(tmp_path / "worker.log"), pytest.raises(OutOfMemoryError, match=told):
        renderer.render(scene.spec, scene.load)
    assert np.array_equal(renderer.render(scene.spec, scene.load).radiance, whole.radiance)
    assert (tmp_path / "worker.log").read_text().count("out of GPU and shared host memory") == 4

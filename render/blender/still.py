"""One still, in smaller tiles where the GPU's memory is too small: tiles change no pixel."""

import re
import sys

import bpy

from setpiece.render.blender.console import printed_by
from setpiece.render.devices import OutOfMemoryError

TILES_PX = (2048, 512, 256, 128)
"""Sides of tiles, the usual first. Cycles keeps the passes of one tile at a time on the GPU."""

_OUT_OF_MEMORY = re.compile(r"out of (\w+ )*memory|CUDA_ERROR_OUT_OF_MEMORY", re.IGNORECASE)
"""Cycles: "System is out of GPU memory", "System is out of GPU and shared host memory", "Out of memory in cuMemAlloc"."""


def render_still(scene: bpy.types.Scene) -> None:
    """Render to the scene's file; tiles that had to be made smaller stay so for the scenes that follow.

    Raises:
        OutOfMemoryError: with the smallest tiles too.
    """
    while (trouble := _attempt()) is not None:
        smaller = [size for size in TILES_PX if size < scene.cycles.tile_size]
        if not smaller or scene.render.engine != "CYCLES":
            raise OutOfMemoryError(
                f"{trouble}, in tiles of {TILES_PX[-1]} px too. Nothing else is changed: pictures would change. "
                "renderer.texture_limit_px=2048 makes textures smaller, fewer farm.workers share a card, device=cpu has more memory"
            )
        sys.stderr.write(f"{trouble}: again in tiles of {smaller[0]} px\n")
        sys.stderr.flush()
        scene.cycles.tile_size = smaller[0]


def _attempt() -> str | None:
    """Render once; what Cycles said of memory, which it usually prints only, and returns as if it had finished."""
    try:
        said = printed_by(lambda: bpy.ops.render.render(write_still=True))
    except RuntimeError as error:
        if not _OUT_OF_MEMORY.search(str(error)):
            raise
        said = str(error)
    return next((line.strip() for line in said.splitlines() if _OUT_OF_MEMORY.search(line)), None)

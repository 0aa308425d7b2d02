"""What Blender writes and how it is read back: one float EXR in memory-backed storage per frame."""

import json
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import bpy
import numpy as np
import OpenEXR

from setpiece.assets.errors import UserError
from setpiece.render.bend import Bend, bend_depth, bend_pass, bend_radiance
from setpiece.render.blender.still import render_still
from setpiece.render.frame import Float32, Int32

BACKGROUND_M = 1e9
"""Blender writes 1e10 where no surface is hit."""

SEEN_ALPHA = 1e-3
"""Opacity from which on a surface is what depth and index show: panes are, as in the labels; holes cut out of a sheet are not."""


@dataclass(frozen=True, eq=False)
class Passes:
    """The picture and what the renderer saw through each pixel.

    Attributes:
        radiance: (H, W, 3) float32.
        index: (H, W) int32 instance ids, or None.
        depth_m: (H, W) float32, inf for background, or None.
    """

    radiance: Float32
    index: Int32 | None
    depth_m: Float32 | None


MEMORY = Path("/dev/shm")
"""Files in here are memory, where there is such a place; in containers it often holds 64 MB."""

_too_small = set[Path]()
"""Folders in which this process ran out of room, to which others write too."""


def render_passes(scene: bpy.types.Scene, wanted: bool) -> Passes:
    """Render what was set up, in one or several tries, and read it back.

    Blender writes a file; it goes into memory, or into the temporary folder where memory is short.

    Args:
        scene: ready to be rendered.
        wanted: depth and instance ids besides the picture.

    Raises:
        OutOfMemoryError: the GPU's, as ``render_still``.
        UserError: there is no room for the file anywhere.
    """
    _request(scene, wanted)
    need = _pixel_bytes(scene, wanted)
    while True:
        file = _scratch_file(need)
        scene.render.filepath = str(file)
        try:
            render_still(scene)
            if file.is_file() and file.stat().st_size >= need:
                return _read(file)
        finally:
            file.unlink(missing_ok=True)
        sys.stderr.write(f"{file.parent} has become too small for {need / 1e6:.1f} MB: the picture is rendered again\n")
        sys.stderr.flush()
        _too_small.add(file.parent)


def _scratch_file(need: int) -> Path:
    """Where this process has its frame written, with room for twice that."""
    folders = (MEMORY, Path(tempfile.gettempdir()))
    for folder in folders:
        if folder not in _too_small and os.access(folder, os.W_OK) and shutil.disk_usage(folder).free >= 2 * need:
            return folder / f"setpiece-{os.getpid()}.exr"
    listed = " nor ".join(str(folder) for folder in folders)
    raise UserError(
        f"a rendered picture takes {need / 1e6:.1f} MB for a moment, and there is no room for it, twice, in {listed}; "
        "accepted: more room there, or TMPDIR=a folder that has it"
    )


def _pixel_bytes(scene: bpy.types.Scene, wanted: bool) -> int:
    """Of the file, which is not compressed: four channels of the picture, depth and ids."""
    channels = 4 + wanted * (2 if scene.render.engine == "CYCLES" else 5)
    return int(scene.render.resolution_x * scene.render.resolution_y * channels * 4)


def _request(scene: bpy.types.Scene, wanted: bool) -> None:
    """Switch on the depth and index passes and set the output format."""
    layer = scene.view_layers[0]
    cycles = scene.render.engine == "CYCLES"
    layer.use_pass_z = wanted
    layer.pass_alpha_threshold = SEEN_ALPHA
    layer.use_pass_object_index = wanted and cycles
    # EEVEE has no index pass; Cryptomatte tells the same.
    layer.use_pass_cryptomatte_object = wanted and not cycles
    layer.pass_cryptomatte_depth = 2
    settings = scene.render.image_settings
    settings.media_type = "MULTI_LAYER_IMAGE"
    settings.file_format = "OPEN_EXR_MULTILAYER"
    settings.color_depth = "32"
    settings.exr_codec = "NONE"


def _read(path: Path) -> Passes:
    """The frame that was just rendered."""
    with OpenEXR.File(str(path), separate_channels=True) as file:
        parts = {part.header["name"].split(".", 1)[1]: part for part in file.parts}
        channels = {name: {key.rsplit(".", 1)[1]: channel.pixels for key, channel in part.channels.items()} for name, part in parts.items()}
        crypto = parts.get("CryptoObject00")
        manifest = read_manifest(parts) if crypto is not None else {}
    color = channels["Combined"]
    radiance = np.stack([color["R"], color["G"], color["B"]], axis=-1)
    depth = channels["Depth"]["Z"] if "Depth" in channels else None
    if depth is not None:
        depth = np.where(depth < BACKGROUND_M, depth, np.float32(np.inf))
    index = None
    if "Object Index" in channels:
        index = channels["Object Index"]["X"].astype(np.int32)
    elif crypto is not None:
        index = decode_cryptomatte(channels["CryptoObject00"]["r"], manifest)
    return Passes(radiance, index, depth)


def bent(passes: Passes, bend: Bend) -> Passes:
    """The passes of the frame, cut out of those of the wide picture."""
    index = None if passes.index is None else bend_pass(bend, passes.index)
    depth_m = None if passes.depth_m is None or passes.index is None else bend_depth(bend, passes.depth_m, passes.index)
    return Passes(bend_radiance(bend, passes.radiance), index, depth_m)


def read_manifest(parts: dict[str, OpenEXR.Part]) -> dict[str, str]:
    """Object name -> hash in hexadecimal, from the header that holds the Cryptomatte manifest."""
    for part in parts.values():
        for key, value in part.header.items():
            if key.startswith("cryptomatte/") and key.endswith("/manifest"):
                loaded: dict[str, str] = json.loads(value)
                return loaded
    return {}


def decode_cryptomatte(ids: Float32, manifest: dict[str, str]) -> Int32:
    """Instance ids of the objects that cover most of each pixel.

    Objects are named by their instance id; Cryptomatte stores the bits of each name's hash as a float
    (Friedman and Jones 2015, "Fully automatic ID mattes with support for motion blur and transparency").
    """
    hashes = np.ascontiguousarray(ids).view(np.uint32)
    index = np.zeros(ids.shape, np.int32)
    for name, digest in manifest.items():
        if name.isdigit():
            index[hashes == int(digest, 16)] = int(name)
    return index

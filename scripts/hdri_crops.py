"""A reference for those who have no photographs at hand: what a camera would have seen in eight photographed places.

Blender's data files hold eight photographed HDR panoramas. They show places, not tabletops, and have 1024 pixels all
around, which makes a crop soft: a gap to any dataset is expected, and only comparisons of one dataset with another say much.
"""

import importlib.util
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import OpenEXR

from setpiece.assets.errors import UserError
from setpiece.dataset.files import write_atomically
from setpiece.dataset.sensor import develop
from setpiece.dataset.writers.png import encode_png
from setpiece.scenes.spec import SensorSpec

NAME = "hdri-crops"
NOTE = (
    "The reference is 48 perspective crops of the eight panoramas that come with Blender: photographed places, not photographs of these "
    "things. A gap is expected; give real=FOLDER with photographs of your own for an answer about your task."
)

Floats = npt.NDArray[np.float32]

_VIEWS = 6
_WIDTH, _HEIGHT = 192, 144
_FIELD_OF_VIEW_DEG = (40.0, 70.0)


def panoramas() -> list[Path]:
    """Blender's eight panoramas; bpy is found, not imported.

    Raises:
        UserError: bpy is not installed, or without them.
    """
    found = importlib.util.find_spec("bpy")
    folders = found.submodule_search_locations if found else None
    paths = sorted(path for folder in folders or () for path in Path(folder).glob("*/datafiles/studiolights/world/*.exr"))
    if not paths:
        raise UserError(f"real={NAME}: bpy's data files hold no panoramas here; give a folder of photographs")
    return paths


def crop(panorama: Floats, yaw_deg: float, field_of_view_deg: float, width: int = _WIDTH, height: int = _HEIGHT) -> Floats:
    """What a level pinhole camera sees.

    Args:
        panorama: (H, 2 H, 3), equirectangular, zenith in the first row, seen from inside.
        yaw_deg: where it looks, to the right from the panorama's left edge.
        field_of_view_deg: across.
        width: of the picture, pixels.
        height: likewise.

    Returns:
        (height, width, 3) float32, linear.
    """
    focal_px = width / 2 / np.tan(np.radians(field_of_view_deg) / 2)
    right = (np.arange(width) + 0.5 - width / 2) / focal_px
    down = (np.arange(height)[:, None] + 0.5 - height / 2) / focal_px
    turn = (np.arctan2(right, 1.0) + np.radians(yaw_deg)) / (2 * np.pi) % 1.0
    fall = 0.5 + np.arctan2(down, np.hypot(right, 1.0)) / np.pi
    x = np.broadcast_to(turn * panorama.shape[1] - 0.5, fall.shape).astype(np.float32)
    y = (fall * panorama.shape[0] - 0.5).astype(np.float32)
    seen: Floats = cv2.remap(panorama, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    return seen


def write_crops(folder: Path, seed: int = 0) -> None:
    """Six views of each place as PNG, metered and developed as setpiece's own pictures are."""
    rng = np.random.default_rng(seed)
    for path in panoramas():
        panorama = np.ascontiguousarray(OpenEXR.File(str(path)).channels()["RGB"].pixels, dtype=np.float32)
        for view in range(_VIEWS):
            yaw_deg = (view + rng.random()) * 360.0 / _VIEWS
            picture = crop(panorama, yaw_deg, rng.uniform(*_FIELD_OF_VIEW_DEG))
            write_atomically(folder / f"{path.stem}-{view}.png", encode_png(develop(picture, SensorSpec())), durable=False)

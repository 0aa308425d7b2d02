"""Reads any image file as 8-bit RGB, and says what had to be done to it."""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError

from setpiece.assets.errors import UserError

SUFFIXES = frozenset({".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"})

_ORIENTATION_TAG = 0x0112
_PNG_DEPTH_OFFSET = 24


@dataclass(frozen=True)
class Picture:
    """An image, upright.

    Attributes:
        rgb: (h, w, 3), 8 bits, sRGB.
        notes: what was converted on the way: "greyscale", "alpha", "16-bit", "CMYK", "palette", "EXIF rotation".
    """

    rgb: npt.NDArray[np.uint8]
    notes: tuple[str, ...]


def read_picture(path: Path) -> Picture:
    """Reads one image.

    Greyscale becomes three equal channels, transparency is laid on white, 16 bits are divided by 257, CMYK is converted as
    Pillow does without a profile, EXIF rotation is applied. Each is noted.

    Raises:
        UserError: the file is not an image, is cut short, or has values that are not brightness (float images).
    """
    try:
        with Image.open(path) as file:
            notes = _notes(file, path)
            upright = ImageOps.exif_transpose(file)
            return Picture(_rgb(upright, path), notes)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error) as error:
        raise UserError(f"{path}: cannot be read as an image ({error})") from error


def read_notes(path: Path) -> tuple[str, ...]:
    """What ``read_picture`` will do to the file, from its header alone."""
    try:
        with Image.open(path) as file:
            return _notes(file, path)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error) as error:
        raise UserError(f"{path}: cannot be read as an image ({error})") from error


def _notes(file: Image.Image, path: Path) -> tuple[str, ...]:
    notes = []
    if file.mode in ("1", "L", "LA", "La", "I", "I;16", "I;16B", "I;16L"):
        notes.append("greyscale")
    if file.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in file.info:
        notes.append("alpha")
    if file.mode.startswith("I") or _is_deep_png(file, path):
        notes.append("16-bit")
    if file.mode in ("CMYK", "YCCK"):
        notes.append("CMYK")
    if file.mode in ("P", "PA"):
        notes.append("palette")
    if file.getexif().get(_ORIENTATION_TAG, 1) not in (0, 1):
        notes.append("EXIF rotation")
    return tuple(notes)


def _is_deep_png(file: Image.Image, path: Path) -> bool:
    if file.format != "PNG":
        return False
    with path.open("rb") as raw:
        return raw.read(_PNG_DEPTH_OFFSET + 1)[-1] == 16


def _rgb(image: Image.Image, path: Path) -> npt.NDArray[np.uint8]:
    if image.mode == "F":
        raise UserError(f"{path}: a float image (mode F); expected 8 or 16 bits a channel")
    if image.mode.startswith("I"):
        grey = np.clip(np.asarray(image).astype(np.float64) / 257.0, 0.0, 255.0).round().astype(np.uint8)
        return np.repeat(grey[..., None], 3, axis=2)
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        rgba = image.convert("RGBA")
        return np.asarray(Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB"))
    return np.asarray(image.convert("RGB"))

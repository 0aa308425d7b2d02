"""How photographs were taken, by what their files say of themselves: EXIF and JPEG's tables."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import ExifTags, Image

Floats = npt.NDArray[np.float64]

_LUMINANCE_TABLE = np.fromstring(
    """16 11 10 16 24 40 51 61   12 12 14 19 26 58 60 55   14 13 16 24 40 57 69 56   14 17 22 29 51 87 80 62
    18 22 37 56 68 109 103 77   24 35 55 64 81 104 113 92   49 64 78 87 103 121 120 101   72 92 95 98 112 100 103 99""",
    dtype=np.float64,
    sep=" ",
)
"""The example table of ITU-T T.81, annex K.1, row by row; what nearly every encoder scales."""


_LARGEST_STEP = 255
"""Of 8-bit tables: larger ones are cut to it."""


def shooting_figures(paths: Iterable[Path]) -> dict[str, Floats]:
    """Samples of what is known, one value for each file that says it: "focal_length_mm" (35 mm equivalent), "iso", "jpeg_quality"."""
    found: dict[str, list[float]] = {"focal_length_mm": [], "iso": [], "jpeg_quality": []}
    for path in paths:
        with Image.open(path) as file:
            for name, value in (*_exif(file), ("jpeg_quality", _jpeg_quality(file))):
                if value is not None:
                    found[name].append(value)
    return {name: np.array(values) for name, values in found.items() if values}


def jpeg_quality(table: Sequence[int]) -> float:
    """The quality, 1 to 100, at which libjpeg writes this luminance table (64 numbers, row by row); the nearest, for other encoders.

    libjpeg multiplies the table of ITU-T T.81, K.1 by 50 / q below quality 50 and by 2 - q / 50 above, in per cent.
    """
    steps = np.array(table, np.float64)
    if steps.max() == 1.0:
        return 100.0
    within = steps < _LARGEST_STEP
    if not within.any():
        return 1.0
    percent = float(np.median(100.0 * steps[within] / _LUMINANCE_TABLE[within]))
    quality = (200.0 - percent) / 2.0 if percent <= 100.0 else 5000.0 / percent
    return float(np.clip(round(quality), 1, 100))


def _jpeg_quality(file: Image.Image) -> float | None:
    tables: Mapping[int, Sequence[int]] | None = getattr(file, "quantization", None)
    return jpeg_quality(tables[0]) if tables and len(tables.get(0, ())) == 64 else None


def _exif(file: Image.Image) -> list[tuple[str, float | None]]:
    tags = file.getexif().get_ifd(ExifTags.IFD.Exif)
    focal_length_mm = tags.get(ExifTags.Base.FocalLengthIn35mmFilm)
    iso = tags.get(ExifTags.Base.ISOSpeedRatings)
    return [("focal_length_mm", _positive(focal_length_mm)), ("iso", _positive(iso[0] if isinstance(iso, tuple) and iso else iso))]


def _positive(value: object) -> float | None:
    """Zero is EXIF's "unknown"."""
    return float(value) if isinstance(value, int | float) and value > 0 else None

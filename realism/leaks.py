"""Looks for what should not be there: copies of photographs among training images or their textures, and private things."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from setpiece.realism.backbones.backbone import Backbone
from setpiece.realism.distances.intervals import blocks_of
from setpiece.realism.features import extract, measure
from setpiece.realism.image_set import ImageSet

Rgb = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Bits = npt.NDArray[np.bool_]

_HASH_SIDE = 8
_HASH_FROM_PX = 32
_SAME_BITS, _SIMILAR_BITS = 6, 12
_SAME_RATIO = 0.5
_CHUNK = 512
_GPS_IFD, _LATITUDE, _EXIF_IFD = 0x8825, 2, 0x8769
_PERSONAL_TAGS = frozenset({0xA430, 0xA431, 0xC62F, 0x013B})
"""CameraOwnerName, BodySerialNumber, CameraSerialNumber, Artist."""

_DETECTOR_SIDE_PX = 480
_DETECTORS = {"possible face": "haarcascade_frontalface_default.xml", "possible number plate": "haarcascade_russian_plate_number.xml"}
_DETECTOR_VOTES = 10


@dataclass(frozen=True)
class Copy:
    """Two files that show the same picture.

    Attributes:
        file: in the set that is examined.
        original: the one that it repeats.
        bits: of 64, by which their perceptual hashes differ.
        ratio: distance of the file's features to the nearest photograph's, over the typical distance between photographs.
    """

    file: Path
    original: Path
    bits: int
    ratio: float


@dataclass(frozen=True)
class Leaks:
    """What was found.

    Attributes:
        copies: by where: "dataset" or "textures".
        nearest_ratio: median distance from a synthetic image to its nearest photograph, over that between photographs; far below 1
            means that they were copied.
        private: files by what they may show or tell: "possible face", "possible number plate", "GPS position", "owner or serial number".
    """

    copies: dict[str, list[Copy]]
    nearest_ratio: float
    private: dict[str, list[Path]]


def find_leaks(real: ImageSet, data: ImageSet, textures: ImageSet | None, backbone: Backbone) -> Leaks:
    """Compares every image of the dataset, and of the textures it was made with, with every photograph."""
    photographs = extract(real.paths, backbone).values, perceptual_hashes(real)
    typical = float(np.median(_nearest(photographs[0], photographs[0], blocks_of(len(real.paths)))[1])) or 1.0
    sets = {"dataset": data} | ({"textures": textures} if textures is not None else {})
    copies, ratio = {}, 0.0
    for name, images in sets.items():
        features = extract(images.paths, backbone).values
        index, distance = _nearest(features, photographs[0])
        ratio = float(np.median(distance)) / typical if name == "dataset" else ratio
        bits = _fewest_bits(perceptual_hashes(images), photographs[1])
        copies[name] = _copies(images, real, bits, index, distance / typical)
    return Leaks(copies, ratio, private_things(real))


def perceptual_hashes(images: ImageSet) -> Bits:
    """(n, 64) bits: signs of the low frequencies of each picture in grey (pHash, Zauner 2010)."""
    return np.asarray(measure(images.paths, "phash-1", perceptual_hash).values > 0.5)


def perceptual_hash(rgb: Rgb) -> Floats:
    """64 values of 0 or 1."""
    small = cv2.resize(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), (_HASH_FROM_PX, _HASH_FROM_PX), interpolation=cv2.INTER_AREA)
    low = cv2.dct(small.astype(np.float32))[:_HASH_SIDE, 1 : _HASH_SIDE + 1]
    out: Floats = (low > np.median(low)).astype(np.float32).ravel()
    return out


def private_things(images: ImageSet) -> dict[str, list[Path]]:
    """Files that may show a face or a number plate, or whose EXIF tells where and by whom they were taken.

    The detectors are OpenCV's Haar cascades, and err: look at what they name.
    """
    out: dict[str, list[Path]] = {}
    folder = Path(cv2.__file__).parent / "data"

    def look(rgb: Rgb) -> Floats:
        scale = min(1.0, _DETECTOR_SIDE_PX / max(rgb.shape[:2]))
        grey = cv2.resize(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        fresh = [cv2.CascadeClassifier(str(folder / file)) for file in _DETECTORS.values()]  # not safe across threads
        return np.array([len(d.detectMultiScale(grey, 1.15, _DETECTOR_VOTES)) for d in fresh], np.float32)

    found = measure(images.paths, "private-1", look).values
    for column, name in enumerate(_DETECTORS):
        out[name] = [p for p, count in zip(images.paths, found[:, column], strict=True) if count > 0]
    for path in images.paths:
        for note in _exif_notes(path):
            out.setdefault(note, []).append(path)
    return {name: paths for name, paths in out.items() if paths}


def _exif_notes(path: Path) -> list[str]:
    with Image.open(path) as file:
        exif = file.getexif()
        notes = ["GPS position"] if _LATITUDE in exif.get_ifd(_GPS_IFD) else []
        personal = _PERSONAL_TAGS & (set(exif) | set(exif.get_ifd(_EXIF_IFD)))
        return [*notes, "owner or serial number"] if personal else notes


def _nearest(x: Floats, y: Floats, blocks: npt.NDArray[np.intp] | None = None) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    """Each row's nearest row of ``y``, by cosine distance; with blocks (x is y), the nearest outside its own."""
    a, b = (m / np.maximum(np.linalg.norm(m, axis=1, keepdims=True), 1e-12) for m in (x, y))
    index, distance = np.zeros(len(x), np.intp), np.zeros(len(x))
    for start in range(0, len(x), _CHUNK):
        similarity = a[start : start + _CHUNK] @ b.T
        if blocks is not None:
            similarity[blocks[start : start + _CHUNK, None] == blocks] = -1.0
        index[start : start + _CHUNK] = similarity.argmax(axis=1)
        distance[start : start + _CHUNK] = 1.0 - similarity.max(axis=1)
    return index, distance


def _fewest_bits(hashes: Bits, others: Bits) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Each hash's nearest among the others, and by how many bits they differ."""
    index, bits = np.zeros(len(hashes), np.intp), np.zeros(len(hashes), np.intp)
    signs, other_signs = (np.where(h, 1, -1).astype(np.float32) for h in (hashes, others))
    for start in range(0, len(hashes), _CHUNK):
        differing = (signs.shape[1] - signs[start : start + _CHUNK] @ other_signs.T) / 2.0
        index[start : start + _CHUNK] = differing.argmin(axis=1)
        bits[start : start + _CHUNK] = differing.min(axis=1).round()
    return index, bits


def _copies(
    images: ImageSet,
    real: ImageSet,
    by_hash: tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]],
    by_features: npt.NDArray[np.intp],
    ratio: npt.NDArray[np.float64],
) -> list[Copy]:
    """Equal hashes, or similar ones that the features agree with."""
    index, bits = by_hash
    suspects = (bits <= _SAME_BITS) | ((bits <= _SIMILAR_BITS) & (index == by_features) & (ratio < _SAME_RATIO))
    return [Copy(images.paths[i], real.paths[index[i]], int(bits[i]), float(ratio[i])) for i in np.flatnonzero(suspects)]

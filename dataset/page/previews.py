"""Small JPEGs that the report shows instead of full files: the photograph, depth as heat, normals as colours."""

from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from setpiece.assets.errors import UserError
from setpiece.dataset.files import PER_FOLDER, write_atomically
from setpiece.dataset.places import Place
from setpiece.dataset.record import FileEntry, Record
from setpiece.dataset.shards import unpacked
from setpiece.dataset.writers import read
from setpiece.dataset.writers.png import encode_jpeg

WIDTH_PX = 640
_QUALITY = 85
_NOTHING = np.array([40, 40, 44], dtype=np.uint8)


def previews(root: Place, record: Record, key: str) -> dict[str, str]:
    """Makes the missing previews of one image.

    Args:
        root: the dataset's folder or URL.
        record: the image.
        key: changes with the image's content, so that no stale preview is shown.

    Returns:
        Kind ("image", "depth", "normals") to the preview's path inside the dataset.

    Raises:
        UserError: if a file of the image is damaged or missing.
    """
    folder = f"report/previews/{record.spec.index // PER_FOLDER:05d}"
    made = {}
    for kind, source in _sources(record):
        path = f"{folder}/{record.spec.index:08d}-{key}-{kind}.jpg"
        if not (root / path).exists():
            colours = _COLOURS[kind](_source(root, source))
            write_atomically(root / path, encode_jpeg(_shrunk(colours), _QUALITY), durable=False)
        made[kind] = path
    return made


def _source(root: Place, entry: FileEntry) -> NDArray[Any]:
    try:
        with unpacked(root, [entry]) as folder:
            return read(folder / entry.path)
    except (ValueError, FileNotFoundError) as error:
        raise UserError(
            f"{root / entry.path} is damaged or missing; delete its record and run the dataset again to make it anew"
        ) from error


def _sources(record: Record) -> Iterator[tuple[str, FileEntry]]:
    files = record.files
    yield "image", files["images"]
    if "depth" in files or "depth_mm" in files:
        yield "depth", files["depth" if "depth" in files else "depth_mm"]
    if "normals" in files:
        yield "normals", files["normals"]


def depth_colours(depth_m: NDArray[np.float32]) -> NDArray[np.uint8]:
    """(H, W, 3) uint8 RGB: near is bright, even steps of 1 / distance; dark grey where nothing is hit."""
    hit = np.isfinite(depth_m) & (depth_m > 0)
    if not hit.any():
        return np.broadcast_to(_NOTHING, (*depth_m.shape, 3)).copy()
    nearness = np.where(hit, 1.0 / np.where(hit, depth_m, 1.0), 0.0)
    low, high = np.percentile(nearness[hit], [1.0, 99.0])
    grey = np.clip((nearness - low) / max(high - low, 1e-9), 0.0, 1.0) * 235 + 20
    colours = cv2.cvtColor(cv2.applyColorMap(grey.astype(np.uint8), cv2.COLORMAP_INFERNO), cv2.COLOR_BGR2RGB)
    return np.where(hit[..., None], colours, _NOTHING).astype(np.uint8)


def normal_colours(normals: NDArray[np.float32]) -> NDArray[np.uint8]:
    """(H, W, 3) uint8 RGB as normal maps are usually shown: red right, green up, blue towards the viewer."""
    hit = np.any(normals != 0, axis=2, keepdims=True)
    colours = np.clip(normals * np.array([127.5, -127.5, -127.5], dtype=np.float32) + 127.5, 0, 255)
    return np.where(hit, colours, _NOTHING).astype(np.uint8)


def _photograph(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return rgb


_COLOURS: dict[str, Callable[[NDArray[Any]], NDArray[np.uint8]]] = {"image": _photograph, "depth": depth_colours, "normals": normal_colours}


def _shrunk(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = picture.shape[:2]
    if width <= WIDTH_PX:
        return picture
    small: NDArray[np.uint8] = cv2.resize(picture, (WIDTH_PX, max(1, round(height * WIDTH_PX / width))), interpolation=cv2.INTER_AREA)
    return small

"""The files of one image: which there are, where they lie, how they are encoded. One entry in ``writers`` per kind of file.

All of them for 640x480 with 12 objects take about 30 ms of one core; see the tables in the modules.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from setpiece.dataset.config import OutputConfig
from setpiece.dataset.labels.types import Labels
from setpiece.dataset.writers import depth, disparity, flow, ids, normals, png


@dataclass(frozen=True, eq=False)
class Picture:
    """What the files of one image are made from.

    Attributes:
        rgb: (H, W, 3) uint8.
        labels: the labels.
        category_ids: the dataset's category ids by name.
    """

    rgb: NDArray[np.uint8]
    labels: Labels
    category_ids: Mapping[str, int]


@dataclass(frozen=True)
class Writer:
    """One kind of file.

    Attributes:
        folder: the dataset's sub-folder that holds it.
        suffix: with the dot.
        encode: the file's bytes; equal pictures give equal bytes.
    """

    folder: str
    suffix: str
    encode: Callable[[Picture], bytes]


def writers(config: OutputConfig) -> tuple[Writer, ...]:
    """The kinds of files that a dataset with this config holds, the photograph first."""
    chosen = [_images(config)]
    if config.depth != "none":
        chosen.append(_DEPTH[config.depth])
    chosen += [writer for writer in _OPTIONAL if getattr(config, writer.folder)]
    if config.flow != "none":
        chosen.append(_FLOW[config.flow])
    if config.occlusion:
        chosen.append(Writer("occlusion", ".png", lambda picture: png.encode_png(_occluded(picture))))
    if config.disparity != "none":
        chosen.append(_DISPARITY[config.disparity])
    return tuple(chosen)


def _images(config: OutputConfig) -> Writer:
    if config.images == "png":
        return Writer("images", ".png", lambda picture: png.encode_png(picture.rgb))
    return Writer("images", ".jpg", lambda picture: png.encode_jpeg(picture.rgb, config.jpeg_quality))


def _exr(picture: Picture, *, exact: bool) -> bytes:
    return depth.encode_exr(picture.labels.depth_m, exact=exact)


def _normals(picture: Picture) -> NDArray[np.float32]:
    assert picture.labels.normals is not None, "with output.normals they are made"
    return picture.labels.normals


def _flow(picture: Picture) -> NDArray[np.float32]:
    assert picture.labels.flow is not None  # by validation of the config: it is written for sequences only
    return picture.labels.flow


def _occluded(picture: Picture) -> NDArray[np.uint8]:
    assert picture.labels.occluded is not None  # likewise
    return np.where(picture.labels.occluded, np.uint8(255), np.uint8(0))


def _disparity(picture: Picture) -> NDArray[np.float32]:
    assert picture.labels.disparity_px is not None  # likewise: for rectified pairs only
    return picture.labels.disparity_px


_DEPTH = {
    "exr": Writer("depth", ".exr", partial(_exr, exact=False)),
    "exr_exact": Writer("depth", ".exr", partial(_exr, exact=True)),
    "npz": Writer("depth", ".npz", lambda picture: depth.encode_npz(picture.labels.depth_m)),
}
_FLOW = {
    "flo": Writer("flow", ".flo", lambda picture: flow.encode_flo(_flow(picture))),
    "kitti": Writer("flow", ".png", lambda picture: png.encode_png(flow.kitti_rgb16(_flow(picture)))),
}
_DISPARITY = {
    "pfm": Writer("disparity", ".pfm", lambda picture: disparity.encode_pfm(_disparity(picture))),
    "kitti": Writer("disparity", ".png", lambda picture: png.encode_png(disparity.kitti16(_disparity(picture)))),
}
_DECODE: dict[str, Callable[[bytes], NDArray[Any]]] = {
    ".exr": depth.decode_exr,
    ".npz": depth.decode_npz,
    ".flo": flow.decode_flo,
    ".pfm": disparity.decode_pfm,
}
_OPTIONAL = (
    Writer("depth_mm", ".png", lambda picture: png.encode_png(depth.millimetres(picture.labels.depth_m))),
    Writer("normals", ".png", lambda picture: png.encode_png(normals.normals_to_rgb16(_normals(picture)))),
    Writer("instances", ".png", lambda picture: png.encode_png(ids.instance_ids(picture.labels))),
    Writer("categories", ".png", lambda picture: png.encode_png(ids.category_ids(picture.labels, picture.category_ids))),
)


def read(path: Path) -> NDArray[Any]:
    """A label file as the array that it was written from: the folder's name says what it holds.

    Returns:
        images: (H, W, 3) uint8 RGB. depth: (H, W) float32 metres. depth_mm, instances: (H, W) uint16. categories: (H, W) uint8 or
        uint16. normals: (H, W, 3) float32. flow: (H, W, 2) float32. occlusion: (H, W) uint8, 0 or 255. disparity:
        (H, W) float32 pixels.

    Raises:
        ValueError: if the file is damaged.
        OSError: if it cannot be read.
    """
    kind = path.name.split(".")[1] if path.parent.suffix == ".tar" else path.parent.parent.name  # 00000012.normals.png of a shard
    return decode(path.read_bytes(), path.name, kind)


def decode(data: bytes, name: str, kind: str) -> NDArray[Any]:
    """The bytes of a label file as the array that they were made from.

    Args:
        data: the bytes.
        name: of the file; its suffix says which format it is.
        kind: the folder that such files lie in, which says what it holds.

    Returns:
        As ``read``.

    Raises:
        ValueError: if the bytes are damaged.
    """
    suffix = name[name.rfind(".") :]
    if suffix in _DECODE:
        return _DECODE[suffix](data)
    array = png.decode(data)
    meaning = {"normals": normals.rgb16_to_normals, "flow": flow.from_kitti, "disparity": disparity.from_kitti}.get(kind)
    return meaning(array) if meaning else array

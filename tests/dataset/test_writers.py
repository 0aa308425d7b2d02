import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from pycocotools import mask as coco_mask

from setpiece.dataset import rle
from setpiece.dataset.config import OutputConfig
from setpiece.dataset.labels.types import Window
from setpiece.dataset.writers import Picture, depth, ids, normals, png, writers

MASKS = hnp.arrays(np.bool_, hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=12))
DEPTHS = hnp.arrays(np.float32, (9, 7), elements=st.one_of(st.floats(0.0009765625, 60000, width=32), st.just(np.inf)))


def tight(mask: np.ndarray) -> Window:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows):
        return Window(0, 0, np.zeros((0, 0), bool))
    return Window(int(columns[0]), int(rows[0]), mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


@given(MASKS)
def test_run_lengths_are_those_of_pycocotools(mask: np.ndarray) -> None:
    ours = rle.encode(tight(mask), *mask.shape)
    theirs = coco_mask.encode(np.asfortranarray(mask.astype(np.uint8)))
    assert (list(ours.size), ours.counts) == (theirs["size"], theirs["counts"].decode())
    assert np.array_equal(ours.decode(), mask)


@given(MASKS, st.data())
def test_damaged_run_lengths_are_refused_or_decode_to_a_mask_of_the_size(mask: np.ndarray, data: st.DataObject) -> None:
    counts = rle.encode(tight(mask), *mask.shape).counts
    place = data.draw(st.integers(0, len(counts) - 1))
    damaged = counts[:place] + data.draw(st.characters(max_codepoint=200)) + counts[place + 1 :]
    try:
        decoded = rle.Rle(size=mask.shape, counts=damaged).decode()
    except ValueError:
        return
    assert decoded.shape == mask.shape


@given(DEPTHS)
def test_depth_formats(depth_m: np.ndarray) -> None:
    hit = np.isfinite(depth_m)
    assert np.array_equal(depth.decode_exr(depth.encode_exr(depth_m, exact=True)), depth_m)
    assert np.array_equal(depth.decode_npz(depth.encode_npz(depth_m)), depth_m)
    short = depth.decode_exr(depth.encode_exr(depth_m, exact=False))
    assert np.array_equal(np.isinf(short), ~hit)
    assert np.all(np.abs(short[hit] / depth_m[hit] - 1) <= 2.0**-16)


@pytest.mark.parametrize(
    ("metres", "millimetres"), [(np.inf, 0), (0.0001, 1), (0.0026, 3), (1.2344, 1234), (65.535, 65535), (65.536, 0), (900.0, 0)]
)
def test_millimetres(metres: float, millimetres: int) -> None:
    assert depth.millimetres(np.full((2, 2), metres, np.float32)).tolist() == [[millimetres] * 2] * 2


def test_opencv_reads_the_depth_exr(tmp_path: Path) -> None:
    depth_m = np.linspace(0.3, 70, 48, dtype=np.float32).reshape(6, 8)
    depth_m[0, 0] = np.inf
    (tmp_path / "depth.exr").write_bytes(depth.encode_exr(depth_m, exact=True))
    code = "import cv2, numpy, sys; numpy.save(sys.argv[2], cv2.imread(sys.argv[1], cv2.IMREAD_UNCHANGED))"
    command = [sys.executable, "-c", code, str(tmp_path / "depth.exr"), str(tmp_path / "read.npy")]
    subprocess.run(command, check=True, env={**os.environ, "OPENCV_IO_ENABLE_OPENEXR": "1"})
    assert np.array_equal(np.load(tmp_path / "read.npy"), depth_m)


@given(hnp.arrays(np.float64, (5, 3), elements=st.floats(-1, 1)))
def test_normals_come_back_within_a_thousandth_of_a_degree_and_nothing_stays_nothing(vectors: np.ndarray) -> None:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    units = np.where(lengths > 1e-6, vectors / np.maximum(lengths, 1e-6), 0.0).astype(np.float32)[None]
    back = normals.rgb16_to_normals(png.decode(png.encode_png(normals.normals_to_rgb16(units))))
    assert np.array_equal(back[0][lengths[:, 0] <= 1e-6], units[0][lengths[:, 0] <= 1e-6])
    assert np.abs(back - units).max() < 1.6e-5


def test_category_picture_needs_16_bits_from_256_categories(image: Callable[..., Any]) -> None:
    labels = image(0).labels
    few = {thing.category: number for number, thing in enumerate(labels.objects, start=1)}
    many = {**{f"c{number}": number for number in range(1, 300)}, **{name: 280 + number for name, number in few.items()}}
    assert ids.category_ids(labels, few).dtype == np.uint8
    wide = ids.category_ids(labels, many)
    assert wide.dtype == np.uint16
    for thing in labels.objects:
        assert np.all(wide[labels.instances == thing.instance_id] == many[thing.category])


def test_equal_labels_give_equal_files_without_a_clock(image: Callable[..., Any], categories: tuple[str, ...]) -> None:
    category_ids = {name: number for number, name in enumerate(categories, start=1)}
    for kind in ("exr", "exr_exact", "npz"):
        first, second = (
            [writer.encode(Picture(made.image, made.labels, category_ids)) for writer in writers(OutputConfig(depth=kind))]
            for made in (image(3), image(3))
        )
        assert first == second
    stamps = zipfile.ZipFile(io.BytesIO(depth.encode_npz(image(0).labels.depth_m))).infolist()
    assert [entry.date_time for entry in stamps] == [(1980, 1, 1, 0, 0, 0)]
    assert b"tIME" not in png.encode_png(image(0).image)


def test_config_chooses_the_files() -> None:
    assert [writer.folder for writer in writers(OutputConfig())] == ["images", "depth", "depth_mm", "normals", "instances", "categories"]
    bare = OutputConfig(images="jpg", depth="none", depth_mm=False, normals=False, instances=False, categories=False)
    assert [(writer.folder, writer.suffix) for writer in writers(bare)] == [("images", ".jpg")]

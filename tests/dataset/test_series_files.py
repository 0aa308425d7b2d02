"""Occlusion and disparity: files that others read, written for the series that have them, and left out of all other datasets."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from setpiece.cli.compose import compose_config
from setpiece.dataset.config import OutputConfig
from setpiece.dataset.labels.disparity import disparity_px
from setpiece.dataset.store import Store
from setpiece.dataset.verify import verify
from setpiece.dataset.writers import disparity, read
from setpiece.scenes.series import View, baseline_m
from setpiece.scenes.spec import ViewSpec
from tests.dataset.conftest import UNIT, Made, make_image

pictures = arrays(np.float32, array_shapes(min_dims=2, max_dims=2, max_side=9), elements=st.floats(0, 250, width=32))


@given(pictures)
def test_opencv_reads_disparity(tmp_path_factory: pytest.TempPathFactory, found: np.ndarray) -> None:
    """PFM exactly, KITTI to half a step of 1/256; both come back through our own reader too."""
    folder = tmp_path_factory.getbasetemp()
    (folder / "a.pfm").write_bytes(disparity.encode_pfm(found))
    np.testing.assert_array_equal(cv2.imread(str(folder / "a.pfm"), cv2.IMREAD_UNCHANGED), found)
    np.testing.assert_array_equal(disparity.decode_pfm(disparity.encode_pfm(found)), found)
    np.testing.assert_allclose(disparity.from_kitti(disparity.kitti16(found)), found, atol=1 / 512)


@pytest.mark.parametrize(
    "data", [b"", b"Pf\n2 2\n-1.0\n" + b"0" * 15, b"PF\n1 1\n-1.0\n0000", b"Pf\n1 1\n1.0\n0000", b"Pf\n-1 -1\n-1.0\n0000"]
)
def test_damaged_pfm_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="PFM"):
        disparity.decode_pfm(data)


def paired(index: int) -> Made:
    """The left picture of a pair, 12 cm apart."""
    made = make_image(index)
    view = ViewSpec(group_id=index // 2, number=index % 2, first_from_camera=UNIT, baseline_m=0.12)
    made.spec = made.spec.model_copy(update={"view": view})
    occluded = made.labels.instances == 1
    made.labels = replace(made.labels, occluded=occluded, disparity_px=disparity_px(made.spec, made.labels.depth_m))
    return made


@pytest.mark.parametrize("shards", [None, 4])
def test_files_hold_the_labels(begin: Callable[..., Store], shards: int | None) -> None:
    """OpenCV's reprojection gives the depth back; verify knows the files."""
    store = begin(output={"occlusion": True, "disparity": "pfm", "depth": "exr_exact"} | ({"shards": shards} if shards else {}))
    made = paired(0)
    if shards:
        with store.shard(0):
            made.into(store)
        assert {"occlusion", "disparity"} <= set(store.read(0).files)
        return
    made.into(store)
    files = store.read(0).files
    np.testing.assert_array_equal(read(Path(str(store.root)) / files["occlusion"].path) == 255, made.labels.instances == 1)
    d = read(Path(str(store.root)) / files["disparity"].path)
    f, w, h = made.spec.camera.focal_length_px, made.labels.width, made.labels.height
    q = np.array([[1, 0, 0, -w / 2 + 0.5], [0, 1, 0, -h / 2 + 0.5], [0, 0, 0, f], [0, 0, 1 / 0.12, 0]])
    points = cv2.reprojectImageTo3D(d, q)
    hit = np.isfinite(made.labels.depth_m)
    np.testing.assert_allclose(points[hit, 2], made.labels.depth_m[hit], rtol=1e-5)
    assert (d[~hit] == 0).all()
    assert [problem for problem in verify(store.root) if "does not belong" in problem.message] == []


def test_which_views_are_a_rectified_pair() -> None:
    left, right = View(name="a", right_m=-0.05), View(name="b", right_m=0.07)
    assert baseline_m((left, right)) == pytest.approx(0.12)
    for others in [(), (left,), (right, left), (left, right, right), (left, right.model_copy(update={"yaw_deg": 2.0}))]:
        assert baseline_m(others) is None
    turned = tuple(view.model_copy(update={"yaw_deg": 5.0}) for view in (left, right))
    assert baseline_m(turned) is None
    assert baseline_m((left, right.model_copy(update={"focal_length_mm": 50.0}))) is None


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["output.occlusion=true"], "output.occlusion: found true without a sequence; accepted: false"),
        (["output.disparity=pfm"], "without a rectified pair; accepted: none"),
        (["output.disparity=kitti", "views=[{name: left},{name: right,down_m: 0.1}]"], "views that differ by right_m only"),
        (["output.disparity=pfm", "lens=webcam", "views=[{name: left},{name: right,right_m: 0.1}]"], "lens=none"),
    ],
)
def test_mistakes_are_named(words: list[str], message: str) -> None:
    with pytest.raises(Exception, match=message):
        compose_config(words)


def test_other_datasets_say_nothing_of_them() -> None:
    """The keys came later: manifests of other datasets are what they were."""
    assert not {"occlusion", "disparity"} & OutputConfig().model_dump().keys()
    assert "baseline_m" not in ViewSpec(group_id=0, number=0, first_from_camera=UNIT).model_dump()

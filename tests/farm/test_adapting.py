"""Pictures adapted as they are written: other pixels, the same labels, and still a pure function that replays."""

import json
import subprocess
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from setpiece.dataset.config import AdaptConfig, AdaptMethod
from setpiece.dataset.reference import SUFFIXES
from setpiece.realism import images
from setpiece.realism.adapt import METHODS
from setpiece.realism.backbones.onnx_graph import OnnxGraph
from tests.farm.runs import COMMAND, assert_same, files, generate
from tests.realism.conftest import write_set


def setpiece(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *map(str, words)], capture_output=True, text=True, timeout=300, check=False)


def test_config_knows_the_methods_and_files_that_there_are() -> None:
    assert set(get_args(AdaptMethod)) == set(METHODS)
    assert set(SUFFIXES) == images.SUFFIXES


def test_pixels_change_labels_stay_and_every_byte_replays(reference: Path, tmp_path: Path) -> None:
    """Two workers, one worker, replay: the same bytes; other photographs are refused by name."""
    photos, a, b = write_set(tmp_path / "photos", 3, seed=1), tmp_path / "a", tmp_path / "b"
    words = ["count=4", "output.adapt.method=[fourier,noise]", f"output.adapt.reference={photos}", "output.adapt.strength=0.5"]
    generate(a, *words, "farm.workers=2")
    generate(b, *words)
    assert_same(files(a), files(b))
    plain, adapted = files(reference), files(a)
    changed = {name.split("/")[0] for name in adapted if "/" in name and name in plain and adapted[name] != plain[name]}
    assert {"images", "records"} <= changed
    assert not changed & {"depth", "depth_mm", "normals", "instances", "categories"}
    assert adapted["annotations.json"] == plain["annotations.json"]
    assert setpiece("verify", a).returncode == 0
    assert setpiece("replay", a, 2).returncode == 0

    (photos / "000.png").write_bytes((photos / "001.png").read_bytes())
    replayed = setpiece("replay", a, 2)
    assert replayed.returncode == 2
    assert "other photographs than those" in replayed.stderr
    assert "output.adapt.reference_sha256" in generate(a, *words, code=2).stderr
    assert setpiece("verify", a).returncode == 0


def test_a_network_of_ones_own_is_part_of_the_identity(tmp_path: Path) -> None:
    """A negative: written, replayed to the byte; with another network in its place, refused."""
    photos, out, file = write_set(tmp_path / "photos", 2, seed=1), tmp_path / "d", tmp_path / "own.onnx"
    file.write_bytes(tinting(-1.0))
    words = ["count=2", f"output.adapt.method={file}", f"output.adapt.reference={photos}"]
    generate(out, *words)
    assert setpiece("replay", out, 1).returncode == 0
    file.write_bytes(tinting(-0.5))
    assert "not the one this dataset was begun with" in setpiece("replay", out, 1).stderr
    assert "networks_sha256" in generate(out, *words, code=2).stderr


def tinting(gain: float) -> bytes:
    """A network that makes ``1 + gain * x`` of every channel."""
    graph = OnnxGraph()
    kernel = gain * np.eye(3, dtype=np.float32)[..., None, None]
    out = graph.convolution("image", kernel, np.ones(3, np.float32))
    return graph.model({"image": ("n", 3, "h", "w")}, {"out": (out, ("n", 3, "h", "w"))})


def test_strength_blends(tmp_path: Path) -> None:
    photos = write_set(tmp_path / "photos", 2, seed=1)
    config = AdaptConfig.model_validate({"method": "color", "reference": str(photos)})
    assert config.method == ("color",)
    again = AdaptConfig.model_validate_json(config.model_dump_json())
    assert again == config
    elsewhere = photos.rename(tmp_path / "moved")
    moved = AdaptConfig.model_validate({"method": ["color"], "reference": str(elsewhere)})
    assert json.loads(moved.model_dump_json())["reference_sha256"] == config.reference_sha256


@pytest.mark.parametrize(
    ("words", "fragments"),
    [
        (["output.adapt.method=colour", "output.adapt.reference=PHOTOS"], ["output.adapt.method", "colour", "'histogram'"]),
        (["output.adapt.method=color", "output.adapt.reference=nowhere"], ["output.adapt.reference", "nowhere", "no photographs there"]),
        (["output.adapt.method=lost.onnx", "output.adapt.reference=PHOTOS"], ["output.adapt.method", "lost.onnx", "no such file"]),
        (["output.adapt.method=color"], ["output.adapt.reference is missing"]),
        (["output.adapt.method=color", "output.adapt.reference=PHOTOS", "output.adapt.strength=2"], ["output.adapt.strength", "found 2"]),
        (["output.adapt.metod=color", "output.adapt.reference=PHOTOS"], ["output.adapt.metod", "did you mean output.adapt.method?"]),
    ],
)
def test_mistakes_are_named(words: list[str], fragments: list[str], tmp_path: Path) -> None:
    photos = write_set(tmp_path / "photos", 2, seed=1)
    done = generate(tmp_path / "d", *(word.replace("PHOTOS", str(photos)) for word in words), code=2)
    assert all(fragment in done.stderr for fragment in fragments), done.stderr
    assert not (tmp_path / "d").exists()

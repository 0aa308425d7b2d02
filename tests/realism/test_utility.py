"""Utility studies: nothing is trained twice, nothing that would make the figures a lie gets past the start, and the intervals hold."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from setpiece.assets.errors import UserError
from setpiece.cli import utility
from setpiece.realism.detection.coco import open_coco
from setpiece.realism.distances.intervals import few_blocks_factor
from setpiece.realism.evaluation.precision import match
from setpiece.realism.evaluation.scores import image_weights, reweighted
from setpiece.realism.training.config import compose
from setpiece.realism.utility.cells import REAL, SYNTHETIC, Cell, draw, plan
from setpiece.realism.utility.estimates import difference, mean, ratio
from setpiece.realism.utility.results import compared
from setpiece.realism.utility.study import open_study
from tests.realism.annotated import read_annotations, write_annotations, write_coco
from tests.realism.test_evaluation import crowd_of_boxes, pycocotools, repeated

pytestmark = pytest.mark.train

SMALL = ["size=64", "steps=6", "batch=2", "save_every=3", "backbone=none", "channels=32", "lr=0.003"]
CELLS = ["seeds=0,1", "cells=real,synthetic"]
SETS = ("real_train", "data", "real_test")


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> None:
    torch.set_num_threads(1)


def write_sets(folder: Path, count: int = 8) -> list[str]:
    """Arguments that name three sets."""
    return [f"{what}={write_coco(folder / what, count, seed)}" for seed, what in enumerate(SETS)]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], Path]:
    """The arguments of a study, and its folder, finished."""
    folder = tmp_path_factory.mktemp("utility")
    words = [*write_sets(folder), *SMALL, *CELLS]
    assert utility.run([*words, f"out={folder / 'study'}"]) == 0
    return words, folder / "study"


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Time and content of every file."""
    return {str(p.relative_to(folder)): (p.stat().st_mtime_ns, p.read_bytes()) for p in sorted(folder.rglob("*")) if p.is_file()}


def test_report_says_what_the_cells_do(study: tuple[list[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    """Means are of the cells' own reports, and the page, the table and the picture are there."""
    words, out = study
    report = json.loads((out / "report.json").read_text())
    assert [c["name"] for c in report["cells"]] == ["real", "synthetic"]
    for cell in report["cells"]:
        own = [json.loads((out / f / "report.json").read_text())["boxes"]["overall"]["AP50"]["value"] for f in cell["folders"]]
        assert cell["AP50"]["by_seed"] == pytest.approx(own, abs=1e-12)
        assert cell["AP50"]["mean"]["value"] == pytest.approx(np.mean(own), abs=1e-12)
    assert report["verdict"].startswith("Synthetic alone")
    assert (out / "report.md").read_text().count("\n| ") == 3
    with Image.open(out / "plot.png") as picture:
        assert picture.size == (1000, 560)
    page = (out / "index.html").read_text()
    assert all((out / link.split('"')[0]).is_file() for link in page.split('href="')[1:])
    missed = utility.run([*words, f"out={out}", "min_ap50_share=1e6"])
    assert missed == 3
    assert "not met: synthetic alone reaches" in capsys.readouterr().out
    assert utility.run([*words, f"out={out}", "min_ap50_share=0"]) == 0


def test_finished_cells_are_not_trained_again(study: tuple[list[str], Path], tmp_path: Path) -> None:
    """Not by the same command, nor by one that asks for more; another test set judges again and trains nothing."""
    words, finished = study
    out = Path(shutil.copytree(finished, tmp_path / "study", copy_function=shutil.copy2))
    before = state(out / "cells")
    assert utility.run([*words, f"out={out}"]) == 0
    assert state(out / "cells") == before
    more = [w for w in words if w not in CELLS] + ["seeds=0", "shots=3", "cells=real,synthetic,real3-mix50"]
    assert utility.run([*more, f"out={out}"]) == 0
    after = state(out / "cells")
    assert {name: after[name] for name in before} == before
    (new,) = {name.split("/")[0] for name in after.keys() - before.keys()}
    assert new.startswith("real3-mix50-seed0-")
    drawn = json.loads((out / "cells" / new / "cell.json").read_text())["photographs_drawn"]
    assert len(drawn) == 3
    assert all(name.startswith("0-") for name in drawn)  # of real_train, whose seed is 0
    other = write_coco(tmp_path / "other", 5, seed=9)
    assert utility.run([*(f"real_test={other}" if w.startswith("real_test") else w for w in words), f"out={out}"]) == 0
    changed = {name for name, content in state(out / "cells").items() if before.get(name, content) != content}
    assert {Path(name).name for name in changed} == {"cell.json", "report.json", "detections.json", "index.html"}


def test_killed_and_shared_studies_end_as_if_nothing_had_been(study: tuple[list[str], Path], tmp_path: Path) -> None:
    """SIGKILL in the middle of the second cell; two machines then do a half each. All figures are the same bytes."""
    words, whole = study
    command = [sys.executable, "-m", "setpiece.cli.main", "utility", *words, f"out={tmp_path / 'study'}"]
    process = subprocess.Popen(command, env={**os.environ, "OMP_NUM_THREADS": "1"}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    cells, until = tmp_path / "study" / "cells", time.monotonic() + 480.0
    while not list(cells.glob("synthetic-seed0-*/checkpoint.pt")):
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not list(cells.glob("synthetic-seed0-*/model.onnx"))
    assert utility.run([*words, f"out={tmp_path / 'study'}", "share=1/2"]) == 0
    assert not (tmp_path / "study" / "report.json").exists()
    assert utility.run([*words, f"out={tmp_path / 'study'}", "share=0/2"]) == 0
    for name in ("report.json", "report.md", "plot.png", "index.html"):
        assert (tmp_path / "study" / name).read_bytes() == (whole / name).read_bytes()
    for name in sorted(p.parent.name for p in (whole / "cells").glob("*/model.onnx")):
        assert (cells / name / "model.onnx").read_bytes() == (whole / "cells" / name / "model.onnx").read_bytes()


def test_few_photographs_are_among_more(tmp_path: Path) -> None:
    data = open_coco(write_coco(tmp_path / "data", 12, seed=0), "data")
    for seed in range(4):
        draws = [set(draw(data, seed, k)) for k in (2, 5, 9)]
        assert [len(d) for d in draws] == [2, 5, 9]
        assert draws[0] < draws[1] < draws[2]
    assert len({draw(data, seed, 5) for seed in range(8)}) > 4
    assert [c.name for c in plan((0.125, 0.5, 1.0), (5, 2))] == [
        *("real", "synthetic", "real2", "real2-mix12.5", "real2-mix50", "real5", "real5-mix12.5", "real5-mix50", "mix12.5", "mix50")
    ]


def test_keys_change_with_what_is_trained_and_with_nothing_else(tmp_path: Path) -> None:
    """A pixel of a rendered image changes every cell that sees it; a test image, a folder's name and the device change none."""
    sources = {word.split("=")[0]: Path(word.split("=")[1]) for word in write_sets(tmp_path / "a")}
    cells = plan((0.5,), (3,))

    def keys(where: dict[str, Path], **changes: object) -> dict[Cell, str]:
        opened = open_study(where, {}, compose("fcos", changes={"size": 64, **changes}), cells, (0,))
        return {job.cell: job.name for job in opened.jobs()}

    first = keys(sources)
    assert len(set(first.values())) == len(cells)
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    moved = {what: tmp_path / "b" / what for what in sources}
    assert keys(moved, device="cpu", save_every=7) == first
    assert not set(keys(moved, lr=0.5).values()) & set(first.values())
    for what, affected in (("real_test", []), ("data", [c for c in cells if c.real_share < 1.0])):
        file = sorted((moved[what] / "images").iterdir())[0]
        pixels = np.array(Image.open(file))
        pixels[0, 0] ^= 255
        Image.fromarray(pixels).save(file)
        now = keys(moved)
        assert [c for c in cells if now[c] != first[c]] == affected


def test_intervals_are_brute_force_where_there_is_one_seed() -> None:
    """Two detectors on the same images, drawn again by really copying images and running pycocotools."""
    rng = np.random.default_rng(3)
    truth, good = crowd_of_boxes(rng, images=14)
    poor = [r for r in good if rng.random() < 0.7]
    weights = image_weights(len(truth.images), 0, 25)
    brute = [[pycocotools(*repeated(truth, found, row)).stats[1] for row in weights.astype(int)] for found in (good, poor)]
    ours = [reweighted(match(truth, found, "bbox"), weights)["AP50"] for found in (good, poor)]
    assert np.array(ours) == pytest.approx(np.array(brute), abs=1e-9)
    change = np.subtract(*brute)
    low, high = np.quantile(change[1:], [0.025, 0.975])
    factor = few_blocks_factor(len(truth.images))
    found = difference(ours[0][None], ours[1][None], len(truth.images))
    assert (found.value, found.low, found.high) == pytest.approx(
        (change[0], change[0] - factor * (change[0] - low), change[0] + factor * (high - change[0])), abs=1e-9
    )


@pytest.mark.parametrize(("seed_sd", "image_sd"), [(0.03, 0.02), (0.003, 0.2), (0.02, 0.15)])
def test_intervals_cover_other_seeds_and_other_images(seed_sd: float, image_sd: float) -> None:
    """Simulated studies of three seeds and 50 images, two detectors that find the same images hard: 95 % hold the truth, give or take.

    The interval of the difference gains from the pairing.
    """
    rng = np.random.default_rng(0)
    truths, images, seeds, inside, widths = (0.8, 0.7), 50, 3, np.zeros(3), np.zeros(2)
    studies = 300
    for _ in range(studies):
        hard = rng.normal(0.0, image_sd, images)
        weights = image_weights(images, int(rng.integers(1 << 30)), 200)
        weights /= weights.sum(axis=1, keepdims=True)
        real, other = (
            np.array([weights @ (t + rng.normal(0.0, seed_sd) + hard + rng.normal(0.0, image_sd / 4, images)) for _ in range(seeds)])
            for t in truths
        )
        share = ratio(other, real, images)
        assert share is not None
        found = (mean(real, images), difference(other, real, images), share)
        wanted = (truths[0], truths[1] - truths[0], truths[1] / truths[0])
        inside += [e.low <= w <= e.high for e, w in zip(found, wanted, strict=True)]
        widths += [e.high - e.low for e in found[:2]]
    assert (inside / studies >= 0.92).all()
    if image_sd > 10.0 * seed_sd:
        assert widths[1] < 0.8 * widths[0]


def test_what_cannot_be_compared_is_not() -> None:
    """A reference that finds nothing has no ratio, and a study without the reference no comparison."""
    nothing, something = np.zeros((2, 5)), np.full((2, 5), 0.5)
    rows = compared({REAL: nothing, SYNTHETIC: something}, 20)
    assert rows[SYNTHETIC].ratio is None
    assert rows[SYNTHETIC].difference is not None
    assert compared({SYNTHETIC: something}, 20)[SYNTHETIC].difference is None


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["shots=8"], "shots=8: real_train=.* has 8 images.*the cell `real`"),
        (["shots=0"], "shots=0: expected whole numbers of photographs from 1"),
        (["mix=1.5"], "mix=1.5: expected shares"),
        (["mix=half"], "mix=half: expected shares"),
        (["cells=real,fake"], "cells=fake: no such cell; .* there are real, synthetic, mix50"),
        (["seeds=a"], "seeds=a: expected whole numbers"),
        (["seed=1"], "seed=: no such argument; did you mean seeds="),
        (["share=2/2"], "share=2/2: accepted are K/N"),
        (["min_ap50_share=0.9", "cells=real,mix50"], "compares the cells real and synthetic; cells= leaves one out"),
        (["classes=dice:disc"], "classes=dice:...: no such class"),
        (["classes=box:-,disc:-"], "leaves every class out"),
        (["steps=0"], "steps=0: "),
        (["model=yolo"], "model=yolo: expected faster_rcnn"),
        (["device=tpu9"], "device=tpu9: torch cannot use it"),
    ],
)
def test_mistakes(words: list[str], message: str, tmp_path: Path) -> None:
    defaults = [w for w in SMALL if w.split("=")[0] not in {x.split("=")[0] for x in words}]
    with pytest.raises(UserError, match=message):
        utility.run([*write_sets(tmp_path), f"out={tmp_path / 'study'}", *defaults, *words])
    assert not list((tmp_path / "study").glob("cells/*"))


def same_file(folder: Path) -> list[str]:
    return [f"real_test={folder / 'real_train' / 'annotations.json'}"]


def copied_image(folder: Path) -> list[str]:
    """A test image that was saved again as a JPEG among the rendered ones."""
    target = sorted((folder / "data" / "images").iterdir())[0]
    Image.open(sorted((folder / "real_test" / "images").iterdir())[2]).save(target, "JPEG", quality=80)
    return []


def other_classes(folder: Path) -> list[str]:
    return [f"data={write_coco(folder / 'circles', 3, 5, ('circle', 'box'))}"]


def no_boxes(folder: Path) -> list[str]:
    write_annotations(folder / "real_test", {**read_annotations(folder / "real_test"), "annotations": []})
    return []


def boxes_only(folder: Path) -> list[str]:
    return ["model=mask_rcnn", f"real_test={write_coco(folder / 'boxes', 3, 5, masks=False)}"]


def strangers(folder: Path) -> list[str]:
    return [f"out={folder / 'data'}"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (same_file, "real_test=.*: is real_train too"),
        (copied_image, "real_test=.* against data=.*: 1 of its 8 images are in the training set"),
        (other_classes, "data=.*its classes are circle, box; expected disc, box.*classes=circle:disc"),
        (no_boxes, "real_test=.*none of its 8 images has a box"),
        (boxes_only, "model=mask_rcnn: real_test=.* has boxes without masks"),
        (strangers, "exists and holds no study"),
    ],
)
def test_sets_that_would_lie_are_refused(change, message: str, tmp_path: Path) -> None:  # noqa: ANN001
    words = [*write_sets(tmp_path), f"out={tmp_path / 'study'}", *SMALL]
    changed = change(tmp_path)
    keys = {w.split("=")[0] for w in changed}
    with pytest.raises(UserError, match=message):
        utility.run([*(w for w in words if w.split("=")[0] not in keys), *changed])
    assert not list((tmp_path / "study").glob("cells/*"))

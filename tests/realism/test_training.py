"""Training: it learns, it is the same however often it is stopped, and the exported model is the trained one."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from setpiece.assets.errors import UserError
from setpiece.cli import evaluate as evaluate_verb
from setpiece.cli import train as train_verb
from setpiece.realism.backbones.backbone import load_backbone, published_weights
from setpiece.realism.detection.coco import open_coco
from setpiece.realism.detection.detector import Detector
from setpiece.realism.detection.square import fit, warp
from setpiece.realism.evaluation.judge import judge
from setpiece.realism.training.backbone import _folded, make_backbone
from setpiece.realism.training.batches import Batches, as_tensor, schedule
from setpiece.realism.training.config import MODELS, compose, presets
from setpiece.realism.training.export import export_onnx
from setpiece.realism.training.loop import Progress, load_model, train
from setpiece.realism.training.models import make_model
from setpiece.realism.training.run_folder import Run, describe
from tests.realism.annotated import CLASSES, SIDE, write_coco

pytestmark = pytest.mark.train

SMALL = ["size=64", "steps=6", "batch=2", "save_every=3", "backbone=none", "channels=32"]


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def overfitted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Eight pictures, and a run that has seen them often."""
    folder = tmp_path_factory.mktemp("train")
    data = write_coco(folder / "data", 8, seed=0)
    words = ["size=96", "steps=50", "batch=4", "lr=0.002", "ema=0.8", "augment=none"]
    assert train_verb.run([f"data={data}", f"out={folder / 'run'}", *words]) == 0
    return data, folder / "run"


def test_it_learns(overfitted: tuple[Path, Path], tmp_path: Path) -> None:
    """Judged on copies of what it learnt from; the copies' place is not the training set's, so the fingerprints must go."""
    data, run = overfitted
    copy = tmp_path / "model.onnx"
    copy.write_bytes((run / "model.onnx").read_bytes())
    found = judge(copy, data)
    value = found.boxes.overall["AP50"]
    assert value is not None
    assert value.value > 0.9
    assert not found.leaks_checked


def test_run_folder_holds_what_people_look_for(overfitted: tuple[Path, Path]) -> None:
    _, run = overfitted
    assert np.asarray(Image.open(run / "curves.png")).std() > 5
    assert list((run / "tensorboard").glob("events.out.tfevents.*"))


def test_training_images_are_refused_as_test_images(overfitted: tuple[Path, Path], tmp_path: Path) -> None:
    """Saved again as a smaller JPEG or not; pictures of the same kind that are others are accepted."""
    data, run = overfitted
    with pytest.raises(UserError, match=r"8 of its 8 images are in the training set \(0-0\.png"):
        evaluate_verb.run([f"run={run}", f"data={data}", f"out={tmp_path / 'a'}"])
    test = write_coco(tmp_path / "test", 4, seed=1)
    assert evaluate_verb.run([f"run={run}", f"data={test}", f"out={tmp_path / 'b'}"]) == 0
    Image.open(data / "images" / "0-3.png").resize((96, 96)).save(test / "images" / "1-2.png", "JPEG", quality=70)
    with pytest.raises(UserError, match=r"1 of its 4 images.*1-2\.png is 0-3\.png"):
        evaluate_verb.run([f"run={run}", f"data={test}", f"out={tmp_path / 'c'}"])


def test_onnx_finds_what_torch_finds(overfitted: tuple[Path, Path]) -> None:
    data, run = overfitted
    detector, model = Detector(run / "model.onnx"), load_model(run)
    assert (detector.classes, detector.size) == (CLASSES, 96)
    for path in sorted((data / "images").iterdir())[:3]:
        rgb = np.asarray(Image.open(path))
        with torch.no_grad():
            wanted = model([as_tensor(warp(rgb, fit(SIDE, SIDE, 96), 96))])[0]
        found = detector(rgb)
        sure = found.scores > 0.05
        assert sure.any()
        assert np.abs(found.scores[sure] - wanted["scores"].numpy()[: sure.sum()]).max() < 1e-4
        assert np.abs(found.xyxy[sure] * 96 / SIDE - wanted["boxes"].numpy()[: sure.sum()]).max() < 0.01
        assert (found.labels[sure] == wanted["labels"].numpy()[: sure.sum()]).all()


@pytest.mark.parametrize("name", MODELS)
def test_every_model_trains_and_exports(name: str, tmp_path: Path) -> None:
    """One step on pictures with and without objects gives finite losses and gradients; the export runs and agrees."""
    config = compose(name, changes={"size": 96, "backbone": "none", "channels": 32})
    torch.manual_seed(0)
    model = make_model(config, 2).train()
    box = torch.tensor([[10.0, 12.0, 50.0, 60.0]])
    full = {"boxes": box, "labels": torch.tensor([2]), "masks": torch.ones(1, 96, 96, dtype=torch.uint8)}
    empty = {"boxes": box[:0], "labels": full["labels"][:0], "masks": full["masks"][:0]}
    losses = sum(model([torch.rand(3, 96, 96), torch.rand(3, 96, 96)], [full, empty]).values())
    losses.backward()
    assert all(bool(torch.isfinite(p.grad).all()) for p in model.parameters() if p.grad is not None)
    export_onnx(model.eval(), 96, CLASSES, tmp_path / "m.onnx", masks=name == "mask_rcnn")
    rgb = np.random.default_rng(0).integers(0, 255, (96, 96, 3), np.uint8)
    found = Detector(tmp_path / "m.onnx")(rgb)
    with torch.no_grad():
        wanted = model([as_tensor(rgb)])[0]
    assert np.allclose(found.scores[:5], wanted["scores"].numpy()[:5], atol=1e-4)
    assert (found.masks is not None) == (name == "mask_rcnn")


def test_a_stopped_run_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    """Stopped after step 4 of 6, one step after its last checkpoint: the model is the same to the last bit."""
    data = open_coco(write_coco(tmp_path / "data", 5, seed=0), "data")
    config = compose("fcos", changes=dict(word.split("=") for word in SMALL))

    def run(folder: str) -> Run:
        return Run(tmp_path / folder, config, data.classes, (describe(data),))

    def stop(progress: Progress) -> None:
        if progress.step == 4:
            raise KeyboardInterrupt

    train((data,), run("whole"))
    with pytest.raises(KeyboardInterrupt):
        train((data,), run("stopped"), stop)
    assert not (tmp_path / "stopped" / "model.onnx").exists()
    with pytest.raises(UserError, match="has not finished"):
        judge(tmp_path / "stopped", tmp_path / "data")
    train((data,), run("stopped"))
    assert (tmp_path / "stopped" / "model.onnx").read_bytes() == (tmp_path / "whole" / "model.onnx").read_bytes()
    states = [torch.load(tmp_path / name / "checkpoint.pt", weights_only=True) for name in ("whole", "stopped")]
    assert states[0]["history"] == states[1]["history"]
    assert all(torch.equal(states[0]["model"][k], v) for k, v in states[1]["model"].items())


def test_the_backbone_is_the_published_one() -> None:
    """Its last map, through the published head, is that of the network that the realism check runs."""
    tensors = {k: torch.tensor(v) for k, v in published_weights("efficientnet").items()}
    pixels = torch.randn(1, 3, 224, 224, generator=torch.Generator().manual_seed(0))
    weight, bias = _folded(tensors, "_conv_head", "_bn1")
    with torch.no_grad():
        ours = torch.nn.functional.conv2d(make_backbone("imagenet")(pixels)["c5"], weight, bias).clamp(0, 6).numpy()
    assert np.abs(ours - load_backbone("efficientnet").run(pixels.numpy(), "map")).max() < 1e-3


@pytest.mark.parametrize("augment", presets("augment"))
def test_batches_can_be_made_again_and_boxes_stay_on_their_things(augment: str, tmp_path: Path) -> None:
    """Whatever is done to a picture, the middle of a disc's box is red and that of a square's is blue."""
    data = open_coco(write_coco(tmp_path / "data", 6, seed=3), "data")
    config = compose("mask_rcnn", augment, {"size": 128, "crop": 96, "steps": 4, "augment.hue_deg": 0, "augment.grey": 0})
    batches, again = (Batches((data,), config, masks=True) for _ in range(2))
    seen = 0
    for step in (3, 0):
        images, targets = batches(step)
        for image, target, copy in zip(images, targets, again(step)[0], strict=True):
            assert torch.equal(image, copy)
            for (x0, y0, x1, y1), label, mask in zip(target["boxes"].tolist(), target["labels"].tolist(), target["masks"], strict=True):
                red, _, blue = image[:, int((y0 + y1) / 2), int((x0 + x1) / 2)].tolist()
                assert (red > blue) == (label == 1)
                assert abs(float(mask.sum()) / ((x1 - x0) * (y1 - y0)) - 1.0) < 0.15
                seen += 1
    assert seen > 10


def test_schedule_is_fair() -> None:
    """Shares hold in every part of the run, and each image of a set comes as often as any other."""
    order = schedule([5, 50], (3.0, 1.0), 400, np.random.default_rng(0))
    assert np.bincount(order[:, 0]).tolist() == [300, 100]
    assert np.bincount(order[order[:, 0] == 0, 1]).tolist() == [60] * 5
    assert np.bincount(order[order[:, 0] == 1, 1]).tolist() == [2] * 50
    assert all(abs(np.mean(part[:, 0]) - 0.25) < 0.1 for part in np.split(order, 8))
    assert np.bincount(schedule([5, 50], None, 110, np.random.default_rng(0))[:, 0]).tolist() == [10, 100]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["model=yolo"], "model=yolo: expected faster_rcnn, fcos"),
        (["size=100"], "size=100: .*multiple of 32"),
        (["augment.hflip=2"], "augment.hflip=2: .*less than or equal to 1"),
        (["augment.flip=1"], "no such argument; did you mean augment.vflip"),
        (["augment.scale=2,1"], "scale: 2.0 to 1.0"),
        (["device=tpu9"], "device=tpu9: torch cannot use it"),
        (["model=mask_rcnn"], "has boxes without masks; train model=faster_rcnn"),
        (["backbone=weights.pth"], "backbone=weights.pth: no such file"),
        (["shares=1,2"], "shares=1,2: expected 1 positive numbers"),
        (["classes=dice:disc"], "classes=dice:...: no such class; the data have box, disc"),
        (["lr=1e9", "ema=0"], "the loss is .*a lower lr="),
    ],
)
def test_mistakes(words: list[str], message: str, tmp_path: Path) -> None:
    data = write_coco(tmp_path / "data", 2, seed=0, masks=False)
    defaults = [w for w in SMALL if w.split("=")[0] not in {x.split("=")[0] for x in words}]
    with pytest.raises(UserError, match=message):
        train_verb.run([f"data={data}", f"out={tmp_path / 'run'}", *words, *defaults])


def test_sets_with_other_classes_need_a_mapping(tmp_path: Path) -> None:
    a, b = write_coco(tmp_path / "a", 2, seed=0), write_coco(tmp_path / "b", 2, seed=1, classes=("circle", "box"))
    with pytest.raises(
        UserError, match=r"its classes are circle, box; expected disc, box; unknown: circle; missing: disc.*classes=circle:disc"
    ):
        train_verb.open_sets((str(a), str(b)), ())
    sets = train_verb.open_sets((str(a), str(b)), ("circle:disc",))
    assert [s.classes for s in sets] == [CLASSES, CLASSES]


def test_a_folder_is_one_run(tmp_path: Path) -> None:
    """Another setting in the same folder is named; a damaged checkpoint too."""
    data = write_coco(tmp_path / "data", 2, seed=0)
    words = [f"data={data}", f"out={tmp_path / 'run'}", *SMALL]
    assert train_verb.run(words) == 0
    with pytest.raises(UserError, match=r"lr=0\.001 there, lr=0\.5 now"):
        train_verb.run([*words, "lr=0.5"])
    (tmp_path / "run" / "model.onnx").unlink()
    (tmp_path / "run" / "checkpoint.pt").write_bytes(b"half")
    with pytest.raises(UserError, match=r"checkpoint\.pt: not a usable checkpoint.*remove it"):
        train_verb.run(words)

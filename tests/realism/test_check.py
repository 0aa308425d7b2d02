"""The whole judgement on small sets: monotone in the fault, cached by content, honest when there are few images, and as a command."""

import itertools
import json
import shutil
import time
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from setpiece.assets.errors import UserError
from setpiece.cli import check as check_verb
from setpiece.cli import compare as compare_verb
from setpiece.cli import profile as profile_verb
from setpiece.realism import features
from setpiece.realism.backbones.backbone import load_backbone
from setpiece.realism.check import CheckConfig, check
from setpiece.realism.classifier import tell_apart
from setpiece.realism.distances.frechet import frechet_distance, gaussian
from setpiece.realism.distances.kernel import mmd, polynomial_kernel
from setpiece.realism.features import extract, measure
from setpiece.realism.image_set import open_images
from setpiece.realism.leaks import find_leaks
from setpiece.realism.profile import measure_profile, overrides
from setpiece.realism.statistics.picture import figures
from tests.realism.conftest import Change, scene, write_set

_N = 40
_CONFIG = CheckConfig(backbones=("efficientnet",), exhibits=2)


@pytest.fixture(scope="module")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_set(tmp_path_factory.mktemp("real") / "set", _N, seed=1)


@pytest.fixture(scope="module")
def blurred(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_set(tmp_path_factory.mktemp("data") / "set", _N, seed=2, change=lambda p, r: cv2.GaussianBlur(p, (0, 0), 2.0))


def _noise(sigma: float) -> Change:
    return lambda p, r: np.clip(p + r.normal(0, sigma, p.shape), 0, 255).astype(np.uint8)


def _blur(sigma: float) -> Change:
    return lambda p, r: cv2.GaussianBlur(p, (0, 0), sigma)


def _jpeg(quality: int) -> Change:
    return lambda p, r: cv2.imdecode(cv2.imencode(".jpg", p, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)


def _cast(strength: float) -> Change:
    return lambda p, r: np.clip(p * [1 + strength, 1.0, 1 - strength], 0, 255).astype(np.uint8)


FAULTS = {
    "JPEG": [_jpeg(q) for q in (60, 20, 4)],
    "noise": [_noise(s) for s in (4, 12, 36)],
    "blur": [_blur(s) for s in (0.8, 1.6, 3.2)],
    "colour cast": [_cast(s) for s in (0.08, 0.2, 0.4)],
}


@pytest.mark.parametrize("changes", FAULTS.values(), ids=FAULTS)
def test_worse_pictures_score_worse(changes: list[Change], photographs: Path) -> None:
    """FID, KID and the classifier's AUC grow with the strength of the fault."""
    network = load_backbone("efficientnet")
    rng = np.random.default_rng(7)
    clean = [scene(rng) for _ in range(_N)]
    real = extract(sorted(photographs.iterdir()), network).values.astype(np.float64)
    scores = []
    for change in [lambda p, r: p, *changes]:
        data = np.concatenate([network.features([change(p, rng) for p in clean[i : i + 8]]) for i in range(0, _N, 8)]).astype(np.float64)
        auc = tell_apart(real, data, np.random.default_rng(0)).auc.value
        scores.append((frechet_distance(gaussian(real), gaussian(data)), mmd(real, data, polynomial_kernel), auc))
    for weaker, stronger in itertools.pairwise(scores):
        assert stronger[0] > weaker[0]
        assert stronger[1] > weaker[1]
        assert stronger[2] >= weaker[2] - 0.02
    assert scores[-1][2] > 0.95


def test_another_class_mix_scores_worse(tmp_path: Path) -> None:
    """Photographs of discs alone: the more of the things are boxes, the farther."""
    network = load_backbone("efficientnet")
    sides = {}
    for seed, discs in ((1, 1.0), (2, 1.0), (3, 0.75), (4, 0.4), (5, 0.0)):
        rng = np.random.default_rng(seed)
        pictures = [scene(rng, discs=discs) for _ in range(_N)]
        sides[seed] = np.concatenate([network.features(pictures[i : i + 8]) for i in range(0, _N, 8)]).astype(np.float64)
    scores = [
        (
            frechet_distance(gaussian(sides[1]), gaussian(data)),
            mmd(sides[1], data, polynomial_kernel),
            tell_apart(sides[1], data, np.random.default_rng(0)).auc.value,
        )
        for data in (sides[2], sides[3], sides[4], sides[5])
    ]
    for weaker, stronger in itertools.pairwise(scores):
        assert stronger[:2] > weaker[:2]
        assert stronger[1] > weaker[1]
        assert stronger[2] > weaker[2] or stronger[2] == 1.0


def test_verdict_names_what_gives_them_away(photographs: Path, blurred: Path) -> None:
    found = check(open_images(photographs, "real"), open_images(blurred, "data"), _CONFIG)
    assert found.verdict.level in ("different", "obvious")
    assert found.findings[0].name == "sharpness"
    assert "sharper" in found.verdict.sentence
    for score in found.scores["efficientnet"]:
        assert score.estimate.low <= score.estimate.value <= score.estimate.high, score.name
    assert found.gallery is not None
    assert found.gallery.most_synthetic[0].logit >= found.gallery.most_synthetic[1].logit > found.gallery.most_real[0].logit


def test_equal_sets_are_not_told_apart(photographs: Path, tmp_path: Path) -> None:
    """Other scenes of the same kind: no verdict of difference, nothing to change."""
    same = write_set(tmp_path / "same", _N, seed=3)
    found = check(open_images(photographs, "real"), open_images(same, "data"), _CONFIG)
    assert found.verdict.level in ("alike", "cannot tell")
    assert [f.name for f in found.findings if f.notable] == []


def test_few_images_give_no_verdict(photographs: Path, tmp_path: Path) -> None:
    """Two, five and twelve images are judged without a crash and without a claim."""
    for count in (2, 5, 12):
        few = write_set(tmp_path / str(count), count, seed=4)
        found = check(open_images(photographs, "real"), open_images(few, "data"), _CONFIG)
        assert found.verdict.level == "cannot tell"
        assert str(count) in found.verdict.sentence


def test_features_are_cached_by_content(photographs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A renamed copy is not computed again; a changed pixel is."""
    monkeypatch.setenv("SETPIECE_CACHE", str(tmp_path / "cache"))
    paths, computed = sorted(photographs.iterdir())[:6], []
    first = measure(paths, "test", lambda rgb: computed.append(1) or figures(rgb))
    copies = [Path(shutil.copy(p, tmp_path / f"renamed{i}.png")) for i, p in enumerate(paths)]
    again = measure(copies, "test", lambda rgb: computed.append(1) or figures(rgb))
    assert (len(computed), again.values.tolist()) == (6, first.values.tolist())
    picture = np.asarray(Image.open(copies[0])).copy()
    picture[0, 0] ^= 1
    Image.fromarray(picture).save(copies[0])
    measure(copies, "test", lambda rgb: computed.append(1) or figures(rgb))
    assert len(computed) == 7


def test_a_finished_report_is_kept(photographs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same question again is answered without judging; a changed pixel, a moved box, another threshold are judged again."""
    judged = []
    monkeypatch.setattr("setpiece.realism.check.check", lambda *a: judged.append(1) or check(*a))
    data = _annotate(write_set(tmp_path / "data", 8, seed=9), 8, [1, 2])
    words = [f"data={data}", f"real={photographs}", "backbone=efficientnet", "limit=8"]

    def ask(name: str, *more: str) -> tuple[str, int]:
        check_verb.run([*words, f"out={tmp_path / name}", *more])
        return (tmp_path / name / "report.json").read_text() + (tmp_path / name / "index.html").read_text(), len(judged)

    first, again = ask("a"), ask("b")
    assert first == again == (first[0], 1)
    assert ask("c", "seed=1")[1] == 2
    annotations = data / "annotations.json"
    annotations.write_text(annotations.read_text().replace('"bbox": [', '"bbox": [1'))
    assert ask("d")[1] == 3
    picture = np.asarray(Image.open(data / "000.png")).copy()
    picture[0, 0] ^= 1
    Image.fromarray(picture).save(data / "000.png")
    assert ask("e")[1] == 4


def test_reading_stays_a_fixed_distance_ahead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory does not grow with the set: at most a fixed number of pictures is held at once."""
    monkeypatch.setenv("SETPIECE_CACHE", str(tmp_path / "cache"))
    held, most = [0], [0]

    def prepare(rgb: np.ndarray) -> np.ndarray:
        held[0] += 1
        most[0] = max(most[0], held[0])
        return np.zeros(3, np.float32)

    def compute(batch: np.ndarray) -> np.ndarray:
        time.sleep(0.002)
        held[0] -= len(batch)
        return batch

    paths = []
    for i in range(150):
        paths.append(tmp_path / f"{i}.bmp")
        Image.new("RGB", (12, 12), (i, 2 * i % 256, 0)).save(paths[-1])
    measure(paths, "held", prepare, compute)
    assert held[0] == 0
    assert most[0] <= features._AHEAD + features._BATCH


def test_copies_are_found(photographs: Path, tmp_path: Path) -> None:
    """A photograph that was compressed and scaled is still the same photograph; other scenes are not."""
    data = write_set(tmp_path / "data", 12, seed=5)
    original = sorted(photographs.iterdir())[7]
    with Image.open(original) as image:
        image.resize((140, 140)).save(data / "sneaked.jpg", quality=60)
    found = find_leaks(open_images(photographs, "real"), open_images(data, "data"), None, load_backbone("efficientnet"))
    assert [(c.file.name, c.original.name) for c in found.copies["dataset"]] == [("sneaked.jpg", original.name)]
    assert 0.5 < found.nearest_ratio < 2.0


def test_position_in_exif_is_reported(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "real", 4, seed=6)
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 8.0, 0.0), 3: "E", 4: (11.0, 34.0, 0.0)})
    with Image.open(folder / "000.png") as image:
        image.save(folder / "where.jpg", exif=exif)
    images = open_images(folder, "real")
    found = find_leaks(images, images, None, load_backbone("efficientnet"))
    assert [p.name for p in found.private["GPS position"]] == ["where.jpg"]


def _annotate(folder: Path, side: float, classes: list[int]) -> Path:
    images = [{"id": i, "file_name": p.name, "width": 160, "height": 160} for i, p in enumerate(sorted(folder.glob("*.png")))]
    boxes = [
        {"id": 2 * i + k, "image_id": i, "category_id": classes[(2 * i + k) % len(classes)], "bbox": [20 + 60 * k, 30 + i % 40, side, side]}
        for i in range(len(images))
        for k in range(2)
    ]
    categories = [{"id": 1, "name": "cup"}, {"id": 2, "name": "can"}]
    file = folder / "annotations.json"
    file.write_text(json.dumps({"images": images, "annotations": boxes, "categories": categories}))
    return folder


def test_command_writes_the_report_and_keeps_to_thresholds(
    photographs: Path, blurred: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Boxes of half the size and another class mix are said so; exit code 3; the page is one file."""
    real = _annotate(Path(shutil.copytree(photographs, tmp_path / "real")), 40, [1, 2])
    data = _annotate(Path(shutil.copytree(blurred, tmp_path / "data")), 20, [1, 1, 1, 2])
    arguments = [f"data={data}", f"real={real}", f"out={tmp_path / 'report'}", "backbone=efficientnet"]
    assert check_verb.run([*arguments, "max_auc=0.6", "max_kid=1000"]) == 3
    report = json.loads((tmp_path / "report" / "report.json").read_text())
    findings = {f["name"]: f for f in report["findings"]}
    assert findings["box_size"]["sentence"] == "boxes in your photographs are 2 times larger"
    assert findings["class_mix"]["distance"] == pytest.approx(0.25)
    assert len(report["verdict"]["failures"]) == 1
    assert {s["name"] for s in report["slices"]} == {"cup", "can"}
    page = (tmp_path / "report" / "index.html").read_text()
    assert "camera.distance_m" in page
    assert "http" not in page
    assert check_verb.run(arguments) == 0
    assert report["verdict"]["sentence"] in capsys.readouterr().out


def test_command_refuses_before_it_starts(photographs: Path, tmp_path: Path) -> None:
    """A folder that holds something else, a misspelt argument, a threshold that is no number."""
    (tmp_path / "precious.txt").write_text("mine")
    base = [f"data={photographs}", f"real={photographs}"]
    for extra, word in (
        ([f"out={tmp_path}"], "nothing is overwritten"),
        ([f"out={tmp_path / 'r'}", "max_acu=1"], "max_auc"),
        ([f"out={tmp_path / 'r'}", "max_auc=many"], "number"),
        ([], "out="),
    ):
        with pytest.raises(UserError, match=word):
            check_verb.run([*base, *extra])
    assert [p.name for p in tmp_path.iterdir()] == ["precious.txt"]


def test_compare_knows_the_nearer_one(photographs: Path, blurred: Path, tmp_path: Path) -> None:
    same = write_set(tmp_path / "same", _N, seed=8)
    words = [f"a={blurred}", f"b={same}", f"real={photographs}", f"out={tmp_path / 'r'}", "backbone=efficientnet"]
    assert compare_verb.run(words) == 0
    assert json.loads((tmp_path / "r" / "report.json").read_text())["sentence"].startswith("B is nearer")


def test_profile_writes_an_override_file(photographs: Path, tmp_path: Path) -> None:
    """Valid YAML whose distributions hold what was measured."""
    import yaml

    real = _annotate(Path(shutil.copytree(photographs, tmp_path / "real")), 40, [1, 2])
    assert profile_verb.run([f"real={real}", f"out={tmp_path / 'p.yaml'}"]) == 0
    written = yaml.safe_load((tmp_path / "p.yaml").read_text())
    assert written["resolution"] == "160x160"
    assert written["placement"]["count"][:2] == ["normal", 2.0]
    with pytest.raises(UserError, match="nothing is overwritten"):
        profile_verb.run([f"real={real}", f"out={tmp_path / 'p.yaml'}"])


def test_profile_reads_how_the_photographs_were_taken(tmp_path: Path) -> None:
    """Focal length and ISO as EXIF has them, the quality that JPEG's tables were written with; shares only of what can be rendered."""
    import yaml
    from PIL import ExifTags, Image

    (tmp_path / "real").mkdir()
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif).update({ExifTags.Base.FocalLengthIn35mmFilm: 26, ExifTags.Base.ISOSpeedRatings: 200})
    for quality in (80, 85, 90):
        picture = np.random.default_rng(quality).integers(0, 255, (64, 96, 3), dtype=np.uint8)
        Image.fromarray(picture).save(tmp_path / "real" / f"{quality}.jpg", quality=quality, exif=exif)
    profile = measure_profile(open_images(tmp_path / "real", "real"))
    assert sorted(profile.figures["jpeg_quality"]) == [80.0, 85.0, 90.0]
    written = yaml.safe_load(overrides(profile, "real"))
    assert written["camera"]["focal_length_mm"][:2] == ["normal", 26]
    assert written["sensor"]["effects"]["noise"]["iso"][1] == 200
    assert written["sensor"]["effects"]["jpeg_quality"] == ["uniform", 80, 90]
    classes = replace(profile, classes={"mug": 0.25, "bowl": 0.75})
    assert yaml.safe_load(overrides(classes, "real", frozenset({"mug", "bowl", "can"})))["placement"]["kinds"] == {
        "mug": 0.25,
        "bowl": 0.75,
    }
    assert "placement" not in yaml.safe_load(overrides(classes, "real", frozenset({"mug"})))

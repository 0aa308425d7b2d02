"""Puts the whole judgement together: features, distances, classifier, statistics, verdict."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from setpiece.realism.backbones.backbone import Backbone, load_backbone
from setpiece.realism.classifier import FOLDS, Verdicts, tell_apart
from setpiece.realism.features import Measured, extract, measure
from setpiece.realism.gallery import Gallery, hang
from setpiece.realism.image_set import ImageSet
from setpiece.realism.images import read_notes
from setpiece.realism.leaks import Leaks, find_leaks
from setpiece.realism.scores import Score, distance_scores, frechet_score, inception_score_of
from setpiece.realism.slices import Slice, class_slices, scene_slices
from setpiece.realism.spoil import NAME, spoil
from setpiece.realism.statistics import picture
from setpiece.realism.statistics.annotation import annotation_figures, class_counts
from setpiece.realism.statistics.findings import Finding, compare_samples, compare_shares, rank
from setpiece.realism.statistics.knobs import ANNOTATION_KNOBS, PICTURE_KNOBS
from setpiece.realism.verdict import Verdict, judge

Floats = npt.NDArray[np.float64]
Say = Callable[[str], None]

_CLASSIFIER_LIMIT = 1500
_SPOILED_LIMIT = 256
_SMALL = 1000


@dataclass(frozen=True)
class Thresholds:
    """What a pipeline insists on; None insists on nothing."""

    max_auc: float | None = None
    max_kid: float | None = None
    max_fd: float | None = None
    fail_on_leaks: bool = False


@dataclass(frozen=True)
class CheckConfig:
    """How to judge.

    Attributes:
        backbones: names or ONNX files; the first gives the verdict's KID, the last feeds the classifier.
        original_resize: also the Fréchet distance with the resize of 2017.
        thresholds: what must hold.
        seed: of bootstrap, folds and halves.
        textures: images that the dataset was made with, to look for leaks among.
        exhibits: images in each gallery.
        note: what must be said about the photographs with every verdict.
    """

    backbones: tuple[str, ...] = ("inception", "efficientnet")
    original_resize: bool = False
    thresholds: Thresholds = field(default_factory=Thresholds)
    seed: int = 0
    textures: ImageSet | None = None
    exhibits: int = 8
    note: str = ""


@dataclass(frozen=True)
class Check:
    """Everything that was found out.

    Attributes:
        real, data: the sets.
        verdict: the answer.
        scores: distances by backbone.
        verdicts: the classifier's; None where there were too few images.
        gallery: the most telling images; None likewise.
        findings: statistics, ranked.
        slices: parts of the dataset, the least real first.
        leaks: copies and private things.
        notes: how many files needed which conversion, by set.
    """

    real: ImageSet
    data: ImageSet
    verdict: Verdict
    scores: dict[str, list[Score]]
    verdicts: Verdicts | None
    gallery: Gallery | None
    findings: list[Finding]
    slices: list[Slice]
    leaks: Leaks
    notes: dict[str, dict[str, int]]


def check(real: ImageSet, data: ImageSet, config: CheckConfig, say: Say = lambda text: None) -> Check:
    """Judges ``data`` against ``real``.

    Args:
        real: photographs.
        data: what should look like them.
        config: how.
        say: told what is being done.

    Raises:
        UserError: an image cannot be read, or a backbone cannot be had.
    """
    with _blas_threads(max(len(real.paths), len(data.paths))):
        return _check(real, data, config, say)


def _check(real: ImageSet, data: ImageSet, config: CheckConfig, say: Say) -> Check:
    rng = np.random.default_rng(config.seed)
    say(f"{len(real.paths)} photographs, {len(data.paths)} synthetic images")
    scores: dict[str, list[Score]] = {}
    for name in config.backbones:
        backbone = load_backbone(name)
        say(f"features of {backbone.name}")
        features = extract(real.paths, backbone), extract(data.paths, backbone)
        scores[backbone.name] = _score(backbone, real, data, features, config, rng)
    say("classifier")
    verdicts, gallery = _classify(real, data, features, backbone, config, rng)
    say("statistics")
    findings = statistics(real, data, rng)
    say("slices")
    slices = class_slices(real, data, backbone, rng) if real.annotated and data.annotated else []
    slices += scene_slices(data.subset(_spread(len(data.paths), _CLASSIFIER_LIMIT).tolist()), verdicts) if verdicts and data.records else []
    say("leaks")
    leaks = find_leaks(real, data, config.textures, backbone)
    first = next(iter(scores.values()))
    kid = next(s for s in first if s.name == "kid")
    auc = verdicts.auc if verdicts else None
    verdict = judge(auc, kid, findings, _failures(config.thresholds, first, verdicts, leaks), config.note)
    notes = {"real": _conversions(real), "data": _conversions(data)}
    return Check(real, data, verdict, scores, verdicts, gallery, findings, slices, leaks, notes)


def statistics(real: ImageSet, data: ImageSet, rng: np.random.Generator) -> list[Finding]:
    """Compares plain statistics of the pictures, and of the annotations where both sets have them."""
    figures = picture_figures(real), picture_figures(data)
    findings = [compare_samples(k, PICTURE_KNOBS[k], figures[0][k], figures[1][k], rng) for k in PICTURE_KNOBS]
    if real.annotated and data.annotated:
        boxes = annotation_figures(real), annotation_figures(data)
        comparable = [k for k in boxes[0] if len(boxes[0][k]) > 1 and len(boxes[1][k]) > 1]
        findings += [compare_samples(k, ANNOTATION_KNOBS[k], boxes[0][k], boxes[1][k], rng) for k in comparable]
        findings.append(compare_shares("class_mix", ANNOTATION_KNOBS["class_mix"], class_counts(real), class_counts(data)))
    return rank(findings)


def picture_figures(images: ImageSet) -> dict[str, Floats]:
    """One value an image of each picture statistic."""
    table = measure(images.paths, f"picture-figures-{picture.VERSION}", picture.figures).values
    return {name: table[:, i].astype(np.float64) for i, name in enumerate(picture.FIGURES)}


def _score(
    backbone: Backbone, real: ImageSet, data: ImageSet, features: tuple[Measured, Measured], config: CheckConfig, rng: np.random.Generator
) -> list[Score]:
    spoiled = extract(spoilable(real), backbone, spoil, NAME).values
    scores = distance_scores(features[0].values, features[1].values, spoiled, rng)
    if "probabilities" in backbone.outputs:
        kind = f"{backbone.fingerprint}-probabilities"
        sides = [measure(s.paths, kind, backbone.transform, partial(backbone.run, output="probabilities")).values for s in (real, data)]
        scores.append(inception_score_of(*sides))
    if config.original_resize and backbone.name == "inception":
        scores.insert(1, _original(real, data, rng))
    return scores


def spoilable(real: ImageSet) -> tuple[Path, ...]:
    """The photographs of which spoiled copies are made: the second half, or some of it."""
    return real.paths[len(real.paths) // 2 :][:_SPOILED_LIMIT]


def _original(real: ImageSet, data: ImageSet, rng: np.random.Generator) -> Score:
    backbone = load_backbone("inception", "bilinear")
    sides = [extract(s.paths, backbone).values for s in (real, data)]
    spoiled = extract(spoilable(real), backbone, spoil, NAME).values
    score = frechet_score(sides[0], sides[1], spoiled, rng)
    return replace(
        score, name="fd_original", title="Fréchet distance, resize of 2017", note="as pytorch-fid computes it, aliasing included"
    )


def _classify(
    real: ImageSet, data: ImageSet, features: tuple[Measured, Measured], backbone: Backbone, config: CheckConfig, rng: np.random.Generator
) -> tuple[Verdicts | None, Gallery | None]:
    if min(len(real.paths), len(data.paths)) < 2 * FOLDS:
        return None, None
    chosen = [_spread(len(s.paths), _CLASSIFIER_LIMIT) for s in (real, data)]
    matrices = [f.values[c].astype(np.float64) for f, c in zip(features, chosen, strict=True)]
    verdicts = tell_apart(matrices[0], matrices[1], rng)
    subsets = [s.subset(c.tolist()) for s, c in zip((real, data), chosen, strict=True)]
    return verdicts, hang(subsets[0], subsets[1], verdicts, backbone, config.exhibits)


def _spread(n: int, limit: int) -> npt.NDArray[np.intp]:
    return np.arange(n) if n <= limit else np.arange(limit) * n // limit


def _blas_threads(n: int) -> AbstractContextManager[object]:
    """One thread for small matrices: BLAS's threads wait for each other actively, and on a busy machine that costs fifty times the work."""
    return threadpool_limits(1, "blas") if n <= _SMALL else nullcontext()


def _failures(thresholds: Thresholds, scores: list[Score], verdicts: Verdicts | None, leaks: Leaks) -> tuple[str, ...]:
    found = {s.name: s.estimate.value for s in scores}
    limits = {"AUC": thresholds.max_auc, "KID": thresholds.max_kid, "Fréchet distance": thresholds.max_fd}
    values = {"AUC": verdicts.auc.value if verdicts else None, "KID": found["kid"], "Fréchet distance": found["fd"]}
    out = []
    for name, limit in limits.items():
        value = values[name]
        if limit is not None and value is None:
            out.append(f"{name} cannot be computed from so few images; at most {limit:g} was asked for")
        elif limit is not None and value is not None and value > limit:
            out.append(f"{name} is {value:.4g}; at most {limit:g} was asked for")
    copies = sum(map(len, leaks.copies.values()))
    if thresholds.fail_on_leaks and copies:
        out.append(f"{copies} images repeat photographs of the real set")
    return tuple(out)


def _conversions(images: ImageSet) -> dict[str, int]:
    with ThreadPoolExecutor() as pool:
        return dict(Counter(note for notes in pool.map(read_notes, images.paths) for note in notes))

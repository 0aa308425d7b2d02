"""A search for better training data, round by round: what was added, what it did, and whether that can be told from chance."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from setpiece.realism.detection.coco import CocoSet
from setpiece.realism.diagnosis.bins import gain, weights_for
from setpiece.realism.diagnosis.pairing import Floats, ap50, as_it_is, pair
from setpiece.realism.distances.intervals import Estimate

SCHEMA = 1


@dataclass(frozen=True)
class Part:
    """What was rendered for one bin.

    Attributes:
        axis, bin: of the objects that are found less often than the rest.
        overrides: of the config.
        images: that came of it.
        share_before, share_after: of the objects that lie in the bin, in the training data before and in the new images.
        recall_before, recall_after: of the photographs' objects in the bin.
        trouble: why there are no images, if there are none.
    """

    axis: str
    bin: str
    overrides: dict[str, Any]
    images: int
    share_before: float | None
    share_after: float | None
    recall_before: float
    recall_after: float
    trouble: str = ""


@dataclass(frozen=True)
class Round:
    """One round.

    Attributes:
        number: from 1.
        parts: what was rendered.
        refused: a sentence for each bin that nothing could be done about.
        before, after: AP50 on the photographs; None if nothing was rendered.
        gained: after minus before, on the same photographs.
        untargeted: AP50 with as many images of the experiment as it is; over_untargeted: after minus that.
        kept: whether the next round goes on from here.
    """

    number: int
    parts: list[Part]
    refused: list[str]
    before: float | None
    after: float | None
    gained: Estimate | None
    untargeted: float | None
    over_untargeted: Estimate | None
    kept: bool


def scores(truth: CocoSet, results: Sequence[dict[str, Any]], seed: int) -> Floats:
    """AP50 on the photographs, then on each of their resamplings; the same ones for every detector."""
    p = pair(truth, results)
    return ap50(p, as_it_is(p), weights_for(len(truth.images), seed))


def gained(after: Floats, before: Floats, images: int) -> Estimate:
    """The difference with its interval, paired by photographs."""
    return gain(np.asarray(after - before), images)


def images_of(r: Round) -> int:
    """Rendered in a round, without the untargeted ones."""
    return sum(p.images for p in r.parts)


def verdict(rounds: Sequence[Round], total: Estimate | None) -> str:
    """One sentence.

    Args:
        rounds: in order.
        total: gained by all rounds that were kept.
    """
    kept = [r for r in rounds if r.kept]
    if not rounds or not any(p.images for r in rounds for p in r.parts):
        if any(p.trouble for r in rounds for p in r.parts):
            return "Nothing could be rendered: the scenes that the worst bins ask for cannot be made with this config."
        return "Nothing was rendered: no kind of object fails more than the others that a key of this config makes more of."
    if not kept or total is None:
        tried = sum(map(images_of, rounds))
        return f"It did not help: {tried} images for the worst bins brought AP50 from {rounds[-1].before:.3f} to {rounds[-1].after:.3f}."
    figures = f"AP50 from {kept[0].before:.3f} to {kept[-1].after:.3f}, {total.value:+.3f} ({total.low:+.3f} to {total.high:+.3f})"
    work = f"{sum(map(images_of, kept))} images in {len(kept)} {'round' if len(kept) == 1 else 'rounds'}"
    if total.low > 0.0:
        return f"It helped: {figures}, with {work}."
    return f"Cannot tell whether it helped: {figures}, with {work}; the interval holds 0."


def to_json(rounds: Sequence[Round], total: Estimate | None, about: dict[str, Any]) -> dict[str, Any]:
    """report.json."""
    return {"schema": SCHEMA, **about, "verdict": verdict(rounds, total), "gained": _plain(total), "rounds": [as_json(r) for r in rounds]}


def as_json(r: Round) -> dict[str, Any]:
    """One round as plain data."""
    return asdict(r) | {"gained": _plain(r.gained), "over_untargeted": _plain(r.over_untargeted)}


def from_json(content: dict[str, Any]) -> Round:
    """What ``as_json`` wrote."""
    parts = [Part(**p) for p in content["parts"]]
    estimates = {k: _estimate(content[k]) for k in ("gained", "over_untargeted")}
    return Round(**{**content, "parts": parts, **estimates})


def _plain(e: Estimate | None) -> dict[str, Any] | None:
    return None if e is None else {"value": e.value, "low": e.low, "high": e.high, "images": e.n_real}


def _estimate(content: dict[str, Any] | None) -> Estimate | None:
    return None if content is None else Estimate(content["value"], content["low"], content["high"], content["images"], 0)

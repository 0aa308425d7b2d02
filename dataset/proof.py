"""The label proof: do picture and labels show the same? The renderer's index and depth passes against the cast labels.

The passes come from one sample somewhere in each pixel, the labels from its centre. So a pixel counts only where its 3x3
neighbourhood of labels is one object, and its depth is wrong only outside what that neighbourhood spans.
Of an object that is nowhere three pixels thick the outline is proved, not the depth.

Measured on 10 frames of 640x480 with Cycles (balls, glass, mugs with thin handles, rings, 2 mm sticks, alpha cutouts, balls of
10 pixels; 12 objects, table, floor, walls): no such pixel of 2.98 million differs in index, none in depth by more than
5e-6 of its depth. The limits below are far above that noise and far below what a missing mesh, a displacement of two pixels
or a centimetre, or an ignored cutout cause.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from setpiece.dataset.labels.types import Bool, Float32, Int32, Labels
from setpiece.render.frame import Frame

_STRAY_PX = 6
"""Disagreeing pixels that an object may always have: parts thinner than a pixel."""
_INDEX_SHARE = 0.02
"""And for each pixel of its outline; a displacement of two pixels gives 0.3 or more."""
_EDGE_SHARE = 0.5
"""Disagreeing pixels anywhere, for each pixel side of its outline: samples spread evenly over 1.5 pixels give 0.38, a
displacement of two pixels about 1."""
_DEPTH_SHARE = 0.01
"""Share of an object's compared pixels whose depth may be off."""
_DEPTH_TOLERANCE = 2e-4
"""Of the depth."""
_SPAN_TOLERANCE = 0.5
"""Of what the depth spans in the neighbourhood: edges of the object that lie between pixel centres."""
_BIAS_TOLERANCE = 5e-4
"""Of the depth: the mean signed error of an object. Samples fall evenly about pixel centres, so that slopes cancel."""
_BIAS_SPANS = 2.0
"""And for chance: mean span of the neighbourhoods / sqrt(pixels)."""
_FARTHEST_M = 1e9
_MISSED_PX = 12
"""An object with so many visible pixels must be seen by the renderer in one of them at least."""


@dataclass(frozen=True)
class Proof:
    """What the comparison found.

    Attributes:
        ok: picture and labels show the same.
        reason: what differs, "" if nothing does.
        compared_px: pixels away from edges.
        index_agreement: share of them with the same instance id, 0 to 1.
        index_mismatch_px: those with another.
        depth_mismatch_px: pixels of the same id whose depth is off by more than the tolerance.
        depth_max_error_m: greatest distance of a depth from what its 3x3 neighbourhood of labels spans.
        depth_p999_error_m: 99.9th percentile of that distance.
        ids: instance ids concerned, ascending; 0 is the background.
    """

    ok: bool
    reason: str
    compared_px: int
    index_agreement: float
    index_mismatch_px: int
    depth_mismatch_px: int
    depth_max_error_m: float
    depth_p999_error_m: float
    ids: tuple[int, ...]


def prove(frame: Frame, labels: Labels) -> Proof:
    """Compare the labels of a frame with the renderer's own passes.

    Raises:
        ValueError: the frame was rendered without passes.
    """
    if frame.index_pass is None or frame.depth_pass is None:
        raise ValueError("the label proof needs the index and depth passes: render with passes=True")
    inner = _one_object(labels.instances_all)
    same = labels.instances_all == frame.index_pass
    differs = inner & ~same
    compared = inner & same
    low, high = _span(labels.depth_m)
    error = _beyond_neighbourhood(low, high, frame.depth_pass)
    with np.errstate(invalid="ignore"):
        span = high - low
    off = compared & (error > _tolerance(high, span))
    errors = error[compared]
    wrong = [
        *_wrong_index(labels.instances_all, frame.index_pass, inner, differs),
        *_wrong_outline(labels.instances_all, frame.index_pass),
        *_wrong_depth(labels.instances_all, compared, off),
        *_biased_depth(labels, span, frame.depth_pass, compared & np.isfinite(high)),
        *_never_seen(labels.instances_all, same),
    ]
    names = {item.instance_id: f"{item.instance_id} ({item.category or item.asset.name})" for item in frame.spec.objects}
    return Proof(
        ok=not wrong,
        reason="; ".join(f"{names.get(found.instance_id, 'background')}: {found.text}" for found in wrong),
        compared_px=int(inner.sum()),
        index_agreement=float(compared.sum() / max(1, inner.sum())),
        index_mismatch_px=int(differs.sum()),
        depth_mismatch_px=int(off.sum()),
        depth_max_error_m=float(errors.max(initial=0.0)),
        depth_p999_error_m=_quantile(errors, 0.999),
        ids=tuple(sorted({found.instance_id for found in wrong})),
    )


@dataclass(frozen=True)
class _Wrong:
    instance_id: int
    text: str


def _wrong_index(labelled: Int32, seen: Int32, inner: Bool, differs: Bool) -> list[_Wrong]:
    """Objects with more disagreeing pixels, labelled as them or seen as them, than their outline explains."""
    counts = _either(labelled, seen, differs)
    limits = _STRAY_PX + _INDEX_SHARE * _count(labelled[~inner], labelled)
    return [_Wrong(int(number), f"{counts[number]:.0f} pixels show another object") for number in np.flatnonzero(counts > limits)]


def _wrong_outline(labelled: Int32, seen: Int32) -> list[_Wrong]:
    """Objects whose edges disagree more often than samples beside the pixel centres explain: slanted edges out of place."""
    counts = _either(labelled, seen, labelled != seen)
    limits = _STRAY_PX + _EDGE_SHARE * _perimeter(labelled)
    return [_Wrong(int(number), f"{counts[number]:.0f} pixels of its outline differ") for number in np.flatnonzero(counts > limits)]


def _either(labelled: Int32, seen: Int32, chosen: Bool) -> NDArray[np.float64]:
    """Chosen pixels per id, labelled as it or seen as it; what the labels do not know counts as background."""
    known = np.where(seen <= labelled.max(), seen, 0)
    return _count(labelled[chosen], labelled) + _count(known[chosen], labelled)


def _perimeter(labelled: Int32) -> NDArray[np.float64]:
    """Sides between a pixel of each id and one of another."""
    sides = np.zeros(int(labelled.max()) + 1)
    for one, other in ((labelled[:, :-1], labelled[:, 1:]), (labelled[:-1], labelled[1:])):
        between = one != other
        sides += _count(one[between], labelled) + _count(other[between], labelled)
    return sides


def _wrong_depth(labelled: Int32, compared: Bool, off: Bool) -> list[_Wrong]:
    counts = _count(labelled[off], labelled)
    limits = _STRAY_PX + _DEPTH_SHARE * _count(labelled[compared], labelled)
    return [_Wrong(int(number), f"depth differs in {counts[number]:.0f} pixels") for number in np.flatnonzero(counts > limits)]


def _biased_depth(labels: Labels, span_m: Float32, seen_m: Float32, compared: Bool) -> list[_Wrong]:
    """Objects that are nearer or farther as a whole, such as a floor seen at a slant, whose own slope hides a centimetre."""
    ids = labels.instances_all
    chosen = compared & np.isfinite(seen_m)
    depth = labels.depth_m[chosen]
    span = span_m[chosen] / depth
    bound = span + _DEPTH_TOLERANCE
    error = np.clip(seen_m[chosen] / depth - 1, -bound, bound)
    pixels = np.maximum(_count(ids[chosen], ids), 1)
    bias = np.abs(_count(ids[chosen], ids, error)) / pixels
    limits = _BIAS_TOLERANCE + _BIAS_SPANS * _count(ids[chosen], ids, span) / pixels**1.5
    return [_Wrong(int(number), f"depth is off by {bias[number]:.2%} on average") for number in np.flatnonzero(bias > limits)]


def _never_seen(labelled: Int32, same: Bool) -> list[_Wrong]:
    visible, seen = _count(labelled.ravel(), labelled), _count(labelled[same], labelled)
    missing = np.flatnonzero((visible >= _MISSED_PX) & (seen == 0))
    return [_Wrong(int(number), f"none of its {visible[number]:.0f} pixels show it") for number in missing]


def _count(ids: Int32, labelled: Int32, weights: Float32 | None = None) -> NDArray[np.float64]:
    """Pixels, or the sum of their weights, per instance id."""
    return np.bincount(ids, weights, minlength=int(labelled.max()) + 1).astype(np.float64)


def _one_object(labelled: Int32) -> Bool:
    """Pixels whose 3x3 neighbourhood has one id. Ids are exact in float32 up to 16 million."""
    low, high = _span(labelled.astype(np.float32))
    return np.equal(low, high)


def _beyond_neighbourhood(low: Float32, high: Float32, seen_m: Float32) -> Float32:
    """How far each seen depth lies outside of what the labels span around it; a million kilometres where only one is infinite."""
    with np.errstate(invalid="ignore"):
        distance = np.maximum(low - seen_m, seen_m - high)
    nowhere = np.isinf(seen_m) & np.isinf(high)
    return np.where(nowhere, np.float32(0), np.clip(distance, 0, np.float32(_FARTHEST_M)))


def _tolerance(high: Float32, span: Float32) -> Float32:
    """How far a depth may lie beyond its neighbourhood; 0 where rays near it go to the sky."""
    tolerance: Float32 = np.float32(_DEPTH_TOLERANCE) * high + np.float32(_SPAN_TOLERANCE) * span
    return np.where(np.isfinite(high), tolerance, np.float32(0))


def _span(values: Float32) -> tuple[Float32, Float32]:
    """The least and greatest value in each 3x3 neighbourhood, borders without what lies beyond them."""
    kernel = np.ones((3, 3), np.uint8)
    return cv2.erode(values, kernel), cv2.dilate(values, kernel)


def _quantile(values: Float32, share: float) -> float:
    if not values.size:
        return 0.0
    position = int(share * (values.size - 1))
    return float(np.partition(values, position)[position])

"""The ways in which boxes are sorted into bins, and the bins."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from setpiece.realism.diagnosis.pairing import Pairing
from setpiece.realism.diagnosis.properties import COLOURS, Properties

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

SHARES = (0.2, 0.4, 0.6, 0.8)
"""Continuous properties are cut into fifths of the objects."""

_ALONE = "alone"
_OVERLAPS = (1e-9, 0.1, 0.3)
_OVERLAP_NAMES = ("none", "under 0.1", "0.1 to 0.3", "over 0.3")
_ASPECTS = (-1.0, -0.32, 0.32, 1.0)
_ASPECT_NAMES = ("over 2 times as tall as wide", "tall", "square", "wide", "over 2 times as wide as tall")
_THIRDS = (1 / 3, 2 / 3)
_FIELDS = tuple(f"{down} {across}" for down in ("top", "middle", "bottom") for across in ("left", "centre", "right"))


Sort = Callable[[Properties], Ints]
"""From what was measured of boxes, of any set, to the place of each one's bin."""


@dataclass(frozen=True)
class Axis:
    """One property and its bins.

    Attributes:
        name: of the property.
        title: in a heading.
        bins: their names.
        objects: (n,) place in ``bins`` of each object.
        detections: (m,) of each detection.
        values: (n,) the property itself, where it is a number that config keys can follow; of colours and classes none. Sizes are
            shares of the picture's longer side.
        of_images: whether it is a fact of the picture, such as its light; shares then are of pictures.
        asked: whether a bin without objects is one that ought to have some.
        sort: where it is measured, how other boxes are sorted into the same bins.
    """

    name: str
    title: str
    bins: tuple[str, ...]
    objects: Ints
    detections: Ints
    values: Floats | None = None
    of_images: bool = False
    asked: bool = False
    sort: Sort | None = None


VALUES: dict[str, Callable[[Properties], Floats]] = {
    "size": lambda q: q.size_px / q.side_px,
    "aspect": lambda q: q.aspect,
    "position": lambda q: np.maximum(np.abs(q.x - 0.5), np.abs(q.y - 0.5)),
    "overlap": lambda q: q.overlap,
    "neighbour": lambda q: q.gap,
    "truncation": lambda q: q.cut.astype(np.float64),
    "brightness": lambda q: q.brightness,
    "blur": lambda q: q.blur_px,
    "saturation": lambda q: q.saturation,
}
"""The number behind each axis that has one, in units that hold for any set; of the place, how far it is from the middle."""


def make_axes(p: Pairing, objects: Properties, detections: Properties) -> list[Axis]:
    """Every axis on which the objects differ.

    Args:
        p: for the classes.
        objects: what was measured of ``p``'s objects.
        detections: of its detections.
    """
    axes = [class_axis(p)]
    for name, (title, names, sort) in _measured(objects).items():
        values = VALUES[name](objects) if name in VALUES else None
        axes.append(Axis(name, title, names, sort(objects), sort(detections), values, sort=sort))
    return [a for a in axes if a.asked or len(np.unique(a.objects)) > 1]


def _measured(o: Properties) -> dict[str, tuple[str, tuple[str, ...], Sort]]:
    """Title, bins and sorting of each measured axis; edges of fifths are the given objects'."""
    side = o.side_px
    return {
        "size": (f"Size, px where the picture's longer side is {side:.0f}", *_fifths(VALUES["size"], o, lambda v: f"{v * side:.0f} px")),
        "aspect": ("Aspect", _ASPECT_NAMES, lambda q: cut_at(q.aspect, _ASPECTS)),
        "position": ("Place in the picture", _FIELDS, lambda q: 3 * cut_at(q.y, _THIRDS) + cut_at(q.x, _THIRDS)),
        "overlap": ("Overlap with another box, IoU", _OVERLAP_NAMES, lambda q: cut_at(q.overlap, _OVERLAPS)),
        "neighbour": ("Distance to the nearest neighbour, in own sizes", *_gaps(o)),
        "truncation": ("Frame", ("inside", "cut by the frame"), lambda q: q.cut.astype(np.intp)),
        "brightness": ("Brightness, log2 of the mean luminance", *_fifths(VALUES["brightness"], o, "{:.1f}".format)),
        "blur": ("Blur of the steepest edge, px", *_fifths(VALUES["blur"], o, "{:.2f} px".format)),
        "saturation": ("Saturation, 0 grey to 1", *_fifths(VALUES["saturation"], o, "{:.2f}".format)),
        "colour": ("Colour", COLOURS, lambda q: q.colour),
    }


def class_axis(p: Pairing) -> Axis:
    """By class; one without objects is a bin too."""
    return Axis("class", "Class", p.truth.classes, p.objects.label - 1, p.detections.label - 1, asked=True)


def cut_at(values: Floats, edges: Sequence[float]) -> Ints:
    """The bin of each value: 0 below the first edge."""
    return np.searchsorted(np.asarray(edges, np.float64), values, side="right").astype(np.intp)


def fifths(values: Floats) -> list[float]:
    """Edges between fifths of the values; fewer where many are alike."""
    finite = values[np.isfinite(values)]
    return sorted({float(e) for e in np.quantile(finite, SHARES)} - {float(finite.min())}) if len(finite) else []


def between(edges: Sequence[float], told: Callable[[float], str]) -> tuple[str, ...]:
    """Names of the bins that edges make."""
    if not edges:
        return ("all",)
    middle = [f"{told(a)} to {told(b)}" for a, b in pairwise(edges)]
    return (f"under {told(edges[0])}", *middle, f"{told(edges[-1])} or more")


def _fifths(value: Callable[[Properties], Floats], o: Properties, told: Callable[[float], str]) -> tuple[tuple[str, ...], Sort]:
    edges = fifths(value(o))
    return between(edges, told), lambda q: cut_at(value(q), edges)


def _gaps(o: Properties) -> tuple[tuple[str, ...], Sort]:
    """Boxes without another one in their picture have a bin of their own."""
    edges = fifths(o.gap)
    names = (*between(edges, "{:.2g} sizes".format), _ALONE)
    return names, lambda q: np.where(np.isfinite(q.gap), cut_at(q.gap, edges), len(edges) + 1).astype(np.intp)

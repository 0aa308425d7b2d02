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


@dataclass(frozen=True)
class Axis:
    """One property and its bins.

    Attributes:
        name: of the property.
        title: in a heading.
        bins: their names.
        objects: (n,) place in ``bins`` of each object.
        detections: (m,) of each detection.
        values: (n,) the property itself, where it is a number that config keys can follow; of colours and classes none.
        of_images: whether it is a fact of the picture, such as its light; shares then are of pictures.
        asked: whether a bin without objects is one that ought to have some.
    """

    name: str
    title: str
    bins: tuple[str, ...]
    objects: Ints
    detections: Ints
    values: Floats | None = None
    of_images: bool = False
    asked: bool = False


def make_axes(p: Pairing, objects: Properties, detections: Properties) -> list[Axis]:
    """Every axis on which the objects differ.

    Args:
        p: for the classes.
        objects: what was measured of ``p``'s objects.
        detections: of its detections.
    """
    o, d = objects, detections
    cut = o.cut.astype(np.float64), d.cut.astype(np.float64)
    size = f"Size, px where the picture's longer side is {o.side_px:.0f}"
    axes = [
        class_axis(p),
        _fifths("size", size, o.size_px, d.size_px, "{:.0f} px".format),
        _fixed("aspect", "Aspect", o.aspect, d.aspect, _ASPECTS, _ASPECT_NAMES),
        _position(o, d),
        _fixed("overlap", "Overlap with another box, IoU", o.overlap, d.overlap, _OVERLAPS, _OVERLAP_NAMES),
        _gap(o.gap, d.gap),
        _fixed("truncation", "Frame", *cut, (0.5,), ("inside", "cut by the frame")),
        _fifths("brightness", "Brightness, log2 of the mean luminance", o.brightness, d.brightness, "{:.1f}".format),
        _fifths("blur", "Blur of the steepest edge, px", o.blur_px, d.blur_px, "{:.2f} px".format),
        _fifths("saturation", "Saturation, 0 grey to 1", o.saturation, d.saturation, "{:.2f}".format),
        Axis("colour", "Colour", COLOURS, o.colour, d.colour),
    ]
    return [a for a in axes if a.asked or len(np.unique(a.objects)) > 1]


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


def _fifths(name: str, title: str, objects: Floats, detections: Floats, told: Callable[[float], str]) -> Axis:
    edges = fifths(objects)
    return Axis(name, title, between(edges, told), cut_at(objects, edges), cut_at(detections, edges), objects)


def _fixed(name: str, title: str, objects: Floats, detections: Floats, edges: Sequence[float], names: tuple[str, ...]) -> Axis:
    return Axis(name, title, names, cut_at(objects, edges), cut_at(detections, edges), objects)


def _gap(objects: Floats, detections: Floats) -> Axis:
    """Boxes without another one in their picture have a bin of their own."""
    edges = fifths(objects)
    names = (*between(edges, "{:.2g} sizes".format), _ALONE)
    places = [np.where(np.isfinite(v), cut_at(v, edges), len(edges) + 1) for v in (objects, detections)]
    return Axis("neighbour", "Distance to the nearest neighbour, in own sizes", names, places[0], places[1], objects)


def _position(objects: Properties, detections: Properties) -> Axis:
    """Nine fields of the picture."""
    names = tuple(f"{down} {across}".strip() for down in ("top", "middle", "bottom") for across in ("left", "centre", "right"))
    places = [3 * cut_at(q.y, _THIRDS) + cut_at(q.x, _THIRDS) for q in (objects, detections)]
    off_centre = np.maximum(np.abs(objects.x - 0.5), np.abs(objects.y - 0.5))
    return Axis("position", "Place in the picture", names, places[0], places[1], off_centre)

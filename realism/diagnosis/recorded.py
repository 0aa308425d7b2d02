"""What a dataset's own records say of its images and objects, as axes: light, weather, hour, material, attributes, any value of a scene."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from setpiece.assets.errors import UserError
from setpiece.realism.detection.coco import CocoSet
from setpiece.realism.diagnosis.axes import Axis, between, cut_at
from setpiece.realism.diagnosis.pairing import Pairing
from setpiece.realism.slices import distance_m, scene_labels

Record = dict[str, Any]

UNKNOWN = "not recorded"
_THIRDS = (1 / 3, 2 / 3)
_FEW, _FEW_WHOLE = 3, 8
"""At most so many different numbers, or whole numbers (faces of a die), are names; more are cut into thirds."""

_IMAGE_FACTORS = ("lighting", "lamps", "hour", "weather")


def recorded_axes(p: Pairing, extra: Sequence[str] = ()) -> list[Axis]:
    """Axes by what is recorded, those of one bin too; without records, by the annotations' attributes alone.

    Args:
        p: of the dataset's images.
        extra: dotted places in a scene (``sensor.effects.noise.iso``, ``camera.focal_length_mm``) that have an axis of their own.

    Raises:
        UserError: no scene has a value at one of the places.
    """
    records = read_records(p.truth)
    scenes = [r.get("spec", {}) for r in records]
    axes = [_of_images(p, kind, kind.capitalize(), [_labels(s, kind) for s in scenes]) for kind in _IMAGE_FACTORS]
    axes.append(_of_images(p, "distance", "Distance of the objects, m", [distance_m(r) for r in records]))
    axes += _of_objects(p, records)
    asked = []
    for place in extra:
        found = [_at(s, place) for s in scenes]
        if all(f is None for f in found):
            raise UserError(
                f"by={place}: no record of {p.truth.source} has this; accepted: a place in its scenes, such as {_example(scenes)}"
            )
        asked.append(_of_images(p, place, place, found))
    return [a for a in axes if a.bins != (UNKNOWN,)] + asked


def read_records(truth: CocoSet) -> list[Record]:
    """The record of each image, in the set's order; empty for other people's."""
    folder = (truth.source if truth.source.is_dir() else truth.source.parent) / "records"
    files = {path.stem: path for path in folder.rglob("*.json")} if folder.is_dir() else {}
    return [_read(files.get(truth.paths[i["id"]].stem)) for i in truth.images]


def grouped(values: Sequence[Any], told: Callable[[float], str] = "{:.3g}".format) -> tuple[tuple[str, ...], list[int]]:
    """Names of groups, and the group of each value: thirds of many numbers, else one for each value.

    Args:
        values: numbers, texts or truths; None where it is not known.
        told: how an edge between thirds is written.
    """
    known = [v for v in values if v is not None]
    numbers = known and all(isinstance(v, int | float) and not isinstance(v, bool) for v in known)
    if numbers and len(set(known)) > (_FEW_WHOLE if all(float(v).is_integer() for v in known) else _FEW):
        edges = sorted({float(e) for e in np.quantile(known, _THIRDS)} - {float(min(known))})
        names = between(edges, told)
        return (*names, UNKNOWN), [len(names) if v is None else int(cut_at(np.array([v], np.float64), edges)[0]) for v in values]
    names = tuple(dict.fromkeys(map(_name, sorted(known) if numbers else sorted(known, key=str))))
    return (*names, UNKNOWN), [len(names) if v is None else names.index(_name(v)) for v in values]


def material_name(materials: Sequence[Record]) -> str | None:
    """What a thing's first material looks like, in one word."""
    if not materials:
        return None
    m = materials[0]
    if float(m.get("transmission") or 0.0) > 0.3:
        return "clear"
    if float(m.get("metallic") or 0.0) > 0.5:
        return "metal"
    if m.get("base_color_map") or m.get("pattern"):
        return "patterned"
    return "matt" if float(m.get("roughness") or 0.0) > 0.5 else "glossy"


def _of_images(p: Pairing, name: str, title: str, values: Sequence[Any]) -> Axis:
    names, place = grouped(values)
    each = np.array(place, np.intp)
    return _used(Axis(name, title, names, each[p.objects.image], each[p.detections.image], of_images=True))


def _of_objects(p: Pairing, records: Sequence[Record]) -> list[Axis]:
    """Kind of thing, material, and each attribute."""
    things = [a for a in p.truth.annotations if not a.get("iscrowd")]
    specs = [{o.get("instance_id"): o for o in r.get("spec", {}).get("objects", ())} for r in records]
    mine = [specs[i].get(a.get("instance_id"), {}) for i, a in zip(p.objects.image, things, strict=True)]
    columns: dict[str, list[Any]] = {
        "kind": [o["asset"]["name"].partition("/")[0] if "asset" in o else None for o in mine],
        "material": [material_name(o.get("materials", ())) for o in mine],
    }
    attributes: list[dict[str, Any]] = [found if isinstance(found := a.get("attributes"), dict) else {} for a in things]
    for key in sorted({k for a in attributes for k, v in a.items() if isinstance(v, str | int | float)}):
        columns[key] = [a.get(key) for a in attributes]
    out = []
    for name, values in columns.items():
        names, place = grouped(values)
        nowhere = np.full(len(p.scores), -1, np.intp)  # a detection has no record
        out.append(_used(Axis(name, name.replace("_", " ").capitalize(), names, np.array(place, np.intp), nowhere)))
    return out


def _used(axis: Axis) -> Axis:
    """Without the bins that hold no object."""
    used = np.unique(axis.objects)
    table = np.full(len(axis.bins) + 1, -1, np.intp)
    table[used] = np.arange(len(used))
    return replace(axis, bins=tuple(axis.bins[i] for i in used), objects=table[axis.objects], detections=table[axis.detections])


def _labels(scene: Record, kind: str) -> str | None:
    found = sorted({name for k, name in scene_labels(scene) if k == kind})
    return " and ".join(found) or ("none" if scene and kind in ("lamps", "weather") else None)


def _at(tree: Any, place: str) -> str | float | None:  # noqa: ANN401 - JSON
    for part in place.split("."):
        tree = tree.get(part) if isinstance(tree, dict) else None
    return tree if isinstance(tree, str | int | float) else None


def _example(scenes: Sequence[Record]) -> str:
    return "camera.focal_length_mm" if any(_at(s, "camera.focal_length_mm") is not None for s in scenes) else "none: there are no records"


def _name(value: Any) -> str:  # noqa: ANN401 - JSON
    return f"{value:g}" if isinstance(value, float) else str(value)


def _read(file: Path | None) -> Record:
    if file is None:
        return {}
    content: Record = json.loads(file.read_text())
    return content

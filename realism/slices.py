"""Which kinds of image are least real: by class, by light, by weather, by hour, by distance."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from setpiece.realism.backbones.backbone import Backbone
from setpiece.realism.classifier import Verdicts, roc_auc, tell_apart
from setpiece.realism.distances.intervals import Estimate
from setpiece.realism.features import Xywh, extract
from setpiece.realism.image_set import ImageSet

Floats = npt.NDArray[np.float64]

MINIMUM = 10
"""Images or crops a side below which a slice is named but not judged."""

_CROPS = 100
_MARGIN = 0.15


@dataclass(frozen=True)
class Slice:
    """One part of the dataset.

    Attributes:
        kind: what it is cut by: "class", "lighting", "hour", "distance", ...
        name: of the part.
        count: synthetic images or crops in it.
        auc: how well they are told from photographs; None if there are too few.
    """

    kind: str
    name: str
    count: int
    auc: Estimate | None


def scene_slices(data: ImageSet, verdicts: Verdicts) -> list[Slice]:
    """Slices by what a setpiece dataset's records say of the scenes; the classifier is the whole set's. Least real first.

    A part that is the whole set says nothing, and is left out.
    """
    labels: dict[tuple[str, str], list[int]] = {}
    distances = {i: d for i, p in enumerate(data.paths) if (d := distance_m(data.records.get(p, {}))) is not None}
    thirds = np.quantile(list(distances.values()), [1 / 3, 2 / 3]) if distances else np.zeros(2)
    for i, path in enumerate(data.paths):
        scene = data.records.get(path, {}).get("spec", {})
        for label in scene_labels(scene):
            labels.setdefault(label, []).append(i)
        if i in distances:
            names = (f"under {thirds[0]:.2g} m", f"{thirds[0]:.2g} to {thirds[1]:.2g} m", f"over {thirds[1]:.2g} m")
            labels.setdefault(("distance", names[int(np.searchsorted(thirds, distances[i]))]), []).append(i)
    parts = {label: indices for label, indices in labels.items() if len(indices) < len(data.paths)}
    return _ranked([_judged(kind, name, verdicts.logit_real, verdicts.logit_data[i]) for (kind, name), i in parts.items()])


def class_slices(real: ImageSet, data: ImageSet, backbone: Backbone, rng: np.random.Generator) -> list[Slice]:
    """Slices by class: crops of the boxes of either set, a classifier for each class. Least real first."""
    crops = [_crops_by_class(s) for s in (real, data)]
    out = []
    for name in sorted(crops[0].keys() & crops[1].keys()):
        chosen = [_spread(c[name]) for c in crops]
        if min(map(len, chosen)) < MINIMUM:
            out.append(Slice("class", name, len(crops[1][name]), None))
            continue
        sides = [extract([p for p, _ in c], backbone, crops=[box for _, box in c]).values.astype(np.float64) for c in chosen]
        out.append(Slice("class", name, len(crops[1][name]), tell_apart(sides[0], sides[1], rng).auc))
    return _ranked(out)


def _judged(kind: str, name: str, real: Floats, data: Floats) -> Slice:
    return Slice(kind, name, len(data), roc_auc(real, data) if len(data) >= MINIMUM else None)


def _ranked(slices: list[Slice]) -> list[Slice]:
    return sorted(slices, key=lambda s: (-(s.auc.value if s.auc else -1.0), s.kind, s.name))


def scene_labels(scene: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What a recorded scene (``spec``) belongs to, as (kind, name): lighting, lamps (one a kind), hour, weather."""
    sky = scene.get("sky", {})
    clear = sky.get("clear", sky)  # what is behind clouds
    if sky.get("kind") == "hdri":
        yield "lighting", f"hdri {Path(str(sky.get('image'))).stem}"
    elif sky:
        yield "lighting", str(sky.get("kind"))
    for kind in sorted({str(light.get("kind")) for light in scene.get("lights", ())}):
        yield "lamps", kind
    elevation = clear.get("sun_elevation_deg")
    if elevation is not None:
        yield "hour", _hour(elevation)
    weather = scene.get("weather")
    if isinstance(weather, dict) and "kind" in weather:
        yield "weather", str(weather["kind"])


def _hour(sun_elevation_deg: float) -> str:
    """Named by the sun, as the same hour is another light at another place."""
    if sun_elevation_deg < -0.833:  # the sun's upper edge is below the horizon, with refraction
        return "sun below the horizon"
    if sun_elevation_deg < 15.0:
        return "low sun (under 15°)"
    return "high sun (over 45°)" if sun_elevation_deg > 45.0 else "sun at 15° to 45°"


def distance_m(record: dict[str, Any]) -> float | None:
    """Median depth of the middles of a record's visible objects; None without any."""
    depths = [thing["camera_from_object"][2][3] for thing in record.get("objects", ()) if thing.get("bbox_xywh")]
    return float(np.median(depths)) if depths else None


def _crops_by_class(images: ImageSet) -> dict[str, list[tuple[Path, Xywh]]]:
    out: dict[str, list[tuple[Path, Xywh]]] = {}
    for path in images.paths:
        for box in images.annotated[path].boxes:
            x, y, w, h = box.xywh
            if not box.crowd and min(w, h) > 0.0:
                wider = (x - _MARGIN * w, y - _MARGIN * h, w * (1 + 2 * _MARGIN), h * (1 + 2 * _MARGIN))
                out.setdefault(box.category, []).append((path, wider))
    return out


def _spread(crops: list[tuple[Path, Xywh]]) -> list[tuple[Path, Xywh]]:
    return crops if len(crops) <= _CROPS else [crops[i * len(crops) // _CROPS] for i in range(_CROPS)]

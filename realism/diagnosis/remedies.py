"""Which config keys make more of what a bin holds, and how: one table, which the page shows and `setpiece improve` follows."""

import math
from dataclasses import dataclass
from typing import Literal

Value = float | tuple[str, float, float]
"""A number, or a distribution as a config writes it."""


@dataclass(frozen=True)
class Remedy:
    """How one key follows a property.

    Attributes:
        key: dotted place in the config; a number or a distribution.
        how: "scale" multiplies it by (what the bin has over what the data have) to the power of ``amount``; "shift" adds ``amount``
            times the difference; "times" multiplies it and "set" replaces it, by ``low`` if the bin lies below the data, else by
            ``high``; "weight" makes the bin's class half of all.
        amount, low, high: see ``how``.
    """

    key: str
    how: Literal["scale", "shift", "times", "set", "weight"]
    amount: float = 1.0
    low: Value = 1.0
    high: Value = 1.0


@dataclass(frozen=True)
class Aim:
    """What is wanted, against what there is.

    Attributes:
        wanted: median of the property in the bin.
        there: median in the data; both in one unit, and sizes as shares of the picture's side.
    """

    wanted: float
    there: float

    @property
    def ratio(self) -> float:
        """Wanted over there, within a factor of eight."""
        if min(self.wanted, self.there) <= 0.0 or not math.isfinite(self.wanted / self.there):
            return 1.0
        return min(max(self.wanted / self.there, 0.125), 8.0)

    @property
    def difference(self) -> float:
        """Wanted minus there."""
        return self.wanted - self.there if math.isfinite(self.wanted - self.there) else 0.0

    @property
    def lower(self) -> bool:
        """Whether less is wanted than there is."""
        return self.wanted < self.there


Ways = tuple[tuple[Remedy, ...], ...]
"""Ways to the same end, the first that the config has any key of is taken; all its keys that the config has are moved."""

REMEDIES: dict[str, Ways] = {
    "class": ((Remedy("placement.kinds", "weight"),), (Remedy("placement.labels", "weight"),)),
    "kind": ((Remedy("placement.kinds", "weight"),),),
    "size": (
        (Remedy("camera.distance_m", "scale", -1.0),),
        (Remedy("camera.fill", "scale", 1.0),),
        (Remedy("camera.height_m", "scale", -1.0),),
        (Remedy("camera.focal_length_mm", "scale", 1.0),),
        (Remedy("camera.hfov_deg", "scale", -1.0),),
    ),
    "aspect": ((Remedy("placement.upright_probability", "set", low=1.0, high=0.0),),),
    "position": (
        (
            Remedy("camera.aim_jitter", "set", low=("uniform", 0.0, 0.05), high=("uniform", 0.4, 1.0)),
            Remedy("placement.off_centre", "set", low=("uniform", 0.0, 0.1), high=("uniform", 0.6, 1.0)),
        ),
    ),
    "overlap": (
        (
            Remedy("placement.density", "times", low=0.5, high=2.0),
            Remedy("placement.gap_m", "times", low=3.0, high=0.2),
            Remedy("placement.grouping", "set", low=0.0, high=0.9),
        ),
    ),
    "neighbour": (
        (
            Remedy("placement.density", "times", low=2.0, high=0.4),
            Remedy("placement.gap_m", "times", low=0.3, high=2.0),
            Remedy("placement.grouping", "set", low=0.9, high=0.0),
        ),
    ),
    "truncation": (
        (
            Remedy("camera.min_in_frame", "set", low=1.0, high=0.4),
            Remedy("camera.aim_jitter", "set", low=("uniform", 0.0, 0.1), high=("uniform", 0.5, 1.2)),
            Remedy("placement.off_centre", "set", low=("uniform", 0.0, 0.2), high=("uniform", 0.5, 1.0)),
        ),
    ),
    "brightness": ((Remedy("sensor.exposure_ev", "shift"),),),
    "blur": ((Remedy("sensor.effects.softness_px", "shift"),),),
}
"""By the name of the axis. No key gives things another colour: assets choose theirs from their makers' palettes."""


def keys_for(axis: str) -> tuple[str, ...]:
    """Keys that move what an axis measures, the likeliest first."""
    return tuple(r.key for way in REMEDIES.get(axis, ()) for r in way)

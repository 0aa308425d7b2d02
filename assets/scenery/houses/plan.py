"""HousePlan: the measures of one building."""

from dataclasses import dataclass
from typing import Literal

import numpy as np


@dataclass(frozen=True)
class HousePlan:
    """One building. x runs along the street, the front is at -y; metres.

    Attributes:
        length, depth: outer size.
        floors: storeys, the ground floor included.
        ground: height of the ground floor.
        storey: height of the others.
        columns: window axes.
        window: width and height of a window.
        panes: casements side by side in a window.
        shops: the ground floor is shop fronts.
        balconies: on some axes of the upper floors.
        roof: "flat", or "gable" with the ridge along the street.
        pitch_deg: of a gable roof.
        cornice: depth of the ledge under the roof.
        gable_columns: window axes of each end; 0 for fire walls, which neighbours stand against.
    """

    length: float
    depth: float
    floors: int
    ground: float
    storey: float
    columns: int
    window: tuple[float, float]
    panes: int
    shops: bool
    balconies: bool
    roof: Literal["flat", "gable"]
    pitch_deg: float
    cornice: float
    gable_columns: int

    @property
    def eaves(self) -> float:
        """Height of the walls."""
        return self.ground + (self.floors - 1) * self.storey + (0.45 if self.roof == "flat" else 0.25)

    def axis(self, column: int) -> float:
        """X of a window axis."""
        return spread(column, self.columns, self.length)

    def sill(self, floor: int) -> float:
        """Lower edge of the windows of a floor."""
        base = 0.0 if floor == 0 else self.ground + (floor - 1) * self.storey
        room = self.ground if floor == 0 else self.storey
        return base + min(0.95, room - self.window[1] - 0.35)


def spread(number: int, count: int, length: float) -> float:
    """The middle of one of several equal parts of a length, from its middle."""
    return ((number + 0.5) / count - 0.5) * length


def draw_house(rng: np.random.Generator) -> HousePlan:
    """Houses, terraces, blocks of flats, offices over shops."""
    town = rng.random() < 0.6
    floors = int(rng.integers(3, 7)) if town else int(rng.integers(1, 4))
    length = float(rng.uniform(10.0, 24.0) if town else rng.uniform(8.0, 15.0))
    pitch = float(rng.uniform(2.0, 3.2))
    width = min(float(rng.choice([0.9, 1.1, 1.3, 1.8])), pitch - 0.6)
    shops = bool(town and rng.random() < 0.5)
    return HousePlan(
        length=length,
        depth=float(rng.uniform(8.0, 12.0)),
        floors=floors,
        ground=float(rng.uniform(3.4, 4.2) if shops else rng.uniform(2.8, 3.3)),
        storey=float(rng.uniform(2.8, 3.3)),
        columns=max(2, int(length / pitch)),
        window=(width, float(rng.uniform(1.2, 1.75))),
        panes=2 if width > 1.0 else 1,
        shops=shops,
        balconies=bool(town and rng.random() < 0.35),
        roof="flat" if town and rng.random() < 0.5 else "gable",
        pitch_deg=float(rng.uniform(28.0, 45.0)),
        cornice=float(rng.choice([0.0, 0.12, 0.3])),
        gable_columns=int(rng.choice([0, 1, 2], p=[0.6, 0.25, 0.15] if town else [0.15, 0.45, 0.4])),
    )

"""Parking lots: a paved rectangle with rows of marked bays on both sides of its aisles, a kerb around it and green beyond."""

from dataclasses import dataclass

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.part import assemble
from setpiece.assets.kit.paving import Area, area, grown, rectangle, slab
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.scenery.roads.style import darker, kerb_stone, paint
from setpiece.assets.scenery.support import with_support
from setpiece.assets.surfaces import one_of

PAVED, BORDER, MARK, PATCH, KERB = range(5)
"""Material slots."""

LOT_M = 0.4
"""Height of the paved ground above the base of the slab."""

KERB_WIDTH_M = 0.15
NAME = "parking_lot"


@dataclass(frozen=True)
class Bay:
    """One bay: the middle of its outline, and whether its open side is at +y (1) or -y (-1)."""

    x_m: float
    y_m: float
    opens: int


@dataclass(frozen=True)
class LotPlan:
    """One parking lot about the origin, its aisles along x.

    Attributes:
        aisles: how many, each with a row of bays on either side.
        columns: bays in a row.
        bay_m: width and length of a bay.
        aisle_m: width of an aisle.
        end_m: of the paved ground beyond the ends of the rows, where aisles meet.
        kerb_m: height of the kerb.
        border_m: width of the green around.
        mark_m: width of the lines.
        closed: whether the bays have a line at their heads.
        drawn: seed of what is not decided here.
    """

    aisles: int
    columns: int
    bay_m: tuple[float, float]
    aisle_m: float
    end_m: float
    kerb_m: float
    border_m: float
    mark_m: float
    closed: bool
    drawn: int

    @property
    def half_m(self) -> tuple[float, float]:
        """Half the length and width of the paved ground."""
        return 0.5 * self.columns * self.bay_m[0] + self.end_m, 0.5 * self.aisles * (self.aisle_m + 2.0 * self.bay_m[1])

    def aisle_y_m(self) -> list[float]:
        """Where the middles of the aisles are."""
        pitch = self.aisle_m + 2.0 * self.bay_m[1]
        return [(k - 0.5 * (self.aisles - 1)) * pitch for k in range(self.aisles)]

    def bays(self) -> list[Bay]:
        """Every bay, row by row."""
        away = 0.5 * (self.aisle_m + self.bay_m[1])
        places = [(k + 0.5 - 0.5 * self.columns) * self.bay_m[0] for k in range(self.columns)]
        return [Bay(x, y + side * away, -side) for y in self.aisle_y_m() for side in (-1, 1) for x in places]


def draw_lot(rng: np.random.Generator) -> LotPlan:
    """The measures of a lot: bays 2.3 to 2.5 m by 4.8 to 5 m, aisles 5.5 to 6.5 m (German EAR 05)."""
    return LotPlan(
        aisles=int(rng.choice([1, 2, 3], p=[0.35, 0.45, 0.2])),
        columns=int(rng.integers(9, 19)),
        bay_m=(float(rng.uniform(2.3, 2.5)), float(rng.uniform(4.8, 5.0))),
        aisle_m=float(rng.uniform(5.5, 6.5)),
        end_m=float(rng.uniform(3.0, 7.0)),
        kerb_m=float(rng.uniform(0.1, 0.15)),
        border_m=float(rng.uniform(3.0, 9.0)),
        mark_m=float(rng.choice([0.1, 0.12])),
        closed=bool(rng.random() < 0.35),
        drawn=int(rng.integers(2**31)),
    )


def lot_shape(rng: np.random.Generator) -> Model:
    """The slabs of one lot; its frame is that of the plan."""
    plan = draw_lot(rng)
    x, y = plan.half_m
    paved = area(rectangle(-x, x, -y, y))
    kerb = grown(paved, KERB_WIDTH_M)
    around = plan.border_m
    border = area(rectangle(-x - around, x + around, -y - around, y + around))
    parts = [
        slab(paved, 0.0, LOT_M, [(PATCH, _patches(plan)), (MARK, _marks(plan))]),
        slab(border - paved, 0.0, LOT_M + plan.kerb_m, [(BORDER, border), (KERB, kerb)]),
    ]
    model = assemble(parts, (Material(),) * 5, centred=False)
    return with_support(model, LOT_M, (0.999 * rectangle(-x, x, -y, y)).astype(np.float32))


def lot_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Asphalt, concrete or cobbles, worn more or less."""
    paved = one_of(rng, {"road_asphalt": 6.0, "concrete": 1.5, "cobble": 1.0})
    border = one_of(rng, {"grass": 4.0, "gravel": 1.0, "soil": 1.0, "pavement_slabs": 0.7})
    return paved, border, paint(rng, (0.62, 0.62, 0.6), paved.base_color, float(rng.uniform(0.1, 0.8))), darker(rng, paved), kerb_stone(rng)


def _marks(plan: LotPlan) -> Area:
    """A line between every two bays, and across their heads if they are closed."""
    width, length, line = *plan.bay_m, 0.5 * plan.mark_m
    half = 0.5 * plan.columns * width
    found = Area()
    for y in plan.aisle_y_m():
        for side in (-1, 1):
            near, far = y + side * 0.5 * plan.aisle_m, y + side * (0.5 * plan.aisle_m + length - 0.03)
            low, high = sorted((near, far))
            found += area(*(rectangle(x - line, x + line, low, high) for x in np.linspace(-half, half, plan.columns + 1).tolist()))
            if plan.closed:
                found += area(rectangle(-half - line, half + line, *sorted((far, far - side * plan.mark_m))))
    return found


def _patches(plan: LotPlan) -> Area:
    rng = np.random.default_rng(plan.drawn)
    x, y = plan.half_m
    found = Area()
    for _ in range(int(rng.integers(3, 9))):
        left, low = rng.uniform(-0.9, 0.7) * x, rng.uniform(-0.9, 0.7) * y
        found += area(rectangle(left, left + rng.uniform(1.0, 6.0), low, low + rng.uniform(0.6, 2.5)))
    return found & area(0.98 * rectangle(-x, x, -y, y))


PARKING_LOT = Category(NAME, lot_shape, lot_style)

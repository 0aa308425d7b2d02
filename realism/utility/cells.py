"""The cells of a study: which images a detector is trained on, and in which shares."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from setpiece.assets.errors import UserError
from setpiece.realism.detection.coco import CocoSet

_DRAW = 3
"""Spawn key of the draws; 0 to 2 are the training's."""


@dataclass(frozen=True)
class Cell:
    """What one detector is trained on.

    Attributes:
        shots: photographs; None for all of them. Means nothing where ``real_share`` is 0.
        real_share: of the images of the batches that are photographs: 0 is synthetic only, 1 is real only.
    """

    shots: int | None
    real_share: float

    @property
    def name(self) -> str:
        """``real``, ``synthetic``, ``real10``, ``mix50`` (all photographs in half of the places), ``real10-mix50``."""
        real = "real" if self.shots is None else f"real{self.shots}"
        if self.real_share in (0.0, 1.0):
            return real if self.real_share else "synthetic"
        mix = f"mix{100.0 * self.real_share:g}"
        return mix if self.shots is None else f"{real}-{mix}"

    def title(self, photographs: int, synthetic: int) -> str:
        """For people, with the numbers of images of the two sets."""
        real = f"{photographs if self.shots is None else self.shots} real"
        if self.real_share in (0.0, 1.0):
            return real if self.real_share else f"{synthetic} synthetic"
        return f"{real} + {synthetic} synthetic, {100.0 * self.real_share:g} % real"


REAL, SYNTHETIC = Cell(None, 1.0), Cell(None, 0.0)


def plan(mix: Sequence[float], shots: Sequence[int], only: Sequence[str] = ()) -> tuple[Cell, ...]:
    """The cells: all photographs, none, and each number of photographs, alone and in each mix.

    Args:
        mix: shares of photographs in the batches; 0 and 1 are cells of their own anyway.
        shots: numbers of photographs.
        only: names of those that are wanted; all unless told.

    Raises:
        UserError: a share or a name makes no sense.
    """
    wrong = [m for m in mix if not 0.0 <= m <= 1.0]
    if wrong:
        raise UserError(f"mix={wrong[0]:g}: expected shares of photographs in the batches, from 0 to 1, such as mix=0.25,0.5")
    if any(k < 1 for k in shots):
        raise UserError(f"shots={min(shots)}: expected whole numbers of photographs from 1 on, such as shots=10,50")
    shares = sorted({m for m in mix if 0.0 < m < 1.0})
    few = [Cell(k, share) for k in sorted(set(shots)) for share in (1.0, *shares)]
    cells = (REAL, SYNTHETIC, *few, *(Cell(None, share) for share in shares))
    unknown = [name for name in only if name not in {c.name for c in cells}]
    if unknown:
        raise UserError(f"cells={unknown[0]}: no such cell; with these mix= and shots= there are {', '.join(c.name for c in cells)}")
    return tuple(c for c in cells if not only or c.name in only)


def draw(coco: CocoSet, seed: int, shots: int) -> tuple[int, ...]:
    """Ids of so many images with boxes. With one seed, fewer are always among more.

    Raises:
        UserError: the set has not so many, or no more.
    """
    boxed = {a["image_id"] for a in coco.annotations if not a.get("iscrowd")}
    ids = [i["id"] for i in coco.images if i["id"] in boxed]
    if shots > len(ids) or shots >= len(coco.images):
        raise UserError(
            f"shots={shots}: real_train={coco.source} has {len(coco.images)} images, {len(ids)} of them with boxes; "
            f"expected less (all of them are the cell `{REAL.name}`)"
        )
    order = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(_DRAW,))).permutation(len(ids))
    return tuple(sorted(ids[k] for k in order[:shots]))

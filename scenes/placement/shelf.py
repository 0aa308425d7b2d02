"""Shelf: things fill the slots of a stage as shops and stores do, in blocks of one product that face the aisle."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.errors import UserError
from setpiece.assets.ref import AssetRef
from setpiece.assets.spec import Unit
from setpiece.scenes.body import Body, solid_of
from setpiece.scenes.distributions import Normal, Uniform, UniformInteger
from setpiece.scenes.errors import CannotPlace
from setpiece.scenes.fields import Integer, Number, Within
from setpiece.scenes.placement.resting import DOWN, Resting, resting
from setpiece.scenes.placement.seat import seat
from setpiece.scenes.placement.stack import HOLLOW, STACKABLE, fills
from setpiece.scenes.placement.things import Things, draw_things
from setpiece.scenes.solid import Solid
from setpiece.scenes.stage import Slot, Stage
from setpiece.scenes.transforms import rotation_between, rotation_z

if TYPE_CHECKING:
    from setpiece.assets.library import Library

Float64 = NDArray[np.float64]

PILED = frozenset({*STACKABLE, "carton"}) - {"bowl", "plate", "crate"}
"""Kinds with a level top that carries more of the same."""

ABOVE_M = 2e-3
"""Upper layers are let down from here."""


class Shelved(Things):
    """Things in the compartments of shelves. Things of one kind are put together in blocks of one product.

    Attributes:
        count: of things, as many as the shelves hold at most.
        facing: how many of one product stand together.
        layers: how many stand on each other at most, where the kind is one that is piled up.
        fallen_probability: share of the blocks with one more thing that has fallen over beside them.
        gap_m: between neighbours of a block.
        block_gap_m: between blocks.
        inset_m: of the front row from the edge.
        yaw_deg: of each thing against the shelf.
    """

    kind: Literal["shelf"] = "shelf"
    count: Annotated[Integer, Within(0, 500)] = UniformInteger(40, 120)
    facing: Annotated[Integer, Within(1, 200)] = UniformInteger(2, 12)
    layers: Annotated[Integer, Within(1, 20)] = UniformInteger(1, 4)
    fallen_probability: Unit = 0.04
    gap_m: Annotated[Number, Within(0.0005, 1)] = Uniform(0.001, 0.01)
    block_gap_m: Annotated[Number, Within(0.0005, 3)] = Uniform(0.005, 0.08)
    inset_m: Annotated[Number, Within(0, 1)] = Uniform(0.005, 0.05)
    yaw_deg: Annotated[Number, Within(-180, 180)] = Normal(0.0, 1.5, -6.0, 6.0)


@dataclass(frozen=True)
class _Block:
    """Things of one product that go together."""

    ref: AssetRef
    count: int
    annotated: bool
    fallen: bool = False


class _Bay:
    """A slot being filled from its left end (as seen from the aisle).

    Attributes:
        used_m: how much of its width is taken.
    """

    def __init__(self, slot: Slot) -> None:
        front = math.radians(slot.front_deg)
        outline = slot.surface.outline_m
        edges = np.roll(outline, -1, axis=0) - outline
        edges /= np.linalg.norm(edges, axis=1, keepdims=True)
        # The edge that runs as the front does: inward is a quarter turn from it.
        self.along: Float64 = edges[(edges @ [-math.sin(front), math.cos(front)]).argmax()]
        self.inward: Float64 = np.array([-self.along[1], self.along[0]])
        local = outline @ np.column_stack([self.along, self.inward])
        self.low, self.high = local.min(axis=0), local.max(axis=0)
        self.height_m, self.clear_m = slot.surface.height_m, slot.clear_height_m
        self.used_m = 0.0

    @property
    def turn(self) -> float:
        """Angle that turns the front of a thing as built (-y) to the aisle."""
        return math.atan2(self.along[1], self.along[0])

    def left_m(self) -> float:
        """Width that is still free."""
        return float(self.high[0] - self.low[0]) - self.used_m

    def depth_m(self) -> float:
        """From front to back."""
        return float(self.high[1] - self.low[1])

    def position(self, along_m: float, inward_m: float) -> Float64:
        """(2,) world, of a place counted from the front left corner."""
        place: Float64 = (self.low[0] + along_m) * self.along + (self.low[1] + inward_m) * self.inward
        return place


def sample_shelved(config: Shelved, stage: Stage, library: "Library", rngs: Mapping[str, np.random.Generator]) -> tuple[Body, ...]:
    """Draw what, make blocks of it, and fill the shelves.

    Raises:
        CannotPlace: if the shelves are full or too low for something.
        UserError: if the environment has no shelves, or the config names kinds that the library does not have.
    """
    if not stage.slots:
        raise UserError("placement=shelf: found an environment without shelves; accepted: one that has slots, environment=shelf or shop")
    rng = rngs["placement"]
    blocks = _blocks(config, draw_things(config, library, rngs), rng)
    bays = [_Bay(stage.slots[int(k)]) for k in rng.permutation(len(stage.slots))]
    placed: list[Body] = []
    while blocks:
        block = blocks.pop()
        start = int(rng.integers(len(bays)))
        for bay in (*bays[start:], *bays[:start]):
            bodies = _fill(config, bay, block, library, rng)
            if bodies:
                break
        else:
            full = f"{len(placed)} things on {len(bays)} shelves leave no room"
            raise CannotPlace(f"shelf: {block.ref.name} has no place; {full if placed else 'no shelf is large enough'}")
        placed += bodies
        if len(bodies) < block.count:
            blocks.append(replace(block, count=block.count - len(bodies)))
    return tuple(placed)


def _blocks(config: Shelved, things: Sequence[tuple[AssetRef, bool]], rng: np.random.Generator) -> list[_Block]:
    """Things of one kind together, all of the product that was drawn first; in random order."""
    waiting: dict[tuple[str, bool], list[AssetRef]] = {}
    for ref, annotated in things:
        waiting.setdefault((ref.name.partition("/")[0], annotated), []).append(ref)
    blocks: list[_Block] = []
    for (_, annotated), refs in waiting.items():
        while refs:
            count = min(config.facing.draw(rng), len(refs))
            first, refs = refs[0], refs[count:]
            fallen = count > 1 and rng.random() < config.fallen_probability
            blocks.append(_Block(first, count - fallen, annotated))
            if fallen:
                blocks.append(_Block(first, 1, annotated, fallen=True))
    return [blocks[int(k)] for k in rng.permutation(len(blocks))]


def _fill(config: Shelved, bay: _Bay, block: _Block, library: "Library", rng: np.random.Generator) -> list[Body]:
    """As many of the block as the bay has room for, none if it has none at all."""
    thing = _posed(block, solid_of(block.ref, library.load), library, rng)
    gap_m, before_m, inset_m = config.gap_m.draw(rng), config.block_gap_m.draw(rng), config.inset_m.draw(rng)
    turned = [_turned(thing, bay.turn + math.radians(config.yaw_deg.draw(rng))) for _ in range(block.count)]
    boxes = np.array([_box(one, bay) for one in turned])
    wide, deep = boxes[:, :2].max(axis=0) + gap_m
    tall = float(np.ptp(thing.at(np.zeros(2), 0.0).bounds_m[:, 2]))
    most = int((bay.left_m() - before_m) // wide)
    rows = int((bay.depth_m() - inset_m) // deep)
    layers = 1
    if thing.ref.name.partition("/")[0] in PILED and not block.fallen and fills(thing.solid) > HOLLOW:
        layers = min(config.layers.draw(rng), int((bay.clear_m + ABOVE_M) // (tall + ABOVE_M)))
    if most < 1 or rows < 1 or layers < 1 or tall > bay.clear_m:
        return []
    least = min(most, math.ceil(block.count / (rows * layers)))
    columns = int(rng.integers(least, min(most, block.count) + 1))
    rows = min(rows, math.ceil(block.count / columns))
    bodies: list[Body] = []
    for number in range(min(block.count, columns * rows * layers)):
        layer, place = divmod(number, columns * rows)
        row, column = divmod(place, columns)
        where = bay.position(bay.used_m + before_m + (column + 0.5) * wide, inset_m + (row + 0.5) * deep)
        body = turned[number].at(where, bay.height_m)
        if layer:
            below = bodies[number - columns * rows]
            seated = seat(turned[number].at(where, float(below.bounds_m[1, 2]) + ABOVE_M), [below], bay.height_m, 2.0 * ABOVE_M)
            if seated is None:
                break
            body = seated
        bodies.append(body)
    bay.used_m += before_m + columns * wide
    return bodies


def _posed(block: _Block, solid: Solid, library: "Library", rng: np.random.Generator) -> Resting:
    """Upright with its front to -y where it can stand, else as it comes to rest; what has fallen lies."""
    if block.fallen:
        lying = solid.poses.down[solid.poses.height_m.argmin()]
        return Resting(block.ref, solid, rotation_z(rng.uniform(0.0, 2.0 * math.pi)) @ rotation_between(lying, DOWN), block.annotated)
    if library.stands(block.ref) and solid.stands_as_built:
        return Resting(block.ref, solid, np.eye(3), block.annotated)
    return replace(resting(block.ref, solid, True, rng), annotated=block.annotated)


def _turned(thing: Resting, angle: float) -> Resting:
    return Resting(thing.ref, thing.solid, rotation_z(angle) @ thing.rotation, thing.annotated)


def _box(thing: Resting, bay: _Bay) -> tuple[float, float]:
    """Width and depth of a thing in the bay, twice what it reaches from the point that it is put down by."""
    local = thing.footprint @ np.column_stack([bay.along, bay.inward])
    width, depth = 2.0 * np.abs(local).max(axis=0)
    return float(width), float(depth)

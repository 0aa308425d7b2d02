"""Scatter: things put down at random on a surface, in groups, each resting in a stable pose."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from setpiece.assets.errors import UserError
from setpiece.assets.ref import AssetRef
from setpiece.assets.spec import Unit
from setpiece.scenes.body import Body, solid_of
from setpiece.scenes.distributions import Normal, Uniform
from setpiece.scenes.errors import CannotPlace
from setpiece.scenes.fields import Number, Within
from setpiece.scenes.placement.contact import conflict
from setpiece.scenes.placement.resting import Resting, resting
from setpiece.scenes.placement.things import Things, Weights, draw_things
from setpiece.scenes.stage import Stage
from setpiece.scenes.transforms import rigid, rows

if TYPE_CHECKING:
    from setpiece.assets.library import Library

Float64 = NDArray[np.float64]

_TURNS = 200
"""Poses drawn for one thing; a category that it can hardly show is given up."""


class Scatter(Things):
    """Things at random on a surface.

    Attributes:
        upright_probability: share of the things that can stand which do; the rest lies as it would come to rest if dropped.
        density: share of the occupied patch that the things' footprints cover; higher is more crowded.
        off_centre: where the patch is, from 0 at the centre of the surface to 1 anywhere on it.
        grouping: share of the things that are put next to another one.
        gap_m: between the neighbours of a group.
        labels: category -> weight, for kinds whose category is how they lie (``assets.label_by``); 1 for those that are not named. A die
            of ``{six: 3}`` shows its six three times as often as any other face.
        tries: positions tried for one thing before the draw is given up.
    """

    kind: Literal["scatter"] = "scatter"
    upright_probability: Unit = 0.85
    density: Annotated[Number, Within(0.005, 0.6)] = Uniform(0.15, 0.4)
    off_centre: Annotated[Number, Within(0, 1)] = Uniform(0.0, 0.8)
    grouping: Unit = 0.4
    gap_m: Annotated[Number, Within(0.0005, 1)] = Normal(0.01, 0.015, 0.001, 0.06)
    labels: Weights = Field(default_factory=dict)
    tries: Annotated[int, Field(ge=1, le=10_000)] = 80


def sample_scatter(config: Scatter, stage: Stage, library: "Library", rngs: Mapping[str, np.random.Generator]) -> tuple[Body, ...]:
    """Draw what, in which pose, and where.

    Raises:
        CannotPlace: if something finds no free place in ``config.tries`` tries.
        UserError: if ``config.kinds`` names a kind that the library does not have, or ``config.labels`` a category.
    """
    rng = rngs["placement"]
    if config.labels:
        _check_labels(config, library)
    things = [_pose(config, ref, annotated, library, rng) for ref, annotated in draw_things(config, library, rngs)]
    # Large things first: they are the hardest to fit.
    things.sort(key=lambda thing: -thing.radius_m)
    patch = _patch(config, stage, things, rng)
    placed: list[Body] = []
    for thing in things:
        placed.append(_place(config, thing, stage, placed, patch, rng))
    return tuple(placed)


def _check_labels(config: Scatter, library: "Library") -> None:
    read = {name for kind in library.config.label_by for name in library.labels_of(kind)}
    if unknown := [name for name in config.labels if name not in read]:
        accepted = ", ".join(sorted(read)) or "none: no kind has its category from how it lies (assets.label_by)"
        raise UserError(f"placement.labels: found {unknown[0]!r}; accepted: {accepted}")


def _pose(config: Scatter, ref: AssetRef, annotated: bool, library: "Library", rng: np.random.Generator) -> Resting:
    upright = rng.random() < config.upright_probability and library.stands(ref)
    solid = solid_of(ref, library.load)
    thing = resting(ref, solid, upright, rng)
    if config.labels and annotated and ref.name in library.config.label_by:
        most = max(1.0, *config.labels.values())
        for _ in range(_TURNS):  # rejection sampling: a pose is kept as often as its category's weight has it
            if rng.random() * most < config.labels.get(library.label(ref, rows(rigid(thing.rotation, np.zeros(3))))[0], 1.0):
                break
            thing = resting(ref, solid, upright, rng)
    return replace(thing, annotated=annotated)


def _patch(config: Scatter, stage: Stage, things: list[Resting], rng: np.random.Generator) -> tuple[Float64, float]:
    """Centre (2,) and radius of the disc that the things are scattered over."""
    area = sum(thing.footprint_m2 for thing in things) / config.density.draw(rng)
    radius = max([math.sqrt(area / math.pi), *(1.1 * thing.radius_m for thing in things)])
    outline = stage.surface.outline_m
    corners = rng.dirichlet(np.ones(len(outline)))
    centre = stage.surface.centre_m
    return centre + config.off_centre.draw(rng) * (corners @ outline - centre), radius


def _place(
    config: Scatter, thing: Resting, stage: Stage, placed: list[Body], patch: tuple[Float64, float], rng: np.random.Generator
) -> Body:
    reasons: dict[str, int] = {}
    for number in range(config.tries):
        grow = 1.0 + number / config.tries
        if placed and rng.random() < config.grouping:
            position = _beside(thing, placed[int(rng.integers(len(placed)))], config.gap_m.draw(rng), rng)
        else:
            # What finds no room where it was wanted is looked for farther out and nearer the middle of the surface.
            centre = patch[0] + (grow - 1.0) * (stage.surface.centre_m - patch[0])
            position = _roomiest(thing, placed, centre, patch[1] * grow, rng)
        body = thing.at(position, stage.surface.height_m)
        reason = conflict(body, placed, stage, apart=True)
        if reason is None:
            return body
        reasons[reason] = reasons.get(reason, 0) + 1
    most = max(reasons, key=lambda reason: reasons[reason])
    raise CannotPlace(f"{thing.ref.name}: no free place among {len(placed)} things in {config.tries} tries; mostly: {most}")


def _beside(thing: Resting, neighbour: Body, gap_m: float, rng: np.random.Generator) -> Float64:
    """A position at which a vertical plane with the gap's thickness just fits between the thing and its neighbour."""
    angle = rng.uniform(0.0, 2.0 * math.pi)
    along = np.array([math.cos(angle), math.sin(angle)])
    points = neighbour.hull_points[:, :2]
    middle = 0.5 * (points.min(axis=0) + points.max(axis=0))
    distance = float((points @ along).max() - middle @ along + gap_m - (thing.footprint @ along).min())
    sideways = rng.uniform(-0.7, 0.7) * thing.radius_m
    position: Float64 = middle + distance * along + sideways * np.array([-along[1], along[0]])
    return position


def _roomiest(thing: Resting, placed: list[Body], centre: Float64, radius_m: float, rng: np.random.Generator) -> Float64:
    """The one of two random points with more room: a little blue noise, short of even spacing (Mitchell's best candidate)."""
    angles, shares = rng.uniform(0.0, 2.0 * math.pi, 2), rng.random(2)
    candidates = centre + (radius_m * np.sqrt(shares))[:, None] * np.column_stack([np.cos(angles), np.sin(angles)])
    if not placed:
        first: Float64 = candidates[0]
        return first
    others = np.array([body.centre_m[:2] for body in placed])
    room = np.linalg.norm(candidates[:, None] - others[None], axis=2).min(axis=1)
    best: Float64 = candidates[room.argmax()]
    return best

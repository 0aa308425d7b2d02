"""Relations: things put down as a list of relations says."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, JsonValue, field_validator, model_validator

from setpiece.assets.spec import Spec, Unit
from setpiece.scenes.body import Body, solid_of
from setpiece.scenes.distributions import Fixed, Uniform
from setpiece.scenes.errors import CannotPlace
from setpiece.scenes.fields import Integer, Number, Within
from setpiece.scenes.placement.contact import LIFT_M
from setpiece.scenes.placement.resting import Resting, resting
from setpiece.scenes.placement.seat import contact_points, seat, swallowed
from setpiece.scenes.placement.things import require_kinds
from setpiece.scenes.solid import carries
from setpiece.scenes.stage import Stage
from setpiece.scenes.transforms import apply, rotation_z

if TYPE_CHECKING:
    from setpiece.assets.library import Library

Float64 = NDArray[np.float64]

SIDES_DEG = {"right_of": 90.0, "left_of": -90.0, "in_front_of": 0.0, "behind": 180.0}
"""From the viewer's side of the stage, counter-clockwise from above."""

SIDE_CONE_DEG = 30.0
"""How far from straight beside each other two things may be."""

CARRIERS = ("on", "inside")
TURNS = ("facing", "aligned")
ABOVE_M = 2e-3


class Group(Spec):
    """Things of one kind that relations name together.

    Attributes:
        kind: of the library.
        count: how many.
        annotated: false for distractors.
    """

    kind: str
    count: Annotated[Integer, Within(1, 100)] = Fixed(1)
    annotated: bool = True


class Relation(Spec):
    """``subject`` stands in a relation to ``object``.

    Attributes:
        subject: name of a group; every thing of it stands in the relation.
        relation: on, inside: what carries it; next_to, left_of, right_of, in_front_of, behind (as the viewer sees it): where it
            is; facing: its own -y side, the front as built, is turned to the object; aligned: turned as the object is.
        object: name of another group; one thing of it, drawn for each subject.
        distance_m: free distance between the two seen from above, for relations that say where.
    """

    subject: str
    relation: Literal["on", "inside", "next_to", "left_of", "right_of", "in_front_of", "behind", "facing", "aligned"]
    object: str
    distance_m: Annotated[Number, Within(0.0005, 5)] = Uniform(0.005, 0.05)

    @field_validator("relation", mode="before")
    @classmethod
    def _yaml_on(cls, value: JsonValue) -> JsonValue:
        """YAML 1.1 reads ``on`` as true."""
        return "on" if value is True else value


class Relations(Spec):
    """Things put down as a list of relations says. What no relation places is put anywhere on the surface.

    Attributes:
        things: name -> group.
        relations: all of them must hold.
        upright_probability: share of the things that can stand which do.
        tries: places tried for one thing before the draw is given up.
    """

    kind: Literal["relations"] = "relations"
    things: dict[str, Group] = Field(min_length=1)
    relations: tuple[Relation, ...] = ()
    upright_probability: Unit = 1.0
    tries: Annotated[int, Field(ge=1, le=10_000)] = 150

    @model_validator(mode="after")
    def _possible(self) -> Self:
        placement_order(self)
        return self


def placement_order(config: Relations) -> list[str]:
    """The groups, objects before their subjects.

    Raises:
        ValueError: naming a relation that no arrangement can fulfil, or a group that does not exist.
    """
    for relation in config.relations:
        for name in (relation.subject, relation.object):
            if name not in config.things:
                raise ValueError(f"relations name {name!r}; accepted: the names of things, {', '.join(config.things)}")
    for name in config.things:
        own = [relation for relation in config.relations if relation.subject == name]
        for family in (CARRIERS, tuple(SIDES_DEG), TURNS):
            found = [f"{relation.relation} {relation.object}" for relation in own if relation.relation in family]
            if len(set(found)) > 1 and (family != tuple(SIDES_DEG) or _contradict(own)):
                raise ValueError(f"{name!r} cannot be {' and '.join(found)} at once; accepted: one of them")
    order: list[str] = []
    while len(order) < len(config.things):
        ready = [name for name in config.things if name not in order and _objects(config, name) <= set(order)]
        if not ready:
            loop = [name for name in config.things if name not in order]
            raise ValueError(f"the relations of {', '.join(loop)} lead back to themselves; accepted: relations without a circle")
        order += ready
    return order


def _contradict(own: Sequence[Relation]) -> bool:
    opposite = {"left_of": "right_of", "in_front_of": "behind"}
    pairs = {(relation.relation, relation.object) for relation in own}
    return any((opposite[side], target) in pairs for side, target in pairs if side in opposite)


def _objects(config: Relations, name: str) -> set[str]:
    return {relation.object for relation in config.relations if relation.subject == name}


def sample_relations(config: Relations, stage: Stage, library: "Library", rngs: Mapping[str, np.random.Generator]) -> tuple[Body, ...]:
    """Draw models and put them down one after another, objects before subjects.

    Raises:
        CannotPlace: if something finds no place in ``config.tries`` tries.
        UserError: if a group's kind is not in the library.
    """
    require_kinds([group.kind for group in config.things.values()], library, "things")
    rng = rngs["placement"]
    placed: dict[str, list[Body]] = {}
    for name in placement_order(config):
        group = config.things[name]
        placed[name] = []
        for _ in range(group.count.draw(rng)):
            ref = library.draw(group.kind, rngs["assets"])
            upright = rng.random() < config.upright_probability and library.stands(ref)
            thing = resting(ref, solid_of(ref, library.load), upright, rng)
            body = _place(config, name, thing, placed, stage, rng)
            placed[name].append(Body(body.ref, body.solid, body.world_from_object, annotated=group.annotated))
    return tuple(body for name in config.things for body in placed[name])


def _place(config: Relations, name: str, thing: Resting, placed: Mapping[str, list[Body]], stage: Stage, rng: np.random.Generator) -> Body:
    own = [relation for relation in config.relations if relation.subject == name]
    others = [body for group in placed.values() for body in group]
    for _ in range(config.tries):
        targets = [placed[relation.object][int(rng.integers(len(placed[relation.object])))] for relation in own]
        related = list(zip(own, targets, strict=True))
        position = _position(thing, related, stage, rng)
        turned = _turn(thing, related, position)
        # What is decided as seen from above is decided first: to let a body down is a hundred times dearer.
        above = turned.at(position, stage.surface.height_m)
        if stage.surface.inset(above.footprint).min() < 0.0 or not _beside(above, related, stage):
            continue
        body = _stood(turned, position, related, others, stage)
        if body is not None and all(holds(relation, body, target, stage) for relation, target in related):
            return body
    said = ", ".join(f"{relation.relation} {relation.object}" for relation in own) or "anywhere on the surface"
    raise CannotPlace(f"relations: no place for {name} ({thing.ref.name}) {said} in {config.tries} tries")


def _beside(body: Body, related: Sequence[tuple[Relation, Body]], stage: Stage) -> bool:
    """True if all relations hold that do not ask for a height."""
    return all(holds(relation, body, target, stage) for relation, target in related if relation.relation != "inside")


def _position(thing: Resting, related: Sequence[tuple[Relation, Body]], stage: Stage, rng: np.random.Generator) -> Float64:
    """A (2,) place that suits the first relation that says where."""
    for relation, target in sorted(related, key=lambda pair: pair[0].relation not in CARRIERS):
        low, high = target.bounds_m[:, :2]
        middle = 0.5 * (low + high)
        if relation.relation in CARRIERS:
            inside: Float64 = middle + rng.uniform(-0.3, 0.3, 2) * (high - low)
            return inside
        if relation.relation in TURNS:
            continue
        spread = math.radians(0.5 * SIDE_CONE_DEG)
        free = relation.relation == "next_to"
        base = 0.0 if free else math.radians(stage.front_deg + SIDES_DEG[relation.relation])
        angle = base + (rng.uniform(0.0, 2.0 * math.pi) if free else rng.uniform(-spread, spread))
        along = np.array([math.cos(angle), math.sin(angle)])
        apart = relation.distance_m.draw(rng)
        reach = float((target.footprint @ along).max() - middle @ along + apart - (thing.footprint @ along).min())
        beside: Float64 = middle + reach * along
        return beside
    outline = stage.surface.outline_m
    anywhere: Float64 = rng.dirichlet(np.ones(len(outline))) @ outline
    return anywhere


def _turn(thing: Resting, related: Sequence[tuple[Relation, Body]], position: Float64) -> Resting:
    for relation, target in related:
        if relation.relation == "facing":
            toward = target.centre_m[:2] - position
            front = thing.rotation @ np.array([0.0, -1.0, 0.0])
            turn = math.atan2(toward[1], toward[0]) - math.atan2(front[1], front[0])
        elif relation.relation == "aligned":
            turn = heading(target.world_from_object) - heading(thing.rotation)
        else:
            continue
        return Resting(thing.ref, thing.solid, rotation_z(turn) @ thing.rotation)
    return thing


def heading(world_from_object: Float64) -> float:
    """Direction, seen from above, of the object's own x axis; of its y axis where x is upright."""
    axis = world_from_object[:3, 0] if abs(world_from_object[2, 0]) < 0.9 else world_from_object[:3, 1]
    return math.atan2(axis[1], axis[0])


def _stood(thing: Resting, position: Float64, related: Sequence[tuple[Relation, Body]], others: list[Body], stage: Stage) -> Body | None:
    """The thing brought down at a place, if it then stands where it should."""
    floor_m = stage.surface.height_m
    carrier = next((target for relation, target in related if relation.relation in CARRIERS), None)
    obstacles = [*others, *(piece for piece in stage.scenery if piece.bounds_m[1, 2] > floor_m + LIFT_M)]
    top_m = floor_m if carrier is None else float(carrier.bounds_m[1, 2])
    body = seat(thing.at(position, top_m + ABOVE_M), obstacles, floor_m, top_m + ABOVE_M - floor_m)
    if body is None or stage.surface.inset(body.footprint).min() < 0.0 or swallowed(body, others):
        return None
    if carrier is None and float(body.bounds_m[0, 2]) > floor_m + LIFT_M:
        return None
    below = [] if carrier is None else [carrier]
    contacts = contact_points(body, below, floor_m if carrier is None else -math.inf)
    return body if carries(contacts, apply(body.world_from_object, body.solid.centre_of_mass[None])[0, :2]) else None


def holds(relation: Relation, body: Body, target: Body, stage: Stage) -> bool:
    """True if the relation is fulfilled."""
    if relation.relation == "inside":
        low, high = target.bounds_m
        within = np.all(body.bounds_m[0, :2] >= low[:2]) and np.all(body.bounds_m[1, :2] <= high[:2])
        return bool(within and body.bounds_m[0, 2] < high[2] - 0.2 * (high[2] - low[2]))
    if relation.relation == "on":
        return True  # what carries a thing is tested when it is put down
    if relation.relation in TURNS:
        return True  # by construction
    low, high = relation.distance_m.support
    apart = distance_m(body.footprint, target.footprint)
    if not low - 1e-3 <= apart <= high + 1e-3:
        return False
    if relation.relation == "next_to":
        return True
    away = body.bounds_m[:, :2].mean(axis=0) - target.bounds_m[:, :2].mean(axis=0)
    angle = math.atan2(away[1], away[0]) - math.radians(stage.front_deg + SIDES_DEG[relation.relation])
    return math.cos(angle) >= math.cos(math.radians(SIDE_CONE_DEG))


def distance_m(a: Float64, b: Float64) -> float:
    """Least distance of two (N, 2) convex outlines that do not overlap: from the corners of either to the edges of the other."""
    return min(_to_edges(a, b), _to_edges(b, a))


def _to_edges(points: Float64, outline: Float64) -> float:
    edges = np.roll(outline, -1, axis=0) - outline
    offset = points[:, None] - outline[None]
    share = np.clip(np.einsum("nek,ek->ne", offset, edges) / np.einsum("ek,ek->e", edges, edges), 0.0, 1.0)
    return float(np.linalg.norm(offset - share[..., None] * edges, axis=2).min())

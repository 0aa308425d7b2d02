"""Vehicles at night: low beams that light the road, lenses and tail lamps that glow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.openings import Opening, openings
from setpiece.assets.vehicles.slots import HEAD_LAMP, TAIL_LAMP
from setpiece.scenes.body import Body, Load
from setpiece.scenes.lighting.photometry import watts
from setpiece.scenes.lighting.temperature import rgb_of_temperature
from setpiece.scenes.spec import Light, SpotLight
from setpiece.scenes.stage import Path, Stage
from setpiece.scenes.transforms import apply, look_at, rigid, rows

Float64 = NDArray[np.float64]
Glowing = dict[int, dict[int, float]]
"""Number of a thing -> material slot -> radiant exitance, W/m^2."""

VEHICLES = frozenset({"bus", "car", "truck", "van"})
"""Categories whose models have the slots of ``assets/vehicles/slots.py``."""


@dataclass(frozen=True)
class Lobe:
    """Where a lamp's light goes: a flat cone.

    Attributes:
        cone_deg: full angle from left to right.
        aspect: its height over its width.
        drop: how far its axis falls per metre.
    """

    cone_deg: float
    aspect: float
    drop: float


_BEAM_BLEND = 0.9
_BEAM = Lobe(60.0, 0.15, 0.08)
"""A low beam as others see it: 3 degrees below the horizon it is strongest, above 0.4 degrees there is none."""
_LENS_SHARE = 0.25
"""Of a head lamp's light that its lens scatters all round, which is what one sees of it from outside the beam."""
_TAIL_LM, _BRAKE_LM = 15.0, 90.0
LAMPS_K = (3200.0, 4300.0, 5500.0)
"""Halogen, xenon, LED."""


@dataclass(frozen=True, eq=False)
class Traffic:
    """The things that may be vehicles, and where their models are."""

    things: Sequence[Body]
    load: Load


@dataclass(frozen=True, eq=False)
class Lit:
    """Lamps of vehicles: beams, the number of the thing that each belongs to, and which slots glow."""

    beams: tuple[SpotLight, ...]
    carriers: tuple[int, ...]
    glowing: Glowing


def vehicle_lamps(
    traffic: Traffic, stage: Stage, headlamp_lm: float, driving_lit: float, parked_lit: float, rng: np.random.Generator
) -> Lit:
    """Draw which vehicles have their lamps on.

    Args:
        traffic: what is on the stage.
        stage: vehicles on its lanes drive, the others are parked.
        headlamp_lm: luminous flux of one low beam.
        driving_lit: share of the driving vehicles that are lit.
        parked_lit: share of the parked ones.
        rng: three numbers are taken for each vehicle.
    """
    lanes = [path for path in stage.paths if path.kind == "lane"]
    beams: list[SpotLight] = []
    carriers: list[int] = []
    glowing: Glowing = {}
    for number, thing in enumerate(traffic.things):
        if thing.ref.name not in VEHICLES:
            continue
        chance, lamp, brakes = rng.random(3)
        if chance >= (driving_lit if any(on_path(path, thing.centre_m) for path in lanes) else parked_lit):
            continue
        color = rgb_of_temperature(LAMPS_K[int(3 * lamp)])
        model = traffic.load(thing.ref)
        front, rear = openings(model, HEAD_LAMP), openings(model, TAIL_LAMP)
        if not front:
            continue
        own = [_beam(thing.world_from_object, opening, watts(headlamp_lm, color), color) for opening in _outer(front)]
        beams += own
        carriers += [number] * len(own)
        glowing[number] = {
            HEAD_LAMP: _exitance(_LENS_SHARE * headlamp_lm * 2.0, front),
            TAIL_LAMP: _exitance((_BRAKE_LM if brakes < 0.3 else _TAIL_LM) * 2.0, rear),
        }
    return Lit(tuple(beams), tuple(carriers), glowing)


def lights_at(lights: Sequence[Light], carried: Mapping[int, int], things: Sequence[Body], time_s: float) -> tuple[Light, ...]:
    """The lights at a time, those that vehicles carry moved along with them."""
    moved = list(lights)
    for number, carrier in carried.items():
        light = moved[number]
        assert isinstance(light, SpotLight)
        pose = np.array(light.world_from_light)
        pose[:3, 3] += np.array(things[carrier].linear_velocity_m_s) * time_s
        moved[number] = light.model_copy(update={"world_from_light": rows(pose)})
    return tuple(moved)


def on_path(path: Path, point: Float64) -> bool:
    """Whether a (3,) point is above a path's width."""
    start, end = path.points_m[:-1, :2], path.points_m[1:, :2]
    along = end - start
    share = np.clip(((point[:2] - start) * along).sum(axis=1) / (along**2).sum(axis=1), 0.0, 1.0)
    nearest = start + share[:, None] * along
    return bool(np.linalg.norm(point[:2] - nearest, axis=1).min() <= 0.5 * path.width_m)


def _outer(lamps: tuple[Opening, ...]) -> tuple[Opening, ...]:
    """The leftmost and the rightmost: what lies between are fog lamps and reflectors."""
    across = sorted(lamps, key=lambda lamp: float(lamp.centre_m[1]))
    return (across[0], across[-1]) if len(across) > 1 else lamps


def _beam(world_from_object: Float64, lens: Opening, power_w: float, color: tuple[float, float, float]) -> SpotLight:
    # In front of the lens, which would otherwise throw a shadow.
    start = lens.centre_m + np.array([0.5 * lens.size_m[0] + 0.06, 0.0, 0.0])
    return low_beam(rigid(world_from_object[:3, :3], apply(world_from_object, start[None])[0]), power_w, color)


def low_beam(world_from_lamp: Float64, power_w: float, color: tuple[float, float, float], lobe: Lobe = _BEAM) -> SpotLight:
    """A low beam, or a part of it, that leaves a (4, 4) rigid frame along its +x."""
    pose = look_at(np.zeros(3), np.array([1.0, 0.0, -lobe.drop]), 0.0) @ np.diag([1.0, -1.0, -1.0, 1.0])
    return SpotLight(
        world_from_light=rows(world_from_lamp @ pose),
        power_w=power_w,
        cone_deg=lobe.cone_deg,
        blend=_BEAM_BLEND,
        aspect=lobe.aspect,
        radius_m=0.05,
        color=color,
    )


def _exitance(lumens: float, lamps: tuple[Opening, ...]) -> float:
    """W/m^2 of white light over the lamps' faces, as large as they are seen from ahead."""
    area = sum(float(lamp.size_m[1] * lamp.size_m[2]) for lamp in lamps)
    return watts(lumens, (1.0, 1.0, 1.0)) / max(area, 0.005)

"""Shell: a camera on a sphere around what it looks at."""

import math
from collections.abc import Sequence
from typing import Annotated, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from setpiece.scenes.body import Body
from setpiece.scenes.camera.shooting import Shooting, first_good
from setpiece.scenes.distributions import Fixed, Normal, Uniform
from setpiece.scenes.fields import Held, Number, Within
from setpiece.scenes.kinematics import Trajectory, turned
from setpiece.scenes.spec import CameraSpec
from setpiece.scenes.stage import Stage
from setpiece.scenes.transforms import look_at, rigid, rows

Float64 = NDArray[np.float64]


class Shell(Shooting):
    """A camera on a sphere around what it looks at. Give either ``fill`` or ``distance_m``.

    Attributes:
        aim: the bounding sphere of the things, or of the surface that they are on.
        azimuth_deg: counter-clockwise from the stage's front, seen from above.
        elevation_deg: above the horizontal.
        roll_deg: about the optical axis.
        focal_length_mm: for a sensor 36 mm wide.
        fill: diameter of the sphere's image over the shorter side of the frame.
        distance_m: from the sphere's centre.
        aim_jitter: how far the optical axis passes the centre, in radii of the sphere.
        orbit_deg_s: how fast it goes round them, counter-clockwise seen from above.
    """

    kind: Literal["shell"] = "shell"
    aim: Literal["things", "surface"] = "things"
    azimuth_deg: Annotated[Number, Within(-360, 360)] = Uniform(-60.0, 60.0)
    elevation_deg: Annotated[Number, Within(1, 90), Held()] = Normal(35.0, 15.0, 12.0, 80.0)
    roll_deg: Annotated[Number, Within(-360, 360)] = Normal(0.0, 2.0, -8.0, 8.0)
    focal_length_mm: Annotated[Number, Within(8, 400), Held()] = Fixed(28.0)
    fill: Annotated[Number, Within(0.01, 20)] | None = None
    distance_m: Annotated[Number, Within(0.02, 1000)] | None = None
    aim_jitter: Annotated[Number, Within(0, 2)] = Uniform(0.0, 0.3)
    orbit_deg_s: Annotated[Number, Within(-360, 360)] = Fixed(0.0)

    @model_validator(mode="after")
    def _one_framing(self) -> Self:
        if (self.fill is None) == (self.distance_m is None):
            found = "neither" if self.fill is None else "both"
            raise ValueError(f"{found} of fill and distance_m given; accepted: exactly one of them")
        return self


def sample_shell(config: Shell, stage: Stage, things: Sequence[Body], resolution: tuple[int, int], rng: np.random.Generator) -> CameraSpec:
    """Draw cameras until one sees enough of the things from a free place.

    Raises:
        CannotPlace: after ``config.tries`` tries.
    """
    centre, radius_m = _sphere(config, stage, things)
    return first_good(config, stage, things, lambda: _draw(config, stage, centre, radius_m, resolution, rng))


def move_shell(config: Shell, camera: CameraSpec, stage: Stage, things: Sequence[Body], rng: np.random.Generator) -> Trajectory:
    """Round the centre, at the same height."""
    centre, _ = _sphere(config, stage, things)
    rate = np.array([0.0, 0.0, math.radians(config.orbit_deg_s.draw(rng))])
    start = np.array(camera.world_from_camera)

    def pose(time_s: float) -> Float64:
        turn = turned(rate * time_s)
        return rigid(turn @ start[:3, :3], centre + turn @ (start[:3, 3] - centre))

    return pose


def distance_for_fill(fill: float, radius_m: float, focal_length_px: float, short_side_px: float) -> float:
    """Distance at which a centred sphere's outline has a diameter of ``fill`` times the frame's shorter side.

    The outline of a sphere of radius r at distance d lies at the angle asin(r / d) from the axis, so its radius in the image is
    f * r / sqrt(d^2 - r^2) exactly.
    """
    return radius_m * math.hypot(1.0, 2.0 * focal_length_px / (fill * short_side_px))


def _sphere(config: Shell, stage: Stage, things: Sequence[Body]) -> tuple[Float64, float]:
    """Centre and radius of the sphere to look at: about the middle of the box of all points."""
    if config.aim == "things" and things:
        points = np.concatenate([thing.hull_points for thing in things])
    else:
        outline = stage.surface.outline_m
        points = np.column_stack([outline, np.full(len(outline), stage.surface.height_m)])
    centre = 0.5 * (points.min(axis=0) + points.max(axis=0))
    return centre, float(np.linalg.norm(points - centre, axis=1).max())


def _draw(
    config: Shell, stage: Stage, centre: Float64, radius_m: float, resolution: tuple[int, int], rng: np.random.Generator
) -> CameraSpec:
    azimuth = math.radians(stage.front_deg + config.azimuth_deg.draw(rng))
    elevation = math.radians(config.elevation_deg.draw(rng))
    outward = np.array([math.cos(elevation) * math.cos(azimuth), math.cos(elevation) * math.sin(azimuth), math.sin(elevation)])
    roll = math.radians(config.roll_deg.draw(rng))
    width, height = resolution
    focal_length_mm = config.focal_length_mm.draw(rng)
    if config.distance_m is not None:
        distance_m = config.distance_m.draw(rng)
    else:
        assert config.fill is not None  # by validation
        focal_length_px = focal_length_mm / CameraSpec.model_fields["sensor_width_mm"].default * width
        distance_m = distance_for_fill(config.fill.draw(rng), radius_m, focal_length_px, min(resolution))
    direction = rng.normal(size=3)
    aim = centre + direction / np.linalg.norm(direction) * radius_m * config.aim_jitter.draw(rng)
    pose = look_at(aim + distance_m * outward, aim, roll)
    return CameraSpec(width=width, height=height, focal_length_mm=focal_length_mm, world_from_camera=rows(pose))

"""Targets: how large and how visible things must be in the picture, judged before anything is rendered."""

from collections.abc import Callable, Sequence
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from setpiece.assets.spec import Spec, Unit
from setpiece.scenes.body import Body
from setpiece.scenes.camera.view import project
from setpiece.scenes.errors import CannotPlace
from setpiece.scenes.placement.seat import traced
from setpiece.scenes.spec import CameraSpec

Float64 = NDArray[np.float64]

RAYS_ACROSS = 160
"""Visibility is judged on a picture this wide."""


class Targets(Spec):
    """What the annotated things of every picture must look like.

    Attributes:
        size_px: least and greatest longer side of a thing's box in the picture, hidden parts included.
        visible_fraction: least and greatest share of what a thing would cover of the frame if it were alone.
        share: of the annotated things that must be within both.
        tries: cameras drawn for one scene before the draw is given up.
    """

    size_px: tuple[Annotated[float, Field(ge=0.0)], Annotated[float, Field(gt=0.0)]] | None = None
    visible_fraction: tuple[Unit, Unit] | None = None
    share: Unit = 1.0
    tries: Annotated[int, Field(ge=1, le=1000)] = 30

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        for name in ("size_px", "visible_fraction"):
            bounds = getattr(self, name)
            if bounds is not None and bounds[0] > bounds[1]:
                raise ValueError(f"{name}: found {bounds[0]:g} above {bounds[1]:g}; accepted: [least, greatest]")
        return self


def aimed(targets: Targets | None, draw: Callable[[], CameraSpec], things: Sequence[Body], scenery: Sequence[Body]) -> CameraSpec:
    """The first camera that sees the things as the targets ask; the first at all, without targets.

    Args:
        targets: what the user asked for.
        draw: draws another camera each time.
        things: annotated and not.
        scenery: what may hide them.

    Raises:
        CannotPlace: if no camera does within ``targets.tries``.
    """
    if targets is None:
        return draw()
    shares = []
    for _ in range(targets.tries):
        camera = draw()
        met = _met(targets, camera, things, scenery)
        if met >= targets.share:
            return camera
        shares.append(met)
    raise CannotPlace(f"targets: met by {max(shares):.0%} of the things at best in {targets.tries} cameras, not by {targets.share:.0%}")


def _met(targets: Targets, camera: CameraSpec, things: Sequence[Body], scenery: Sequence[Body]) -> float:
    wanted = np.array([thing.annotated for thing in things], dtype=bool)
    if not wanted.any():
        return 1.0
    good = wanted.copy()
    if targets.size_px is not None:
        sizes = np.array([size_px(camera, thing) for thing in things])
        good &= (sizes >= targets.size_px[0]) & (sizes <= targets.size_px[1])
    if targets.visible_fraction is not None and good.sum() >= targets.share * wanted.sum():
        seen = visible_fractions(camera, things, scenery)
        good &= (seen >= targets.visible_fraction[0]) & (seen <= targets.visible_fraction[1])
    return float(good.sum() / wanted.sum())


def size_px(camera: CameraSpec, thing: Body) -> float:
    """Longer side of the box round a thing's image, through a lens without distortion; infinite if it reaches behind the camera."""
    pixels, depth = project(camera, thing.hull_points)
    return float(np.ptp(pixels, axis=0).max()) if depth.min() > 0.0 else np.inf


def visible_fractions(camera: CameraSpec, things: Sequence[Body], scenery: Sequence[Body]) -> Float64:
    """(N,) share of each thing's own silhouette in the frame at which it is the nearest; 0 for what is not in the frame.

    Everything counts as opaque.
    """
    width, height = RAYS_ACROSS, max(1, round(RAYS_ACROSS * camera.height / camera.width))
    x, y = np.meshgrid((np.arange(width) + 0.5) / width - 0.5, (np.arange(height) + 0.5) / height - 0.5)
    local = np.stack([x.ravel() * camera.width, y.ravel() * camera.height, np.full(x.size, camera.focal_length_px)], axis=1)
    pose = np.array(camera.world_from_camera)
    directions = local / np.linalg.norm(local, axis=1, keepdims=True) @ pose[:3, :3].T
    origins = np.broadcast_to(pose[:3, 3], directions.shape)
    distances = np.stack([traced(body, origins, directions) for body in (*things, *scenery)])
    nearest = distances.argmin(axis=0)
    hit = distances[: len(things)] < camera.far_m
    first = hit & (nearest[None] == np.arange(len(things))[:, None])
    fractions: Float64 = first.sum(axis=1) / np.maximum(hit.sum(axis=1), 1)
    return fractions

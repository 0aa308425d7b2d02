"""Draw moving particles as a camera exposes them: streaks whose length is speed times shutter, and no light lost or won.

A particle hides of each pixel it crosses as much as it covers, for as long as it covers it. So what it hides, summed over the
picture, is the area of its image, however long, thin or out of focus its streak is. Each streak is a row of places, evenly
spaced in time and projected one by one (lens distortion and motion towards the camera are exact), each with its share of
that area. Thin streaks are put straight into the picture. Wide ones are put down by width, the widest on coarser grids, and spread there
over a disc or an irregular outline, so that costs hardly grow with their size.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from setpiece.dataset.atmosphere.grid import Grid
from setpiece.dataset.atmosphere.outlines import outline
from setpiece.dataset.atmosphere.particles import Particles
from setpiece.dataset.atmosphere.streaks import Streaks, streaks_of
from setpiece.dataset.atmosphere.surroundings import Surroundings
from setpiece.scenes.spec import CameraSpec

Float32 = NDArray[np.float32]

_THIN_PX = 0.82
"""Radius of the disc that is as wide (in variance) as the linear splat of a point."""
_COARSEN_PX = 4.0
"""Wider ones are drawn on a grid of half, a quarter, ... the resolution, where they are 2 to 4 pixels in radius."""
_SHAPELESS_PX = 1.5
"""Narrower ones show no outline of their own."""
_WIDTHS_PER_OCTAVE = 3
_SLABS_PER_OCTAVE = 4
_UNHIDDEN = -(10**6)
"""Slab of those that are nearer than all of the scene."""


@dataclass(frozen=True, eq=False)
class Veil:
    """What particles do to a picture.

    Attributes:
        hidden: (H, W) share of each pixel's exposure that they hide.
        skylit: (H, W) the part of that share in which they show light of the sky.
    """

    hidden: Float32
    skylit: Float32

    def over(self, radiance: Float32, light: Surroundings, kept: float) -> Float32:
        """(H, W, 3) a picture with the veil in front.

        Args:
            radiance: (H, W, 3) of what is behind.
            light: what the particles show.
            kept: share of that light which they pass on.
        """
        veiled: Float32 = np.multiply(radiance, (1 - self.hidden)[..., None], dtype=np.float32)
        veiled += light.sky * (np.float32(kept) * self.skylit)[..., None]
        veiled += light.around * (np.float32(kept) * (self.hidden - self.skylit))[..., None]
        return veiled


@dataclass(frozen=True, eq=False)
class _Group:
    """Wide streaks that are drawn alike.

    Attributes:
        streaks: which.
        slab: a range of depths.
        level: of the grid they are drawn on.
        kernel: what each place is spread over.
    """

    streaks: Streaks
    slab: int
    level: int
    kernel: Float32


def expose(particles: Particles, camera: CameraSpec, depth_m: Float32) -> Veil:
    """The veil of particles over a picture.

    Args:
        particles: in the camera's frame.
        camera: with its shutter, aperture and focus.
        depth_m: (H, W) planar depth of the scene, inf where there is none. Nothing is drawn in front of what is nearer than it.
    """
    streaks = streaks_of(particles, camera)
    nearest_m = float(depth_m.min())
    step = np.round(_WIDTHS_PER_OCTAVE * np.log2(np.maximum(streaks.spread_px / _THIN_PX, 0.5))).astype(np.intp)
    veil = _thin(streaks.take(np.flatnonzero(step <= 0)), camera, depth_m, nearest_m)
    groups = _groups(streaks, step, nearest_m)
    for (slab, level), alike in groupby(groups, key=lambda group: (group.slab, group.level)):
        grid, farthest_m = Grid(camera, level), 0.0
        for group in alike:
            grid.add(group.streaks, group.kernel)
            farthest_m = max(farthest_m, float(group.streaks.far_m.max()))
        layers = grid.layers()
        if slab != _UNHIDDEN:
            clear = depth_m > farthest_m
            layers = [layer * clear for layer in layers]
        veil = _before(layers[0], layers[1], veil)
    return veil


def _thin(streaks: Streaks, camera: CameraSpec, depth_m: Float32, nearest_m: float) -> Veil:
    """The veil of streaks that are hardly wider than a pixel, each place held against the scene's depth."""
    nothing = np.zeros(depth_m.shape, np.float32)
    veil = Veil(nothing, nothing)
    if not streaks.places.size:
        return veil
    grid = Grid(camera, 0, None if streaks.far_m.max() < nearest_m else depth_m)
    grid.add(streaks, None)
    hidden, skylit = grid.layers()
    return _before(hidden, skylit, veil)


def _before(hidden: Float32, skylit: Float32, veil: Veil) -> Veil:
    """A veil with more particles in front. Among these shares add up, to no more than all."""
    excess = np.maximum(hidden, np.float32(1))
    clear = 1 - hidden / excess
    return Veil(1 - (1 - veil.hidden) * clear, veil.skylit * clear + skylit / excess)


def _groups(streaks: Streaks, step: NDArray[np.intp], nearest_m: float) -> Iterator[_Group]:
    """Wide streaks by depth, from far to near, then by width and outline.

    Those that could be behind something are told apart by depth, so that a slab as a whole can be held against the scene's depth.
    """
    wide = np.flatnonzero(step > 0)
    if not wide.size:
        return
    radius_px = _radius_px(step[wide])
    shape = np.where(streaks.resolved[wide] & (radius_px > _SHAPELESS_PX), streaks.particles.shape[wide], 0)
    far_m = streaks.far_m[wide]
    slab = np.where(far_m < nearest_m, _UNHIDDEN, np.round(_SLABS_PER_OCTAVE * np.log2(far_m))).astype(np.intp)
    found, owner = np.unique(np.column_stack([-slab, step[wide], shape]), axis=0, return_inverse=True)
    for number, (nearness, width, kind) in enumerate(found):
        radius = float(_radius_px(width))
        level = max(0, int(np.floor(np.log2(radius / (_COARSEN_PX / 2)))))
        chosen = streaks.take(wide[owner.reshape(-1) == number])
        yield _Group(chosen, -int(nearness), level, _kernel(int(kind), radius / 2**level, level))


def _radius_px(step: NDArray[np.intp]) -> NDArray[np.float64]:
    radius: NDArray[np.float64] = _THIN_PX * 2 ** (step / _WIDTHS_PER_OCTAVE)
    return radius


def _kernel(kind: int, radius: float, level: int) -> Float32:
    """Outline for a radius in a grid's pixels. Putting points down linearly spreads them already, so does enlarging; variances add up."""
    spread_before = _THIN_PX**2 * (1 if level == 0 else 2)
    return outline(kind, float(np.sqrt(radius**2 - spread_before)))

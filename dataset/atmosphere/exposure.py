"""Draw moving particles as a camera exposes them: streaks whose length is speed times shutter, and no light lost or won.

A particle hides of each pixel it crosses as much as it covers, for as long as it covers it. So what it hides, summed over the
picture, is the area of its image, however long, thin or out of focus its streak is. Each streak is a row of places, evenly
spaced in time and projected one by one (lens distortion and motion towards the camera are exact), each with its share of
that area. Thin streaks are put straight into the picture. Wide ones are gathered by width on coarser grids and spread there by a disc or
an irregular outline, so that costs hardly grow with their size.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from setpiece.dataset.atmosphere.outlines import outline
from setpiece.dataset.atmosphere.particles import Particles
from setpiece.dataset.atmosphere.view import defocus_px, pixels_per_metre, project, shutter_s
from setpiece.scenes.spec import CameraSpec

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

_THIN_PX = 0.82
"""Radius of the disc that is as wide (in variance) as the linear splat of a point."""
_COARSEN_PX = 4.0
"""Wider ones are drawn on a grid of half, a quarter, ... the resolution, where they are 2 to 4 pixels in radius."""
_SHAPELESS_PX = 1.5
"""Narrower ones show no outline of their own."""
_SLABS_PER_OCTAVE = 4
_WIDEST_PX = 256.0
_SPACING_PX = 0.7
_MOST_PLACES = 4096
"""Of one streak."""
_BATCH = 1_000_000
"""Places at a time: bounds memory."""
_MARGIN = 12
"""Pixels of a grid around what is in the picture."""


@dataclass(frozen=True, eq=False)
class Veil:
    """What particles do to a picture.

    Attributes:
        hidden: (H, W) share of each pixel's exposure that they hide.
        lit: (H, W) the same, weighted by their gains: times a radiance, the light they add.
    """

    hidden: Float32
    lit: Float32

    def over(self, radiance: Float32, shown: Float32) -> Float32:
        """(H, W, 3) a picture with the veil in front, whose particles of usual brightness have the radiance ``shown``."""
        veiled: Float32 = np.multiply(radiance, (1 - self.hidden)[..., None], dtype=np.float32)
        veiled += shown * self.lit[..., None]
        return veiled


@dataclass(frozen=True, eq=False)
class _Streaks:
    """Particles that are in the picture, with what the camera makes of them.

    Attributes:
        particles: themselves.
        places: (N,) at how many each is drawn.
        spread_px: (N,) radius, of size and defocus together.
        area_px: (N,) what each hides, summed over the picture.
        resolved: (N,) larger than out of focus.
        far_m: (N,) greatest depth during the exposure.
    """

    particles: Particles
    places: NDArray[np.intp]
    spread_px: Float64
    area_px: Float64
    resolved: NDArray[np.bool_]
    far_m: Float64


def expose(particles: Particles, camera: CameraSpec, depth_m: Float32) -> Veil:
    """The veil of particles over a picture.

    Args:
        particles: in the camera's frame.
        camera: with its shutter, aperture and focus.
        depth_m: (H, W) planar depth of the scene, inf where there is none. Nothing is drawn in front of what is nearer than it.
    """
    shape = (camera.height, camera.width)
    veil = Veil(np.zeros(shape, np.float32), np.zeros(shape, np.float32))
    nearest_m = float(depth_m.min())
    for streaks, level, radius, kind in _groups(_streaks(particles, camera), nearest_m):
        in_front = streaks.far_m.max() < nearest_m
        grid = _Grid(camera, level, depth_m if radius == 0 and not in_front else None)
        layers = [_whole(_widened(layer, radius, kind), level, shape) for layer in grid.gather(streaks)]
        if radius > 0 and not in_front:
            clear = depth_m > streaks.far_m.max()
            layers = [layer * clear for layer in layers]
        veil = _before(layers[0], layers[1], veil)
    return veil


def _before(hidden: Float32, lit: Float32, veil: Veil) -> Veil:
    """A veil with one more group in front. Within a group shares add up, to no more than all."""
    excess = np.maximum(hidden, np.float32(1))
    clear = 1 - hidden / excess
    return Veil(1 - (1 - veil.hidden) * clear, veil.lit * clear + lit / excess)


def _streaks(particles: Particles, camera: CameraSpec) -> _Streaks:
    """Those that touch the picture and are in front of the camera all the time."""
    half_way = particles.velocity_m_s * (shutter_s(camera) / 2)
    ends = [project(camera, particles.center_m + half_way * sign) for sign in (-1, 1)]
    scale = pixels_per_metre(camera, particles.center_m)
    radius_px = particles.radius_m * scale
    defocus = defocus_px(camera, np.maximum(particles.center_m[:, 2], camera.near_m))
    spread_px = np.minimum(np.hypot(radius_px, defocus), _WIDEST_PX)
    (left, right), (top, bottom) = (np.sort([ends[0][axis], ends[1][axis]], axis=0) for axis in (0, 1))
    with np.errstate(invalid="ignore"):
        seen = (right > -spread_px) & (left < camera.width + spread_px) & (bottom > -spread_px) & (top < camera.height + spread_px)
    length_px = np.hypot(right - left, bottom - top)[seen]
    step = np.maximum(_SPACING_PX, spread_px[seen] / 2)
    places = np.clip(np.ceil(length_px / step), 1, _MOST_PLACES).astype(np.intp)
    area = np.pi * radius_px[seen] ** 2 * particles.opacity
    far_m = (particles.center_m + np.abs(half_way))[seen, 2]
    return _Streaks(particles.take(seen), places, spread_px[seen], area, (radius_px > defocus)[seen], far_m)


def _groups(streaks: _Streaks, nearest_m: float) -> Iterator[tuple[_Streaks, int, float, int]]:
    """Streaks that are drawn alike: with the level of their grid, their radius in its pixels (0 for thin ones) and their outline.

    Wide ones are near, and come last, on top.
    """
    half_octave = np.round(2 * np.log2(np.maximum(streaks.spread_px / _THIN_PX, 0.5))).astype(np.intp)
    thin, wide = np.flatnonzero(half_octave <= 0), np.flatnonzero(half_octave > 0)
    if thin.size:
        yield _take(streaks, thin), 0, 0.0, 0
    if not wide.size:
        return
    radius_px = _THIN_PX * 2 ** (half_octave[wide] / 2)
    shape = np.where(streaks.resolved[wide] & (radius_px > _SHAPELESS_PX), streaks.particles.shape[wide], 0)
    # Those that could be behind something are grouped by depth too, so that a group as a whole can be held against the scene's depth.
    far_m = streaks.far_m[wide]
    slab = np.where(far_m < nearest_m, -100, np.round(_SLABS_PER_OCTAVE * np.log2(far_m))).astype(np.intp)
    found, group = np.unique(np.column_stack([half_octave[wide], shape, slab]), axis=0, return_inverse=True)
    for number, (half, kind, _) in enumerate(found):
        radius = float(_THIN_PX * 2 ** (half / 2))
        level = max(0, int(np.floor(np.log2(radius / (_COARSEN_PX / 2)))))
        yield _take(streaks, wide[group.reshape(-1) == number]), level, radius / 2**level, int(kind)


def _take(streaks: _Streaks, chosen: NDArray[np.intp] | slice) -> _Streaks:
    return _Streaks(
        streaks.particles.take(chosen),
        streaks.places[chosen],
        streaks.spread_px[chosen],
        streaks.area_px[chosen],
        streaks.resolved[chosen],
        streaks.far_m[chosen],
    )


class _Grid:
    """A picture of 2^-level the resolution with a margin, on which points are put.

    Args:
        camera: sees them.
        level: how often the resolution is halved.
        depth_m: (H, W) of the scene, to leave out points behind it, at level 0; None to put them all.
    """

    def __init__(self, camera: CameraSpec, level: int, depth_m: Float32 | None) -> None:
        self._camera, self._size = camera, 2**level
        self._behind_m = None if depth_m is None else np.pad(depth_m, _MARGIN, mode="edge").reshape(-1)
        self._columns = -(-camera.width // self._size) + 2 * _MARGIN
        self._rows = -(-camera.height // self._size) + 2 * _MARGIN

    def gather(self, streaks: _Streaks) -> list[Float32]:
        """Areas, and areas times gains, of all streaks: two pictures in shares of this grid's pixels, margin included."""
        total = np.zeros((2, self._rows * self._columns))
        ends = np.cumsum(streaks.places)
        batches = np.searchsorted(ends, np.arange(_BATCH, ends[-1], _BATCH))
        for begin, end in zip([0, *batches], [*batches, len(ends)], strict=True):
            self._put(_take(streaks, slice(begin, end)), total)
        return [layer.reshape(self._rows, self._columns).astype(np.float32) for layer in total]

    def _put(self, streaks: _Streaks, total: Float64) -> None:
        points, owner = _points(streaks, shutter_s(self._camera))
        column, row = project(self._camera, points)
        column, row = column / self._size + _MARGIN - 0.5, row / self._size + _MARGIN - 0.5
        with np.errstate(invalid="ignore"):
            inside = (column >= 0) & (column < self._columns - 1) & (row >= 0) & (row < self._rows - 1)
        column, row, owner, depth = column[inside], row[inside], owner[inside], points[inside, 2]
        share = (streaks.area_px / streaks.places)[owner] / self._size**2
        gain = streaks.particles.gain[owner]
        left, top = column.astype(np.intp), row.astype(np.intp)
        for right, down in ((0, 0), (1, 0), (0, 1), (1, 1)):
            weight = share * np.abs(1 - right - (column - left)) * np.abs(1 - down - (row - top))
            index = (top + down) * self._columns + left + right
            if self._behind_m is not None:
                weight *= depth < self._behind_m[index]
            total[0] += np.bincount(index, weight, total.shape[1])
            total[1] += np.bincount(index, weight * gain, total.shape[1])


def _points(streaks: _Streaks, shutter_open_s: float) -> tuple[Float64, NDArray[np.intp]]:
    """Where each streak's places are in the camera's frame, and whose they are."""
    owner = np.repeat(np.arange(streaks.places.size), streaks.places)
    number = np.arange(owner.size) - np.repeat(np.cumsum(streaks.places) - streaks.places, streaks.places)
    time_s = ((number + 0.5) / streaks.places[owner] - 0.5) * shutter_open_s
    particles = streaks.particles
    return particles.center_m[owner] + particles.velocity_m_s[owner] * time_s[:, None], owner


def _widened(layer: Float32, radius: float, kind: int) -> Float32:
    """A grid's picture with each point spread over the outline of a particle of the given radius, in its pixels."""
    if radius == 0:
        return layer
    spread: Float32 = cv2.filter2D(layer, -1, outline(kind, radius), borderType=cv2.BORDER_CONSTANT)
    return spread


def _whole(layer: Float32, level: int, shape: tuple[int, int]) -> Float32:
    """(H, W) a grid's picture at full resolution, without its margin."""
    inner = layer[_MARGIN:-_MARGIN, _MARGIN:-_MARGIN]
    if level == 0:
        return inner
    large = cv2.resize(inner, None, fx=2**level, fy=2**level, interpolation=cv2.INTER_LINEAR)
    whole: Float32 = large[: shape[0], : shape[1]]
    return whole

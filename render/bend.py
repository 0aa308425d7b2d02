"""Pictures through a lens: which wider pinhole picture to render, and how to bend it.

Renderers draw straight lines. So a frame with a lens is cut out of a pinhole picture that is wide enough to hold it and, at each
place, fine enough: its focal length is that of the frame where the lens does not magnify, more where it does. Where the pinhole
picture is finer than the frame, several places per pixel are averaged. The lens is exact; OpenCV places samples on a grid of
1/32 pixel.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from setpiece.assets.errors import UserError
from setpiece.render.frame import Float32, Float64, Int32
from setpiece.scenes.lens import BrownConrady, Fisheye
from setpiece.scenes.lens.mapping import distort, undistort
from setpiece.scenes.spec import CameraSpec

Value = TypeVar("Value", np.float32, np.int32)

_MARGIN_PX = 6
"""Beyond what the frame shows: for the filter and for rounding."""
_MAX_GROWTH = 6.0
"""The pinhole picture may be so much wider or higher than the frame: costs grow with the square."""
_MAX_DENSITY = 2.0
_GRID = 65
_MAX_AVERAGED = 3
"""Places averaged per pixel, along each side."""


@dataclass(frozen=True)
class Bend:
    """How a frame is cut out of a wider pinhole picture.

    Attributes:
        camera: the frame's camera, with its lens.
        wide: the pinhole to render with.
        averaged: places averaged per pixel, along each side.
    """

    camera: CameraSpec
    wide: CameraSpec
    averaged: int


def plan_bend(camera: CameraSpec) -> Bend | None:
    """What to render for a camera; None for one without a lens.

    Raises:
        UserError: the lens model does not reach the frame's corners, or a pinhole picture would have to be too wide.
    """
    if camera.lens is None:
        return None
    x, y = _coarse_rays(camera, camera.lens)
    stretch = _stretch(camera.lens, x, y)
    density = float(np.clip(stretch.max(), 1.0, _MAX_DENSITY))
    focal_px = camera.focal_length_px * density
    width = 2 * math.ceil(np.abs(x).max() * focal_px + _MARGIN_PX)
    height = 2 * math.ceil(np.abs(y).max() * focal_px + _MARGIN_PX)
    if max(width / camera.width, height / camera.height) > _MAX_GROWTH:
        angle = 2 * math.degrees(math.atan(float(np.hypot(x, y).max())))
        raise UserError(
            f"lens: the frame shows {angle:.0f} degrees from corner to corner, for which {width} x {height} pixels would have to be"
            f" rendered; accepted: up to {_MAX_GROWTH:g} times the frame's sides (about 150 degrees): a longer camera.focal_length_mm"
        )
    wide = camera.model_copy(
        update={"width": width, "height": height, "focal_length_mm": focal_px / width * camera.sensor_width_mm, "lens": None}
    )
    return Bend(camera, wide, int(np.clip(round(density / stretch.min()), 1, _MAX_AVERAGED)))


def bend_radiance(bend: Bend, radiance: Float32) -> Float32:
    """(H, W, 3) the frame's radiance from that of the wide picture: Lanczos, kept within its neighbours, averaged per pixel.

    Lanczos overshoots beside a lamp a thousand times as bright as the wall; so no place becomes darker or brighter than the
    3x3 pixels of the wide picture around it.
    """
    columns, rows = _places(bend, bend.averaged)
    kernel = np.ones((3, 3), np.uint8)
    picture: Float32 = cv2.remap(radiance, columns, rows, cv2.INTER_LANCZOS4, borderMode=cv2.BORDER_REPLICATE)
    low = cv2.remap(cv2.erode(radiance, kernel), columns, rows, cv2.INTER_NEAREST)
    high = cv2.remap(cv2.dilate(radiance, kernel), columns, rows, cv2.INTER_NEAREST)
    np.clip(picture, low, high, out=picture)
    if bend.averaged > 1:
        picture = cv2.resize(picture, (bend.camera.width, bend.camera.height), interpolation=cv2.INTER_AREA)
    return picture


def bend_pass(bend: Bend, values: NDArray[Value]) -> NDArray[Value]:
    """(H, W) the values of the wide picture's pixels that the rays through the frame's pixel centres meet."""
    columns, rows = _places(bend, 1)
    picked: NDArray[Value] = values[np.rint(rows).astype(np.intp), np.rint(columns).astype(np.intp)]
    return picked


def bend_depth(bend: Bend, depth_m: Float32, index: Int32) -> Float32:
    """(H, W) planar depth along the rays through the frame's pixel centres, from that of the wide picture.

    Between four pixels of one object nearness (1 / depth) is interpolated, which is exact on planes; elsewhere the nearest
    pixel counts. Nearest alone would shift small objects by up to half a pixel, which shows on slanted faces.
    """
    columns, rows = _places(bend, 1)
    left, top = np.floor(columns).astype(np.intp), np.floor(rows).astype(np.intp)
    corners = [index[top + down, left + right] for down in (0, 1) for right in (0, 1)]
    inside = np.logical_and.reduce([corner == corners[0] for corner in corners[1:]])
    with np.errstate(divide="ignore"):
        smooth = 1 / cv2.remap(1 / depth_m, columns, rows, cv2.INTER_LINEAR)
    picked: Float32 = np.where(inside, smooth, bend_pass(bend, depth_m))
    return picked


@lru_cache(maxsize=2)
def _places(bend: Bend, averaged: int) -> tuple[Float32, Float32]:
    """Where the frame's pixels, or their parts, are in the wide picture, in OpenCV's coordinates.

    Splines through the exact places of a grid; they err by less than 1e-3 pixels.
    """
    from scipy.interpolate import RectBivariateSpline  # slow to load, and few cameras have a lens

    camera, wide = bend.camera, bend.wide
    assert camera.lens is not None  # a Bend has one
    knots = _knots(camera.width), _knots(camera.height)
    parts = [(np.arange(side * averaged) + 0.5) / averaged for side in (camera.width, camera.height)]
    maps = []
    for rays, side in zip(_coarse_rays(camera, camera.lens), (wide.width, wide.height), strict=True):
        spline = RectBivariateSpline(knots[1], knots[0], rays * wide.focal_length_px + side / 2 - 0.5)
        maps.append(spline(parts[1], parts[0]).astype(np.float32))
    return maps[0], maps[1]


def _knots(side: int) -> Float64:
    return np.linspace(0.0, side, _GRID)


def _coarse_rays(camera: CameraSpec, lens: BrownConrady | Fisheye) -> tuple[Float64, Float64]:
    """(_GRID, _GRID) x and y of the rays through a grid over the frame, edges included."""
    sides = [(_knots(side) - side / 2) / camera.focal_length_px for side in (camera.width, camera.height)]
    x, y = undistort(lens, *np.meshgrid(*sides))
    if np.isnan(x).any():
        raise UserError(
            f"lens: {lens.kind} with {', '.join(f'{value:g}' for value in lens.coefficients)} does not reach the frame's corners:"
            f" {np.isnan(x).mean():.0%} of the frame would be beyond 89 degrees off axis or beyond where its polynomial turns back;"
            " accepted: coefficients with which it grows up to the corners, or a longer camera.focal_length_mm"
        )
    return x, y


def _stretch(lens: BrownConrady | Fisheye, x: Float64, y: Float64) -> Float64:
    """How much the lens magnifies around rays, along the radius and across it, against the pinhole picture."""
    step = 1e-6
    right, down = np.stack(distort(lens, x + step, y)), np.stack(distort(lens, x, y + step))
    here = np.stack(distort(lens, x, y))
    jacobian = np.moveaxis(np.stack([right - here, down - here]) / step, (0, 1), (-1, -2))
    stretch: Float64 = np.linalg.svd(jacobian, compute_uv=False)
    return stretch

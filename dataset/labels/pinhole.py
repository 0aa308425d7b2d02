"""The rays of a camera: a grid of pixel centres, and the part of the picture that a box can reach."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from setpiece.dataset.labels.bent import bent_bounds, bent_frame
from setpiece.dataset.labels.types import Float32, Float64, Indices
from setpiece.scenes.lens.mapping import undistort
from setpiece.scenes.spec import CameraSpec

_EDGES = np.array([(a, b) for a in range(8) for b in range(a + 1, 8) if (a ^ b).bit_count() == 1])
"""(12, 2) the edges of a box between corners numbered by their bits."""


@dataclass(frozen=True, eq=False)
class Pose:
    """Where an object is: (4, 4) float64 from its frame to the camera's, and back."""

    camera_from_object: Float64

    @cached_property
    def object_from_camera(self) -> Float64:
        """The inverse."""
        return inverse(self.camera_from_object)


@dataclass(frozen=True)
class PixelBox:
    """Columns x0..x1 and rows y0..y1 of the picture plane, ends excluded; may lie beyond the frame."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def empty(self) -> bool:
        """True when there is no pixel in it."""
        return self.x1 <= self.x0 or self.y1 <= self.y0

    @property
    def area(self) -> int:
        """Number of pixels."""
        return 0 if self.empty else (self.x1 - self.x0) * (self.y1 - self.y0)

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns, to index a picture that contains the box."""
        return slice(self.y0, self.y1), slice(self.x0, self.x1)

    def meet(self, other: "PixelBox") -> "PixelBox":
        """The pixels in both; (0, 0, 0, 0) when there are none."""
        both = PixelBox(max(self.x0, other.x0), max(self.y0, other.y0), min(self.x1, other.x1), min(self.y1, other.y1))
        return PixelBox(0, 0, 0, 0) if both.empty else both


@dataclass(frozen=True, eq=False)
class Rays:
    """One ray through the centre of each pixel of a grid, in the camera's frame.

    The ray of row j and column i is ``(x[j, i], y[j, i], 1)``, so that its parameter is planar depth. Without a lens x is the
    same in every row and y in every column, and they are kept as one row and one column.

    Attributes:
        x: (h, w) or (1, w) float64; nan where the lens shows nothing.
        y: (h, w) or (h, 1) float64.
        near_m, far_m: planar depths between which a hit counts.
        time_s: (h, w) or (h, 1) when each ray looks, against the middle of the exposure; None where all look at once.
    """

    x: Float64
    y: Float64
    near_m: float
    far_m: float
    time_s: Float64 | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.y.shape[0], self.x.shape[1]

    def directions(self, object_from_camera: Float64) -> Float32:
        """(h * w, 3) float32 directions in an object's frame, row by row."""
        rotation = object_from_camera[:3, :3]
        across = (rotation[:, 0, None, None] * self.x).astype(np.float32)
        down = (rotation[:, 1, None, None] * self.y + rotation[:, 2, None, None]).astype(np.float32)
        planes: Float32 = across + down
        return planes.reshape(3, -1).T

    def points(self, pixels: Indices, nearness: Float64) -> Float64:
        """(N, 3) points, camera frame, on the rays of flat pixel indices (N,) at nearness 1 / depth (N,)."""
        x, y = self.at(pixels)
        depth = 1 / nearness
        return np.stack([x * depth, y * depth, depth], axis=1)

    def at(self, pixels: Indices) -> tuple[Float64, Float64]:
        """(N,) x and (N,) y of flat pixel indices (N,)."""
        rows, columns = np.divmod(pixels, self.shape[1])
        x, y = np.broadcast_to(self.x, self.shape), np.broadcast_to(self.y, self.shape)
        return x[rows, columns], y[rows, columns]


def inverse(affine: Float64) -> Float64:
    """The inverse of a (4, 4) affine transform, in closed form: LAPACK wakes its threads even for a matrix this small."""
    columns = affine[:3, :3].T
    adjugate = np.cross(columns[[1, 2, 0]], columns[[2, 0, 1]])
    turned = adjugate / (columns[0] @ adjugate[0])
    result = np.eye(4)
    result[:3, :3] = turned
    result[:3, 3] = -turned @ affine[:3, 3]
    return result


def frame_box(camera: CameraSpec) -> PixelBox:
    """The whole picture."""
    return PixelBox(0, 0, camera.width, camera.height)


def rays(camera: CameraSpec, box: PixelBox, stride: int = 1) -> Rays:
    """The rays of every ``stride``-th pixel of a box, in both directions."""
    if camera.lens is None:
        x, y = _places(camera, box, stride)
    elif box.meet(frame_box(camera)) == box and stride == 1:
        x, y = (grid[box.slices] for grid in bent_frame(camera.lens, camera.width, camera.height, camera.focal_length_px))
    else:
        x, y = undistort(camera.lens, *np.broadcast_arrays(*_places(camera, box, stride)))
    # Rows are read from the first to the last; beyond the frame as at its edge. See dataset/labels/drift.py for lenses.
    row = np.clip(y * (camera.focal_length_px / camera.height), -0.5, 0.5) if camera.readout_s > 0.0 else None
    return Rays(x, y, near_m=camera.near_m, far_m=camera.far_m, time_s=None if row is None else row * camera.readout_s)


def _places(camera: CameraSpec, box: PixelBox, stride: int = 1) -> tuple[Float64, Float64]:
    """(1, w) and (h, 1): where pixel centres are in the picture plane, in units of the focal length."""
    columns = np.arange(box.x0, box.x1, stride, dtype=np.float64)
    rows = np.arange(box.y0, box.y1, stride, dtype=np.float64)
    x = (columns + 0.5 - camera.width / 2) / camera.focal_length_px
    y = (rows + 0.5 - camera.height / 2) / camera.focal_length_px
    return x[None, :], y[:, None]


def nearest_possible(rays: Rays, object_from_camera: Float64, bounds_m: Float64) -> Float64:
    """The greatest nearness, 1 / planar depth, that a ray can have inside an object's box; not positive where it misses the box.

    A ray enters the box through the last of the faces that look at the camera; on each face nearness is linear.

    Args:
        rays: the (h, w) grid.
        object_from_camera: (4, 4), or (h, 4, 4) where every row looks at a time of its own.
        bounds_m: (2, 3) lowest and highest corner of the box, object frame.

    Returns:
        (h, w).
    """
    bound = np.full(rays.shape, np.inf)
    for axis in range(3):
        low, high = bounds_m[:, axis]
        x, y, forward, center = np.moveaxis(object_from_camera[..., axis, :, None], -2, 0)  # (1,) or (h, 1) each
        inside = (low <= center) & (center <= high)
        if inside.all():
            continue
        away = np.where(inside, 1.0, np.where(center > high, high, low) - center)
        entry = x / away * rays.x + (y / away * rays.y + forward / away)
        np.minimum(bound, np.where(inside, np.inf, entry), out=bound)
    # A flat box has its whole surface on the bound: rounding must not hide it from itself.
    bound *= 1 + 1e-12
    return bound


def projected_box(camera: CameraSpec, points_m: Float64, bounds_m: Float64, pose: Pose) -> PixelBox:
    """The pixels that a mesh can cover: tight when it is in front of the camera, a safe bound when it is partly behind.

    Args:
        camera: the camera.
        points_m: (3, N) the mesh's vertices, object frame.
        bounds_m: (2, 3) lowest and highest corner of their box, object frame.
        pose: where it is.

    Returns:
        A box that may reach beyond the frame; empty when everything is nearer than ``near_m`` or behind the camera.
    """
    corners = _corners(bounds_m) @ pose.camera_from_object[:3, :3].T + pose.camera_from_object[:3, 3]
    if corners[:, 2].max() <= camera.near_m:
        return PixelBox(0, 0, 0, 0)
    if corners[:, 2].min() > camera.near_m:
        seen = np.einsum("ij,jn->in", pose.camera_from_object[:3, :3], points_m) + pose.camera_from_object[:3, 3, None]
    else:
        seen = _clipped(corners, camera.near_m).T
    places = seen[:2] / seen[2]
    if camera.lens is not None:
        places = bent_bounds(camera.lens, places, camera)
    image = places * camera.focal_length_px + np.array([[camera.width / 2], [camera.height / 2]])
    # A centre at i + 0.5 is covered from i = ceil(low - 0.5) on; half a pixel more absorbs rounding.
    low = np.floor(image.min(axis=1) - 0.5).astype(int)
    high = np.ceil(image.max(axis=1) + 0.5).astype(int)
    return PixelBox(int(low[0]), int(low[1]), int(high[0]), int(high[1]))


def _corners(bounds_m: Float64) -> Float64:
    bits = (np.arange(8)[:, None] >> np.arange(3)) & 1
    corners: Float64 = np.where(bits == 1, bounds_m[1], bounds_m[0])
    return corners


def _clipped(corners: Float64, near_m: float) -> Float64:
    """The corners of what is left of a box beyond the near plane."""
    start, end = corners[_EDGES[:, 0]], corners[_EDGES[:, 1]]
    crossing = (start[:, 2] > near_m) != (end[:, 2] > near_m)
    start, end = start[crossing], end[crossing]
    along = (near_m - start[:, 2:]) / (end[:, 2:] - start[:, 2:])
    return np.concatenate([corners[corners[:, 2] > near_m], start + along * (end - start)])

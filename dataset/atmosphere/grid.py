"""A picture, or a coarser one, on which streaks are put with subpixel accuracy."""

import cv2
import numpy as np
from numpy.typing import NDArray

from setpiece.dataset.atmosphere.streaks import Streaks
from setpiece.dataset.atmosphere.view import project
from setpiece.scenes.spec import CameraSpec

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

_BATCH = 1_000_000
"""Places at a time: bounds memory."""
_MARGIN = 12
"""Pixels around what is in the picture."""
_FEW = 0.5
"""Pixels to add one by one, per pixel of the grid, up to which that is faster than a filter over the whole grid."""


class Grid:
    """What streaks hide, on a grid of 2^-level the resolution of a camera.

    Args:
        camera: sees them.
        level: how often the resolution is halved.
        depth_m: (H, W) of the scene, to leave out points behind it, at level 0; None to put them all.
    """

    def __init__(self, camera: CameraSpec, level: int, depth_m: Float32 | None = None) -> None:
        self._camera, self._size = camera, 2**level
        self._columns = -(-camera.width // self._size) + 2 * _MARGIN
        self._rows = -(-camera.height // self._size) + 2 * _MARGIN
        self._depth_m = None if depth_m is None else np.pad(depth_m, _MARGIN, mode="edge").reshape(-1)
        self._sums = np.zeros((2, self._rows * self._columns))

    def add(self, streaks: Streaks, kernel: Float32 | None) -> None:
        """Put streaks down, each place spread over a kernel of odd size; None for none."""
        ends = np.cumsum(streaks.places)
        batches = np.searchsorted(ends, np.arange(_BATCH, ends[-1], _BATCH))
        for begin, end in zip([0, *batches], [*batches, len(ends)], strict=True):
            index, weights = self._corners(streaks.take(slice(begin, end)))
            self._spread(index, weights, kernel)

    def layers(self) -> list[Float32]:
        """Two (H, W) pictures at full resolution: shares of pixels that are hidden, and those shares times shares of sky."""
        return [self._whole(sums.reshape(self._rows, self._columns).astype(np.float32)) for sums in self._sums]

    def _corners(self, streaks: Streaks) -> tuple[NDArray[np.intp], Float64]:
        """The four pixels around each place, (4 M,) indices, and (2, 4 M) what falls on them by linear interpolation."""
        points, owner = streaks.points()
        column, row = (pixel / self._size + _MARGIN - 0.5 for pixel in project(self._camera, points))
        with np.errstate(invalid="ignore"):
            inside = (column >= 0) & (column < self._columns - 1) & (row >= 0) & (row < self._rows - 1)
        column, row, owner = column[inside], row[inside], owner[inside]
        left, top = column.astype(np.intp), row.astype(np.intp)
        right, down = column - left, row - top
        share = (streaks.area_px / streaks.places)[owner] / self._size**2
        hidden = np.concatenate([share * across * along for along in (1 - down, down) for across in (1 - right, right)])
        corner = top * self._columns + left
        index = np.concatenate([corner, corner + 1, corner + self._columns, corner + self._columns + 1])
        if self._depth_m is not None:
            hidden *= np.tile(points[inside, 2], 4) < self._depth_m[index]
        return index, np.stack([hidden, hidden * np.tile(streaks.particles.sky_share[owner], 4)])

    def _spread(self, index: NDArray[np.intp], weights: Float64, kernel: Float32 | None) -> None:
        if kernel is not None and index.size * kernel.size < _FEW * self._sums.shape[1]:
            around = np.arange(len(kernel)) - len(kernel) // 2
            offsets = (around[:, None] * self._columns + around).reshape(-1)
            # What a kernel takes beyond the margin is wrapped or cut, far from the picture.
            index = np.clip(index[:, None] + offsets, 0, self._sums.shape[1] - 1).reshape(-1)
            weights = (weights[..., None] * kernel.reshape(-1)).reshape(2, -1)
            kernel = None
        for sums, weight in zip(self._sums, weights, strict=True):
            points = np.bincount(index, weight, sums.size)
            if kernel is not None:
                picture = points.reshape(self._rows, self._columns).astype(np.float32)
                points = cv2.filter2D(picture, -1, kernel, borderType=cv2.BORDER_CONSTANT).reshape(-1)
            sums += points

    def _whole(self, sums: Float32) -> Float32:
        inner = sums[_MARGIN:-_MARGIN, _MARGIN:-_MARGIN]
        if self._size > 1:
            inner = cv2.resize(inner, None, fx=self._size, fy=self._size, interpolation=cv2.INTER_LINEAR)
        return inner[: self._camera.height, : self._camera.width]

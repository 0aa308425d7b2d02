"""Pixels that show two distances at once: at outlines, where a renderer has mixed what is near and what is far behind it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bool = NDArray[np.bool_]
Float32 = NDArray[np.float32]
Indices = NDArray[np.intp]

_REACH = 2
"""Pixels from a seam to where a colour is unmixed; pixel filters are 1.5 pixels wide."""
_LEAST_STEP = 0.01
"""Difference in transmittance that could be seen."""
_SAME = 0.25
"""Of a step: transmittances as near as this are of one surface."""
_PER_SQUARE_PX = 2e-3
"""Difference in transmittance that counts as much as being a pixel nearer to the seam."""


@dataclass(frozen=True, eq=False)
class Layers:
    """The two parts of each of N pixels.

    Attributes:
        seam: (H, W) which pixels.
        near_share: (N,) of each pixel that the nearer part covers.
        near_radiance, far_radiance: (N, 3); mixed by the shares they give the pixel's radiance.
        near_clear, far_clear: (N,) transmittance of the air up to each.
    """

    seam: Bool
    near_share: Float32
    near_radiance: Float32
    far_radiance: Float32
    near_clear: Float32
    far_clear: Float32


def two_layers(radiance: Float32, clear: Float32) -> Layers:
    """Split the pixels at steps of transmittance into a near and a far part.

    The distances are the nearest and the farthest among a pixel and its eight neighbours, the colours those of pixels at these distances
    as far away as two pixels, the shares the mixture of both that comes closest to the pixel's own; what is left over goes to both.
    A pixel at neither distance, where three things meet, is left as it is.

    Args:
        radiance: (H, W, 3) linear.
        clear: (H, W) transmittance, which falls with distance.
    """
    tight = _spread(clear, 1)
    near_clear, far_clear = tight.max(axis=-1), tight.min(axis=-1)
    step = near_clear - far_clear
    off = np.minimum(near_clear - clear, clear - far_clear)
    seam = (step > _LEAST_STEP) & (off < _SAME * step)
    here, around, own = np.flatnonzero(seam), _spread(clear, _REACH)[seam], radiance[seam]
    near_clear, far_clear = near_clear[seam], far_clear[seam]
    near, far = (_neighbour(radiance, here, _purest(around, at)) for at in (near_clear, far_clear))
    share = _share(own, near, far, own_is_near=near_clear - clear[seam] < clear[seam] - far_clear)
    rest = own - share[:, None] * near - (1.0 - share[:, None]) * far
    return Layers(seam, share, near + rest, far + rest, near_clear, far_clear)


def _purest(around: Float32, clear: Float32) -> Indices:
    """(N,) which of the neighbours is most like the given transmittance, and of those as good as equal the farthest away."""
    away = np.array([dy * dy + dx * dx for dy, dx in _offsets(_REACH)], dtype=np.float32)
    chosen: Indices = (np.abs(around - clear[:, None]) - _PER_SQUARE_PX * away).argmin(axis=1)
    return chosen


def _offsets(reach: int) -> list[tuple[int, int]]:
    return [(dy, dx) for dy in range(-reach, reach + 1) for dx in range(-reach, reach + 1)]


def _spread(values: Float32, reach: int) -> Float32:
    """(H, W, (2 reach + 1)^2) each pixel's neighbours; those beyond the frame repeat its edge."""
    height, width = values.shape
    padded = np.pad(values, reach, mode="edge")
    offsets = _offsets(reach)
    return np.stack([padded[reach + dy : reach + dy + height, reach + dx : reach + dx + width] for dy, dx in offsets], axis=-1)


def _neighbour(radiance: Float32, here: Indices, place: Indices) -> Float32:
    """(N, 3) radiance at one of the neighbours of each of N flat pixels."""
    height, width = radiance.shape[:2]
    moves = np.array(_offsets(_REACH))[place]
    rows, columns = np.divmod(here, width)
    found: Float32 = radiance[np.clip(rows + moves[:, 0], 0, height - 1), np.clip(columns + moves[:, 1], 0, width - 1)]
    return found


def _share(own: Float32, near: Float32, far: Float32, own_is_near: Bool) -> Float32:
    """(N,) share of ``near`` in ``own``; where the two colours do not differ, by the pixel's own distance."""
    along = near - far
    square = np.einsum("nc,nc->n", along, along)
    alike = square < 1e-4 * (np.einsum("nc,nc->n", near, near) + np.einsum("nc,nc->n", far, far))
    share = np.einsum("nc,nc->n", own - far, along) / np.where(alike, 1.0, square)
    mixed: Float32 = np.where(alike, own_is_near, np.clip(share, 0.0, 1.0)).astype(np.float32)
    return mixed

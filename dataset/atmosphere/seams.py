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
_DOUBT_PURE, _DOUBT_MIXED = 0.01, 3.0
"""Squared difference of two colours, over the sum of their squares, at which a pixel's colour says as much of its mixture as the distances
around it do: where both colours are of unmixed pixels, and where they are not. In foliage nothing is unmixed: through every gap one sees a
leaf's edge, and denoisers blur both."""
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
    as far away as two pixels, the shares the mixture of both that comes closest to the pixel's own, or the shares of the pixels around
    where these colours are mixtures themselves; what is left over goes to both.
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
    places = [_purest(around, at) for at in (near_clear, far_clear)]
    near, far = (_neighbour(radiance, here, place) for place in places)
    pure = np.minimum(*(_neighbour((step <= _LEAST_STEP).astype(np.float32)[..., None], here, place)[:, 0] for place in places))
    near_around = (np.abs(around - near_clear[:, None]) < np.abs(around - far_clear[:, None])).mean(axis=1)
    share = _share(own, near, far, near_around.astype(np.float32), np.where(pure > 0.0, _DOUBT_PURE, _DOUBT_MIXED).astype(np.float32))
    near, far = _unmixed(own, near, far, share[:, None])
    return Layers(seam, share, near, far, near_clear, far_clear)


def _unmixed(own: Float32, near: Float32, far: Float32, share: Float32) -> tuple[Float32, Float32]:
    """(N, 3) both colours, moved alike so that they mix to the pixel's own, but neither below zero: beside a lamp both would be far off."""
    rest = own - share * near - (1.0 - share) * far
    most = np.divide(own, share, out=np.full_like(own, np.inf), where=share > 0.0)
    moved: Float32 = np.clip(near + rest, 0.0, most)
    left: Float32 = np.divide(own - share * moved, 1.0 - share, out=far + rest, where=share < 1.0)
    return moved, left


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
    """(N, C) values at one of the neighbours of each of N flat pixels."""
    height, width = radiance.shape[:2]
    moves = np.array(_offsets(_REACH))[place]
    rows, columns = np.divmod(here, width)
    found: Float32 = radiance[np.clip(rows + moves[:, 0], 0, height - 1), np.clip(columns + moves[:, 1], 0, width - 1)]
    return found


def _share(own: Float32, near: Float32, far: Float32, near_around: Float32, doubt: Float32) -> Float32:
    """(N,) share of ``near`` in ``own``: by colour where near and far differ, by the share of near pixels around where they do not."""
    along = near - far
    by_color = np.einsum("nc,nc->n", own - far, along)
    square = np.einsum("nc,nc->n", along, along)
    doubt = doubt * (np.einsum("nc,nc->n", near, near) + np.einsum("nc,nc->n", far, far)) + np.float32(1e-12)
    share: Float32 = np.clip((by_color + doubt * near_around) / (square + doubt), 0.0, 1.0).astype(np.float32)
    return share

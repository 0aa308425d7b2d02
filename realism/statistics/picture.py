"""What a photographer would say of one picture, in numbers: exposure, contrast, colour, noise, sharpness, compression, lens."""

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

Rgb = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

VERSION = 1
"""Part of the cache's key: raise it with any change to a figure."""

_LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)
_SRGB_TO_LINEAR = np.where(np.arange(256) <= 10, np.arange(256) / 255 / 12.92, ((np.arange(256) / 255 + 0.055) / 1.055) ** 2.4).astype(
    np.float32
)
_BLACK = 1e-4
_PATCH = 16
_FLAT_SHARE = 0.1


class Picture:
    """One picture with what several statistics share.

    Attributes:
        rgb: (h, w, 3), 8 bits.
        linear: the same, linear Rec. 709, 0..1.
        luminance: (h, w), linear.
        luma: (h, w), 0..255 as stored; where noise, blur and compression live.
    """

    def __init__(self, rgb: Rgb) -> None:
        self.rgb = rgb
        self.linear: Floats = _SRGB_TO_LINEAR[rgb]
        self.luminance: Floats = self.linear @ _LUMINANCE
        self.luma: Floats = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)


def brightness_stops(picture: Picture) -> float:
    """log2 of the mean linear luminance of the middle half of the frame, away from what a lens darkens."""
    h, w = picture.luminance.shape
    middle = picture.luminance[h // 4 : h - h // 4, w // 4 : w - w // 4]
    return float(np.log2(middle.mean() + _BLACK))


def contrast_stops(picture: Picture) -> float:
    """From the 5th to the 95th percentile of luminance."""
    dark, light = np.percentile(picture.luminance, [5.0, 95.0])
    return float(np.log2((light + 0.002) / (dark + 0.002)))


def warmth_mired(picture: Picture) -> float:
    """Colour of the mean light: micro reciprocal degrees of its correlated colour temperature (McCamy 1992); higher is warmer."""
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ picture.linear.mean(axis=(0, 1))
    x, y, _ = xyz / max(float(xyz.sum()), _BLACK)
    n = (x - 0.3320) / (0.1858 - y) if abs(0.1858 - y) > 1e-6 else 0.0
    kelvin = 449.0 * n**3 + 3525.0 * n**2 + 6823.3 * n + 5520.33
    return float(1e6 / np.clip(kelvin, 1500.0, 25000.0))


def tint(picture: Picture) -> float:
    """Green against magenta: log2 of green over the geometric mean of red and blue."""
    red, green, blue = picture.linear.mean(axis=(0, 1)) + _BLACK
    return float(np.log2(green / np.sqrt(red * blue)))


def saturation(picture: Picture) -> float:
    """Mean distance of the colours from the picture's own mean hue, CIELAB a*b*; a colour cast does not count."""
    lab = cv2.cvtColor(picture.rgb, cv2.COLOR_RGB2LAB).astype(np.float32)
    a, b = lab[..., 1], lab[..., 2]
    return float(cv2.magnitude(a - a.mean(), b - b.mean()).mean())


def noise_levels(picture: Picture) -> float:
    """Standard deviation of the noise in the flattest tenth of the picture, in 8-bit levels, on a log2 scale with 0.25 added.

    A 3x3 Laplacian difference cancels shading and edges (Immerkær 1996).
    """
    residual = cv2.filter2D(picture.luma, -1, np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32) / 6.0)
    spread = np.sqrt((_patches(residual) ** 2).mean(axis=(1, 2)))
    inside = _unclipped(_patches(picture.luma))
    candidates = spread[inside] if inside.any() else spread
    return float(np.log2(np.quantile(candidates, _FLAT_SHARE) + 0.25))


def sharpness(picture: Picture) -> float:
    """Slope of the power spectrum between 1/16 and 1/2.5 cycles a pixel, log-log; natural scenes have about -2, blur makes it steeper."""
    side = min(picture.luma.shape)
    top, left = (picture.luma.shape[0] - side) // 2, (picture.luma.shape[1] - side) // 2
    window = np.hanning(side).astype(np.float32)
    crop = picture.luma[top : top + side, left : left + side]
    power = np.abs(np.fft.rfft2((crop - crop.mean()) * window[:, None] * window)) ** 2
    radius = np.hypot(np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side))
    edges = np.geomspace(1.0 / 16.0, 1.0 / 2.5, 13)
    band = np.digitize(radius, edges).ravel()
    total = np.bincount(band, weights=power.ravel(), minlength=14)[1:13]
    count = np.bincount(band, minlength=14)[1:13]
    level = np.log2(total / np.maximum(count, 1) + 1.0)
    return float(np.polyfit(np.log2(np.sqrt(edges[1:] * edges[:-1])), level, 1)[0])


def blocking(picture: Picture) -> float:
    """JPEG's 8x8 grid: mean step across it over the mean step elsewhere, log2 (after Wang, Sheikh & Bovik 2002)."""
    ratios = []
    for steps in (np.abs(np.diff(picture.luma, axis=1)).mean(axis=0), np.abs(np.diff(picture.luma, axis=0)).mean(axis=1)):
        on_grid = np.arange(1, len(steps) + 1) % 8 == 0
        ratios.append((steps[on_grid].mean() + 0.1) / (steps[~on_grid].mean() + 0.1) if on_grid.any() else 1.0)
    return float(np.log2(np.mean(ratios)))


def vignetting_stops(picture: Picture) -> float:
    """How much darker the corners are than the middle, on average, in stops."""
    h, w = picture.luminance.shape
    y, x = np.mgrid[0:h, 0:w]
    radius = np.hypot((y + 0.5) / h - 0.5, (x + 0.5) / w - 0.5) / np.sqrt(0.5)
    corner, middle = picture.luminance[radius > 0.8].mean(), picture.luminance[radius < 0.35].mean()
    return float(np.log2((middle + _BLACK) / (corner + _BLACK)))


def clipped_share(picture: Picture) -> float:
    """Share of pixels with a channel at 255, or all at 0."""
    return float(((picture.rgb == 255).any(axis=2) | (picture.rgb == 0).all(axis=2)).mean())


def resolution_log2(picture: Picture) -> float:
    """log2 of the square root of the number of pixels."""
    return float(np.log2(np.sqrt(picture.luma.size)))


FIGURES: dict[str, Callable[[Picture], float]] = {
    "brightness": brightness_stops,
    "contrast": contrast_stops,
    "warmth": warmth_mired,
    "tint": tint,
    "saturation": saturation,
    "noise": noise_levels,
    "sharpness": sharpness,
    "blocking": blocking,
    "vignetting": vignetting_stops,
    "clipping": clipped_share,
    "resolution": resolution_log2,
}


def figures(rgb: Rgb) -> Floats:
    """All of ``FIGURES`` for one picture, in that order."""
    picture = Picture(rgb)
    return np.array([figure(picture) for figure in FIGURES.values()], np.float32)


def _patches(plane: Floats) -> Floats:
    """(n, 16, 16) tiles."""
    h, w = (s // _PATCH * _PATCH for s in plane.shape)
    if not h or not w:
        return plane[None]
    return plane[:h, :w].reshape(h // _PATCH, _PATCH, w // _PATCH, _PATCH).swapaxes(1, 2).reshape(-1, _PATCH, _PATCH)


def _unclipped(patches: Floats) -> npt.NDArray[np.bool_]:
    means = patches.mean(axis=(1, 2))
    out: npt.NDArray[np.bool_] = (means > 8.0) & (means < 247.0)
    return out

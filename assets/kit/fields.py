"""Smooth random functions of space, and pictures wrapped around a ball."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from setpiece.assets.mesh import Texture

Float64 = NDArray[np.float64]


_STEPS = 1 << 14
_COSINE = np.cos(np.arange(_STEPS) * (2 * np.pi / _STEPS))


def lumps(points: Float64, rng: np.random.Generator, size_m: float, waves: int = 20) -> Float64:
    """Band-limited noise of about unit variance: plane waves of random direction, with wavelengths around ``size_m``.

    Args:
        points: (..., 3) metres.
        rng: of the waves.
        size_m: wavelength.
        waves: how many; more are smoother in direction.
    """
    directions = rng.normal(size=(waves, 3))
    # In table steps per metre: looking the cosine up is four times as fast as computing it, which counts for textures.
    directions *= (_STEPS / size_m * rng.uniform(0.6, 1.5, waves) / np.linalg.norm(directions, axis=1))[:, None]
    phases = rng.uniform(0, _STEPS, waves)
    flat = points.reshape(-1, 3)
    total = np.zeros(len(flat))
    for direction, phase in zip(directions, phases, strict=True):
        steps = flat @ direction + phase
        total += _COSINE[steps.astype(np.int32) & (_STEPS - 1)]
    noise: Float64 = total.reshape(points.shape[:-1]) * np.sqrt(2.0 / waves)
    return noise


def globe(width: int) -> Float64:
    """(width / 2, width, 3) unit directions of the pixels of a picture in ``ball``'s (and any lathe's) texture coordinates."""
    longitude = (np.arange(width) + 0.5) / width * 2 * np.pi
    latitude = np.pi / 2 - (np.arange(width // 2) + 0.5) / (width // 2) * np.pi
    cos = np.cos(latitude)[:, None]
    return np.stack(
        [cos * np.cos(longitude), cos * np.sin(longitude), np.broadcast_to(np.sin(latitude)[:, None], (width // 2, width))], axis=-1
    )


def blend(share: Float64, first: Float64, second: Float64) -> Float64:
    """(..., 3) mixture of two colours (or pictures) by a (...) share clipped to 0 and 1."""
    weight = np.clip(share, 0.0, 1.0)[..., None]
    mixed: Float64 = np.add(first * (1 - weight), second * weight)
    return mixed


def smoothstep(low: float, high: float, value: Float64) -> Float64:
    """0 below ``low``, 1 above ``high``, smooth between."""
    t = np.asarray(np.clip((value - low) / (high - low), 0.0, 1.0), dtype=np.float64)
    smooth: Float64 = t * t * (3 - 2 * t)
    return smooth


def picture(linear: Float64) -> Texture:
    """(H, W, 3) linear colours as an sRGB PNG."""
    values = np.clip(linear, 0.0, 1.0)
    encoded = np.where(values <= 0.0031308, 12.92 * values, 1.055 * values ** (1 / 2.4) - 0.055)
    buffer = io.BytesIO()
    Image.fromarray((encoded * 255).round().astype(np.uint8)).save(buffer, "PNG", compress_level=4)
    return Texture(buffer.getvalue())

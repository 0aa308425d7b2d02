"""Moves finished pictures towards photographs without moving anything in them, so that every label stays exact."""

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from setpiece.assets.errors import UserError
from setpiece.realism.backbones.backbone import open_session
from setpiece.realism.image_set import ImageSet
from setpiece.realism.images import read_picture
from setpiece.realism.statistics.picture import Picture, noise_levels

Rgb = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Adapt = Callable[[Rgb, Rgb, np.random.Generator], Rgb]

_SWAPPED_SHARE = 0.01
_BANDS = 24
_MAX_GAIN = 4.0


def color_moments(rgb: Rgb, like: Rgb, rng: np.random.Generator) -> Rgb:
    """Mean and spread of each CIELAB channel become the photograph's (Reinhard et al. 2001)."""
    lab, target = (cv2.cvtColor(p.astype(np.float32) / 255.0, cv2.COLOR_RGB2LAB).reshape(-1, 3) for p in (rgb, like))
    scale = target.std(axis=0) / np.maximum(lab.std(axis=0), 1.0)
    moved = (lab - lab.mean(axis=0)) * scale.clip(0.5, 2.0) + target.mean(axis=0)
    back = cv2.cvtColor(moved.reshape(rgb.shape).astype(np.float32), cv2.COLOR_LAB2RGB)
    return _bytes(back * 255.0)


def histogram(rgb: Rgb, like: Rgb, rng: np.random.Generator) -> Rgb:
    """Each channel's histogram becomes the photograph's."""
    channels = []
    for c in range(3):
        rank = np.cumsum(np.bincount(rgb[..., c].ravel(), minlength=256)) / rgb[..., c].size
        target = np.cumsum(np.bincount(like[..., c].ravel(), minlength=256)) / like[..., c].size
        channels.append(np.interp(rank, target, np.arange(256.0))[rgb[..., c]])
    return _bytes(np.stack(channels, axis=-1))


def fourier(rgb: Rgb, like: Rgb, rng: np.random.Generator) -> Rgb:
    """The lowest frequencies take the photograph's amplitudes and keep their phases (FDA, Yang & Soatto 2020)."""
    partner = cv2.resize(like, (rgb.shape[1], rgb.shape[0]), interpolation=cv2.INTER_AREA)
    spectrum, other = (np.fft.fft2(p.astype(np.float32), axes=(0, 1)) for p in (rgb, partner))
    rows, columns = (np.abs(np.fft.fftfreq(n)) * n <= max(1.0, _SWAPPED_SHARE * n) for n in rgb.shape[:2])
    low = (rows[:, None] & columns)[..., None]
    swapped = np.where(low, np.abs(other) * np.exp(1j * np.angle(spectrum)), spectrum)
    return _bytes(np.fft.ifft2(swapped, axes=(0, 1)).real)


def sensor_noise(rgb: Rgb, like: Rgb, rng: np.random.Generator) -> Rgb:
    """Adds as much white noise as the photograph has more of; never takes any away."""
    here, there = (2.0 ** noise_levels(Picture(p)) - 0.25 for p in (rgb, like))
    missing = np.sqrt(max(0.0, there**2 - here**2))
    return _bytes(rgb + rng.normal(0.0, missing, rgb.shape)) if missing > 0.0 else rgb


def spectrum(rgb: Rgb, like: Rgb, rng: np.random.Generator) -> Rgb:
    """Softens or sharpens until the power at every spatial frequency is the photograph's; brightness stays."""
    wanted = np.sqrt(_radial_power(like) / _radial_power(rgb)).clip(1.0 / _MAX_GAIN, _MAX_GAIN)
    radius = np.hypot(np.fft.fftfreq(rgb.shape[0])[:, None], np.fft.rfftfreq(rgb.shape[1]))
    gain = np.interp(radius, (np.arange(_BANDS) + 0.5) / (2 * _BANDS), wanted)[..., None]
    gain[0, 0] = 1.0
    return _bytes(np.fft.irfft2(np.fft.rfft2(rgb.astype(np.float32), axes=(0, 1)) * gain, s=rgb.shape[:2], axes=(0, 1)))


METHODS: dict[str, Adapt] = {
    "color": color_moments,
    "histogram": histogram,
    "fourier": fourier,
    "noise": sensor_noise,
    "spectrum": spectrum,
}


def image_to_image(path: Path) -> Adapt:
    """A user's own network: input (1, 3, h, w) RGB in 0..1, output of the same shape.

    Raises:
        UserError: while adapting, where the output has another shape: labels would no longer fit.
    """
    session = open_session(path)
    name = session.get_inputs()[0].name

    def adapt(rgb: Rgb, like: Rgb, rng: np.random.Generator) -> Rgb:
        batch = np.ascontiguousarray((rgb.astype(np.float32) / 255.0).transpose(2, 0, 1)[None])
        out = session.run(None, {name: batch})[0]
        if out.shape != batch.shape:
            raise UserError(f"{path}: made {out.shape} from {batch.shape}; expected the same shape, so that labels still fit")
        return _bytes(out[0].transpose(1, 2, 0) * 255.0)

    return adapt


def method(name: str) -> Adapt:
    """A built-in method by name, or a network by path.

    Raises:
        UserError: neither.
    """
    if name in METHODS:
        return METHODS[name]
    if name.endswith(".onnx") and Path(name).is_file():
        return image_to_image(Path(name))
    raise UserError(f"method={name}: expected {', '.join(METHODS)}, or an ONNX file")


def adapt_picture(rgb: Rgb, like: Rgb, methods: Sequence[Adapt], rng: np.random.Generator, strength: float = 1.0) -> Rgb:
    """One picture after all methods in turn, blended with itself.

    Args:
        rgb: (h, w, 3), 8 bits.
        like: a photograph, of any size.
        methods: what to do, in this order.
        rng: for noise.
        strength: 0 keeps the picture, 1 takes the adapted one.
    """
    adapted = rgb
    for change in methods:
        adapted = change(adapted, like, rng)
    return adapted if strength == 1.0 else _bytes(rgb + strength * (adapted.astype(np.float64) - rgb))


def adapt_set(data: ImageSet, real: ImageSet, names: tuple[str, ...], out: Path, seed: int) -> None:
    """Writes adapted PNGs, the untouched annotations beside them, and ``adaptation.json``, which says what was done.

    Each picture takes one photograph for its model, drawn by the seed and the picture's place.

    Raises:
        UserError: the folder is not empty, or a method is unknown.
    """
    methods = [method(name) for name in names]
    root = data.source if data.source.is_dir() else data.source.parent
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UserError(f"out={out}: exists and is not empty; nothing is overwritten")
    for index, path in enumerate(data.paths):
        rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(index,)))
        picture, like = read_picture(path).rgb, read_picture(real.paths[int(rng.integers(len(real.paths)))]).rgb
        picture = adapt_picture(picture, like, methods, rng)
        target = out / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(target.with_suffix(".png"), compress_level=1)
    _copy_annotations(data, root, out)
    (out / "adaptation.json").write_text(json.dumps({"methods": list(names), "seed": seed, "real": str(real.source)}, indent=1) + "\n")


def _copy_annotations(data: ImageSet, root: Path, out: Path) -> None:
    """The same file, names ending in .png now."""
    source = data.source if data.source.is_file() else root / "annotations.json"
    if not source.is_file():
        return
    content = json.loads(source.read_text())
    if all(Path(i["file_name"]).suffix == ".png" for i in content["images"]):
        shutil.copyfile(source, out / "annotations.json")
        return
    for image in content["images"]:
        image["file_name"] = str(Path(image["file_name"]).with_suffix(".png"))
    (out / "annotations.json").write_text(json.dumps(content))


def _radial_power(rgb: Rgb) -> npt.NDArray[np.float64]:
    """Mean power in bands of spatial frequency from 0 to half a cycle a pixel, windowed."""
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    window = np.hanning(grey.shape[0])[:, None] * np.hanning(grey.shape[1])
    power = np.abs(np.fft.rfft2((grey - grey.mean()) * window)) ** 2 / (window**2).sum()
    radius = np.hypot(np.fft.fftfreq(grey.shape[0])[:, None], np.fft.rfftfreq(grey.shape[1]))
    band = np.minimum((radius * 2 * _BANDS).astype(np.intp), _BANDS).ravel()
    total, count = (np.bincount(band, weights=w, minlength=_BANDS + 1)[:_BANDS] for w in (power.ravel(), None))
    out: npt.NDArray[np.float64] = total / np.maximum(count, 1) + 1e-3
    return out


def _bytes(pixels: npt.ArrayLike) -> Rgb:
    out: Rgb = np.clip(np.asarray(pixels), 0.0, 255.0).round().astype(np.uint8)
    return out

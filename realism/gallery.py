"""The images that the classifier found most telling, and where in them it looked."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from setpiece.realism.backbones.backbone import Backbone
from setpiece.realism.classifier import Verdicts
from setpiece.realism.image_set import ImageSet
from setpiece.realism.images import read_picture

Floats = npt.NDArray[np.float64]
Rgb = npt.NDArray[np.uint8]

_OCCLUSION_GRID = 7
_PIECE_PX = 320


@dataclass(frozen=True)
class Exhibit:
    """One image on the wall.

    Attributes:
        path: the file.
        logit: log-odds of being synthetic, by a classifier that has not seen it.
        rgb: (h, w, 3), scaled down.
        heat: (rows, columns) share of the log-odds that each place contributes; positive looks synthetic.
    """

    path: Path
    logit: float
    rgb: Rgb
    heat: Floats


@dataclass(frozen=True)
class Gallery:
    """Exhibits, the most telling first."""

    most_synthetic: tuple[Exhibit, ...]
    most_real: tuple[Exhibit, ...]
    odd_photographs: tuple[Exhibit, ...]


def hang(real: ImageSet, data: ImageSet, verdicts: Verdicts, backbone: Backbone, count: int) -> Gallery:
    """Chooses the exhibits and finds out what gave them away."""
    order = np.argsort(verdicts.logit_data, kind="stable")
    oddest = np.argsort(-verdicts.logit_real, kind="stable")

    def exhibits(images: ImageSet, logits: Floats, folds: npt.NDArray[np.intp], chosen: npt.NDArray[np.intp]) -> tuple[Exhibit, ...]:
        return tuple(_exhibit(images.paths[i], float(logits[i]), verdicts.weights[folds[i]], backbone) for i in chosen[:count])

    return Gallery(
        exhibits(data, verdicts.logit_data, verdicts.fold_data, order[::-1]),
        exhibits(data, verdicts.logit_data, verdicts.fold_data, order),
        exhibits(real, verdicts.logit_real, verdicts.fold_real, oddest),
    )


def heat_map(rgb: Rgb, weights: Floats, backbone: Backbone) -> Floats:
    """Where an image looks synthetic to a linear classifier.

    The features of the built-in networks are the mean of a map, so the classifier's log-odds are the mean of this map plus a
    constant (class-activation map, Zhou et al. 2016). For other networks a grey square is moved over the image (occlusion,
    Zeiler & Fergus 2014).

    Args:
        rgb: (h, w, 3).
        weights: (d,) of the classifier.
        backbone: that made the features.

    Returns:
        (rows, columns), log-odds; its own mean is taken away, so that it shows places and not the image.
    """
    pixels = backbone.transform(rgb)
    if backbone.explains:
        heat: Floats = np.einsum("c,cyx->yx", weights, backbone.run(pixels[None], "map")[0].astype(np.float64))
        return np.subtract(heat, heat.mean())
    return _occlusion(pixels, weights, backbone)


def _occlusion(pixels: npt.NDArray[np.float32], weights: Floats, backbone: Backbone) -> Floats:
    cells = np.linspace(0, pixels.shape[1], _OCCLUSION_GRID + 1).astype(int)
    covered = np.repeat(pixels[None], _OCCLUSION_GRID**2, axis=0)
    for i, copy in enumerate(covered):
        row, column = divmod(i, _OCCLUSION_GRID)
        copy[:, cells[row] : cells[row + 1], cells[column] : cells[column + 1]] = 0.0
    whole = float(backbone.run(pixels[None])[0] @ weights)
    heat = whole - np.concatenate([backbone.run(c[None]) for c in covered]).astype(np.float64) @ weights
    return np.subtract(heat, heat.mean()).reshape(_OCCLUSION_GRID, _OCCLUSION_GRID)


def _exhibit(path: Path, logit: float, weights: Floats, backbone: Backbone) -> Exhibit:
    rgb = read_picture(path).rgb
    scale = min(1.0, _PIECE_PX / max(rgb.shape[:2]))
    size = (max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale)))
    small: Rgb = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    return Exhibit(path, logit, small, heat_map(rgb, weights, backbone))

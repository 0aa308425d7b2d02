"""Per-pixel labels as tensors that torchvision's transforms (v2) move along with the image, and change where moving changes them.

Resampling takes the nearest pixel, never a mean: there is nothing between a mug's depth and the wall's. A mirrored picture's normals and
flow point the other way, and flow counts the pixels of the resized picture. Where a crop or a pad reaches beyond the picture stands
what stands for "nothing there".
"""

from collections.abc import Callable
from typing import Any, ClassVar

import torch
from torch import Tensor
from torchvision import tv_tensors
from torchvision.transforms.v2 import functional


class Dense(tv_tensors.TVTensor):
    """(C, H, W) float32, a value or a vector for each pixel.

    Attributes:
        nothing: value where nothing is known.
    """

    nothing: ClassVar[float]


class Depth(Dense):
    """(1, H, W) planar depth in metres; inf where nothing is hit."""

    nothing = float("inf")


class Normals(Dense):
    """(3, H, W) unit vectors in the camera's frame (x right, y down, z forward); zeros where nothing is hit."""

    nothing = 0.0


class Flow(Dense):
    """(2, H, W) pixels to the right and down until the next image of a sequence; nan where not known."""

    nothing = float("nan")


Move = Callable[..., Tensor]
_KINDS = (Depth, Normals, Flow)
_TURNING = ("affine", "rotate", "perspective", "elastic")
_COVERING = ("crop", "center_crop", "pad", "resize", "resized_crop", "horizontal_flip", "vertical_flip")


def _moved(kind: type[Dense], name: str) -> Move:
    """The kernel of one functional for one kind of label, built on that for masks, which takes nearest pixels."""
    move: Move = getattr(functional, f"{name}_mask")

    def kernel(label: Dense, *arguments: Any, **keywords: Any) -> Dense:  # noqa: ANN401 - whatever the functional takes
        keywords = {key: value for key, value in keywords.items() if key not in ("interpolation", "antialias", "fill")}
        plain = label.as_subclass(torch.Tensor)
        landed = move(plain, *arguments, **keywords)
        there = move(torch.ones_like(plain[:1]), *arguments, **keywords) > 0
        landed = torch.where(there, landed, torch.tensor(kind.nothing)) * _gain(kind, name, plain, landed)
        moved: Dense = tv_tensors.wrap(landed, like=label)
        return moved

    return kernel


def _gain(kind: type[Dense], name: str, before: Tensor, after: Tensor) -> Tensor:
    """(C, 1, 1) by what each component of a vector is multiplied when the picture is moved."""
    gain = torch.ones(before.shape[0], 1, 1)
    if kind is not Depth and name.endswith("_flip"):
        gain[0 if name == "horizontal_flip" else 1] = -1.0
    if kind is Flow and name == "resize":
        gain[0], gain[1] = after.shape[-1] / before.shape[-1], after.shape[-2] / before.shape[-2]
    return gain


def _resized_crop(label: Dense, top: int, left: int, height: int, width: int, size: Any, **_: Any) -> Dense:  # noqa: ANN401
    """Crop, then resize, so that flow is scaled by the latter."""
    cropped: Dense = functional.resize(functional.crop(label, top, left, height, width), size)
    return cropped


def _refusal(kind: type[Dense], name: str) -> Move:
    """The kernel that says why there is none."""

    def kernel(*_: Any, **__: Any) -> Tensor:  # noqa: ANN401
        raise TypeError(f"{kind.__name__} cannot be moved by {name}: its vectors would no longer be those of a camera")

    return kernel


def _register() -> None:
    for kind in _KINDS:
        for name in _COVERING:
            kernel = _resized_crop if name == "resized_crop" else _moved(kind, name)
            functional.register_kernel(getattr(functional, name), kind)(kernel)
        for name in _TURNING:
            functional.register_kernel(getattr(functional, name), kind)(_moved(kind, name) if kind is Depth else _refusal(kind, name))


_register()

"""What a training run is told: model, schedule, augmentation. Presets are in ``configs/train`` and ``configs/augment``."""

from importlib import resources
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from setpiece.assets.errors import UserError

Model = Literal["fcos", "retinanet", "ssdlite", "faster_rcnn", "mask_rcnn"]
Share = Annotated[float, Field(ge=0.0, le=1.0)]

MODELS: tuple[Model, ...] = ("fcos", "retinanet", "ssdlite", "faster_rcnn", "mask_rcnn")
STRIDE = 32


class Augmentation(BaseModel):
    """How a training image is changed, each time anew.

    Attributes:
        hflip, vflip, rot90: probabilities of a mirror image, of one upside down, and of a random quarter turn.
        scale: range of the zoom, drawn logarithmically; above 1 crops, below 1 leaves a margin.
        min_visible: an object of which less than this share is left in the crop is not asked for.
        brightness, contrast, saturation: largest relative change.
        hue_deg: largest turn of the hue.
        grey: probability of a picture without colour.
        blur_px: range of a Gaussian's sigma, in pixels of the network's input; noise: largest standard deviation, in 0..255.
        jpeg: probability of compression; jpeg_quality: its range.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    hflip: Share = 0.5
    vflip: Share = 0.0
    rot90: Share = 0.0
    scale: tuple[Annotated[float, Field(ge=0.1)], Annotated[float, Field(le=10.0)]] = (0.7, 1.5)
    min_visible: Share = 0.4
    brightness: Share = 0.25
    contrast: Share = 0.25
    saturation: Share = 0.3
    hue_deg: Annotated[float, Field(ge=0.0, le=180.0)] = 8.0
    grey: Share = 0.0
    blur_px: tuple[Annotated[float, Field(ge=0.0)], Annotated[float, Field(le=20.0)]] = (0.0, 0.8)
    noise: Annotated[float, Field(ge=0.0, le=100.0)] = 4.0
    jpeg: Share = 0.3
    jpeg_quality: tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(le=100)]] = (50, 95)

    @model_validator(mode="after")
    def _ranges_ascend(self) -> "Augmentation":
        for name in ("scale", "blur_px", "jpeg_quality"):
            low, high = getattr(self, name)
            if low > high:
                raise ValueError(f"{name}: {low} to {high}; expected the smaller first")
        return self


class TrainConfig(BaseModel):
    """One training run, apart from its data.

    Attributes:
        model: which of torchvision's detectors.
        size: side of the square that images are fitted into, in pixels; a multiple of 32.
        crop: side of the window of it that training sees, around a random object; ``size`` unless told. Small objects in large pictures
            train several times faster in crops; the finished model still takes the whole picture.
        own_scale: training images keep their own pixels instead of being fitted into ``size``: for windows of larger pictures.
        steps, batch: optimiser steps, and images in each.
        lr: the highest learning rate, reached after ``warmup`` (a share of the steps), from where it falls as a cosine.
        backbone_lr: times ``lr`` for the pretrained part.
        weight_decay: AdamW's.
        ema: decay of the running mean of the weights, which is what is kept as the model; 0 keeps the last weights.
        channels: width of pyramid and heads.
        frozen_stages: the stem and so many of the backbone's seven stages keep their weights.
        backbone: "imagenet", "none", or a file with a state dict.
        seed: of order, augmentation and initial weights.
        device: "cpu", "cuda", "cuda:1", ...
        save_every: steps between checkpoints.
        augment: of the images.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: Model = "fcos"
    size: Annotated[int, Field(ge=64, le=4096, multiple_of=STRIDE)] = 320
    crop: Annotated[int, Field(ge=64, multiple_of=STRIDE)] | None = None
    own_scale: bool = False
    steps: Annotated[int, Field(ge=1)] = 2000
    batch: Annotated[int, Field(ge=1)] = 8
    lr: Annotated[float, Field(gt=0.0)] = 1e-3
    backbone_lr: Annotated[float, Field(ge=0.0)] = 0.3
    warmup: Share = 0.05
    weight_decay: Annotated[float, Field(ge=0.0)] = 1e-4
    ema: Annotated[float, Field(ge=0.0, lt=1.0)] = 0.995
    channels: Annotated[int, Field(ge=32, multiple_of=32)] = 96
    frozen_stages: Annotated[int, Field(ge=0, le=7)] = 2
    backbone: str = "imagenet"
    seed: Annotated[int, Field(ge=0)] = 0
    device: str = "cpu"
    save_every: Annotated[int, Field(ge=1)] = 100
    augment: Augmentation = Augmentation()

    @property
    def window(self) -> int:
        """Side of a training image in pixels."""
        return min(self.crop or self.size, self.size)


def compose(model: str, augment: str = "default", changes: dict[str, Any] | None = None) -> TrainConfig:
    """A model's preset with an augmentation's and some keys changed.

    Args:
        model: name of a preset in ``configs/train``.
        augment: name of a preset in ``configs/augment``.
        changes: by key; keys of the augmentation as ``augment.hflip``.

    Raises:
        UserError: no such preset, no such key, or a value out of its range.
    """
    content = {**_preset("train", model), "augment": _preset("augment", augment)}
    for key, value in (changes or {}).items():
        group, _, name = key.rpartition(".")
        (content[group] if group else content)[name] = value
    try:
        return TrainConfig.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise UserError(f"{key}={first['input']}: {first['msg']}") from error


def presets(group: str) -> tuple[str, ...]:
    """Names of the presets in ``configs/<group>``."""
    return tuple(sorted(f.name.removesuffix(".yaml") for f in resources.files("setpiece.configs").joinpath(group).iterdir()))


def _preset(group: str, name: str) -> dict[str, Any]:
    if name not in presets(group):
        raise UserError(f"{'model' if group == 'train' else group}={name}: expected {', '.join(presets(group))}")
    content: dict[str, Any] = yaml.safe_load(resources.files("setpiece.configs").joinpath(group, f"{name}.yaml").read_text()) or {}
    return content

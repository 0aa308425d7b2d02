"""EfficientNet-Lite0 as a torch module, ImageNet weights included, cut where a detector taps it (Tan & Le 2019).

Batch norm is folded into the convolutions: a detector's batches are too small for its statistics, and on a CPU the fold saves a
third of the time.
"""

from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from setpiece.assets.errors import UserError
from setpiece.realism.backbones.backbone import published_weights
from setpiece.realism.backbones.efficientnet_lite import STAGES

TAP_CHANNELS = (40, 112, 320)
"""Channels of the maps that a detector uses: at 1/8, 1/16 and 1/32 of the input's size."""

TAPS = ("c3", "c4", "c5")
"""Their names."""

_TAPPED_STAGES = (2, 4, 6)
_STEM_CHANNELS = 32
_EXPANSION = 6
_EPSILON = 1e-3


class Conv(nn.Module):
    """A convolution with TensorFlow's padding for inputs of even size, and ReLU6 unless told otherwise."""

    def __init__(self, channels: int, out: int, kernel: int, *, stride: int = 1, groups: int = 1, clip: bool = True) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, out, kernel, stride, 0 if stride == 2 else kernel // 2, groups=groups)
        before = (kernel - 2) // 2
        self.pad = (before, kernel - 2 - before) * 2 if stride == 2 else None
        self.clip = clip

    def forward(self, x: Tensor) -> Tensor:
        """Convolves; the size is halved where the stride is 2."""
        y = self.conv(F.pad(x, self.pad) if self.pad else x)
        return F.relu6(y, inplace=True) if self.clip else y


class Block(nn.Module):
    """An inverted residual: expand, depthwise, project."""

    def __init__(self, channels: int, out: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        wide = channels * expansion
        self.expand = Conv(channels, wide, 1) if expansion > 1 else nn.Identity()
        self.depthwise = Conv(wide, wide, kernel, stride=stride, groups=wide)
        self.project = Conv(wide, out, 1, clip=False)
        self.skip = stride == 1 and channels == out

    def forward(self, x: Tensor) -> Tensor:
        """Keeps the size, or halves it."""
        y = self.project(self.depthwise(self.expand(x)))
        return x + y if self.skip else y


class EfficientNetLite0(nn.Module):
    """From normalised pixels (n, 3, h, w), h and w multiples of 32, to the maps c3, c4 and c5."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = Conv(3, _STEM_CHANNELS, 3, stride=2)
        stages, channels = [], _STEM_CHANNELS
        for index, (repeats, stride, out, kernel) in enumerate(STAGES):
            blocks = []
            for repeat in range(repeats):
                blocks.append(Block(channels, out, kernel, stride if repeat == 0 else 1, _EXPANSION if index else 1))
                channels = out
            stages.append(nn.Sequential(*blocks))
        self.stages = nn.ModuleList(stages)

    def forward(self, x: Tensor) -> "OrderedDict[str, Tensor]":
        """The maps by name, the finest first."""
        taps: OrderedDict[str, Tensor] = OrderedDict()
        x = self.stem(x)
        for index, stage in enumerate(self.stages):
            x = stage(x)
            if index in _TAPPED_STAGES:
                taps[TAPS[len(taps)]] = x
        return taps

    def load(self, tensors: Mapping[str, Tensor]) -> None:
        """Takes the tensors of the published network, batch norm folded in.

        Raises:
            KeyError, RuntimeError: they are not of this network.
        """
        layers = [("_conv_stem", "_bn0", self.stem)]
        blocks = [block for stage in self.stages for block in stage]
        for i, block in enumerate(blocks):
            parts = {"_expand_conv": block.expand, "_depthwise_conv": block.depthwise, "_project_conv": block.project}
            layers += [(f"_blocks.{i}.{c}", f"_blocks.{i}._bn{k}", p) for k, (c, p) in enumerate(parts.items()) if isinstance(p, Conv)]
        for conv, norm, layer in layers:
            weight, bias = _folded(tensors, conv, norm)
            layer.conv.load_state_dict({"weight": weight, "bias": bias})

    def freeze(self, stages: int) -> None:
        """Keeps the stem and the first ``stages`` stages as they are; 0 freezes nothing."""
        for module in [self.stem, *self.stages[:stages]] if stages else []:
            module.requires_grad_(False)


def make_backbone(weights: str) -> EfficientNetLite0:
    """The network with its weights.

    Args:
        weights: "imagenet", "none" (random), or a file with a state dict of the published network.

    Raises:
        UserError: the file does not exist or holds something else; or the weights cannot be fetched.
    """
    net = EfficientNetLite0()
    if weights == "imagenet":
        net.load({k: torch.tensor(v) for k, v in published_weights("efficientnet").items()})
    elif weights != "none":
        _load_file(net, Path(weights))
    return net


def _load_file(net: EfficientNetLite0, path: Path) -> None:
    if not path.is_file():
        raise UserError(f"backbone={path}: no such file; expected imagenet, none, or a state dict of EfficientNet-Lite0")
    try:
        net.load(torch.load(path, map_location="cpu", weights_only=True))
    except Exception as error:  # torch raises a dozen classes for files that are not its own
        reason = str(error).splitlines()[0]
        raise UserError(f"backbone={path}: not a state dict of EfficientNet-Lite0 ({type(error).__name__}: {reason})") from error


def _folded(tensors: Mapping[str, Tensor], conv: str, norm: str) -> tuple[Tensor, Tensor]:
    weight, gamma, beta, mean, variance = (
        tensors[name].double()
        for name in (f"{conv}.weight", f"{norm}.weight", f"{norm}.bias", f"{norm}.running_mean", f"{norm}.running_var")
    )
    scale = gamma / torch.sqrt(variance + _EPSILON)
    return (weight * scale[:, None, None, None]).float(), (beta - mean * scale).float()

"""torchvision's detectors on an EfficientNet-Lite0, narrow enough for a CPU. Label 0 is the background, classes count from 1."""

from collections import OrderedDict
from typing import Any

import torch
from torch import Tensor, nn
from torchvision.models.detection import FCOS, FasterRCNN, MaskRCNN, RetinaNet
from torchvision.models.detection.anchor_utils import AnchorGenerator, DefaultBoxGenerator
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor, TwoMLPHead
from torchvision.models.detection.fcos import FCOSClassificationHead, FCOSHead, FCOSRegressionHead
from torchvision.models.detection.image_list import ImageList
from torchvision.models.detection.mask_rcnn import MaskRCNNHeads, MaskRCNNPredictor
from torchvision.models.detection.retinanet import RetinaNetHead
from torchvision.models.detection.ssd import SSD
from torchvision.models.detection.ssdlite import SSDLiteHead
from torchvision.ops import FeaturePyramidNetwork, MultiScaleRoIAlign
from torchvision.ops.feature_pyramid_network import LastLevelMaxPool

from setpiece.realism.training.backbone import TAP_CHANNELS, TAPS, Conv, make_backbone
from setpiece.realism.training.config import TrainConfig

DETECTIONS = 100
"""At most so many detections an image, as COCO counts them."""

_MEAN, _STD = 127.0 / 255.0, 128.0 / 255.0
_STRIDES = (8, 16, 32, 64)
_LOWEST_SCORE = 0.01
_NMS_IOU = 0.5
_HEAD_CONVS = 2
_GROUP_CHANNELS = 8
_FIRST_DISTANCE = 2.0
_SSD_EXTRA = 128
_SSD_STRIDES = (8, 16, 32, 64, 128)
_SSD_SMALLEST_PX, _SSD_LARGEST = 16.0, 0.9
_ROI_FEATURES = 512


class Square(nn.Module):
    """Stands in for torchvision's resizing: images come as squares already, in 0..1, and boxes stay in their pixels."""

    def forward(self, images: list[Tensor], targets: Any) -> tuple[ImageList, Any]:  # noqa: ANN401 - torchvision's own
        """Normalises as the backbone was trained."""
        batch = (torch.stack(list(images)) - _MEAN) / _STD
        if self.training:
            batch = batch.contiguous(memory_format=torch.channels_last)  # as the weights are while they are trained
        return ImageList(batch, [(int(batch.shape[2]), int(batch.shape[3]))] * len(images)), targets

    def postprocess(self, result: list[dict[str, Tensor]], sizes: Any, original: Any) -> list[dict[str, Tensor]]:  # noqa: ANN401
        """Leaves boxes in the square's pixels, and masks as small grids over their boxes, (n, 1, 28, 28)."""
        return result


class Pyramid(nn.Module):
    """Backbone and feature pyramid; maps at 1/8, 1/16, 1/32 and 1/64."""

    def __init__(self, config: TrainConfig) -> None:
        super().__init__()
        self.body = make_backbone(config.backbone)
        self.fpn = FeaturePyramidNetwork(list(TAP_CHANNELS), config.channels, LastLevelMaxPool())
        self.out_channels = config.channels

    def forward(self, x: Tensor) -> "OrderedDict[str, Tensor]":
        """Maps by name, the finest first."""
        maps: OrderedDict[str, Tensor] = self.fpn(self.body(x))
        return maps


class Ladder(nn.Module):
    """Backbone and two more levels, without a way back up, as single-shot detectors have it."""

    def __init__(self, config: TrainConfig) -> None:
        super().__init__()
        self.body = make_backbone(config.backbone)
        steps, channels = [], TAP_CHANNELS[-1]
        for _ in _SSD_STRIDES[len(TAP_CHANNELS) :]:
            half = _SSD_EXTRA // 2
            down = nn.Conv2d(half, half, 3, 2, 1, groups=half)
            steps.append(nn.Sequential(Conv(channels, half, 1), down, Conv(half, _SSD_EXTRA, 1)))
            channels = _SSD_EXTRA
        self.extra = nn.ModuleList(steps)
        self.level_channels = [*TAP_CHANNELS, *[_SSD_EXTRA] * len(steps)]

    def forward(self, x: Tensor) -> "OrderedDict[str, Tensor]":
        """Maps by name, the finest first."""
        maps = self.body(x)
        last = maps["c5"]
        for i, step in enumerate(self.extra):
            last = maps[f"extra{i}"] = step(last)
        return OrderedDict(maps)


def make_model(config: TrainConfig, classes: int) -> nn.Module:
    """A detector with torchvision's interface, but for squares of ``config.size``.

    Args:
        config: which, how wide, from which weights. Initial weights come from torch's generator.
        classes: without the background.
    """
    make = {"fcos": _fcos, "retinanet": _retinanet, "ssdlite": _ssdlite, "faster_rcnn": _faster_rcnn, "mask_rcnn": _mask_rcnn}
    model = make[config.model](config, classes + 1)
    model.transform = Square()
    model.backbone.body.freeze(config.frozen_stages)
    return model


def _norm(channels: int) -> nn.Module:
    """Group norm: it does not look at the batch, which is small."""
    return nn.GroupNorm(max(channels // _GROUP_CHANNELS, 1), channels)


def _common() -> dict[str, Any]:
    return {"score_thresh": _LOWEST_SCORE, "nms_thresh": _NMS_IOU, "detections_per_img": DETECTIONS}


def _fcos(config: TrainConfig, classes: int) -> nn.Module:
    anchors = AnchorGenerator(tuple((s,) for s in _STRIDES), ((1.0,),) * len(_STRIDES))
    head = FCOSHead(config.channels, 1, classes, _HEAD_CONVS)
    head.classification_head = FCOSClassificationHead(config.channels, 1, classes, _HEAD_CONVS, norm_layer=_norm)
    head.regression_head = FCOSRegressionHead(config.channels, 1, _HEAD_CONVS, norm_layer=_norm)
    nn.init.constant_(head.regression_head.bbox_reg.bias, _FIRST_DISTANCE)  # from 0, half of the outputs start dead behind their ReLU
    return FCOS(Pyramid(config), classes, anchor_generator=anchors, head=head, **_common())


def _retinanet(config: TrainConfig, classes: int) -> nn.Module:
    sizes = tuple(tuple(3.0 * s * 2.0 ** (k / 3.0) for k in range(3)) for s in _STRIDES)
    anchors = AnchorGenerator(sizes, ((0.5, 1.0, 2.0),) * len(_STRIDES))
    head = RetinaNetHead(config.channels, anchors.num_anchors_per_location()[0], classes, norm_layer=_norm)
    return RetinaNet(Pyramid(config), classes, anchor_generator=anchors, head=head, **_common())


def _ssdlite(config: TrainConfig, classes: int) -> nn.Module:
    backbone = Ladder(config)
    ratio = (_SSD_LARGEST * config.size / _SSD_SMALLEST_PX) ** (1.0 / len(_SSD_STRIDES))
    scales = [_SSD_SMALLEST_PX / config.size * ratio**k for k in range(len(_SSD_STRIDES) + 1)]
    anchors = DefaultBoxGenerator([[2]] * len(_SSD_STRIDES), scales=scales, steps=list(_SSD_STRIDES))
    head = SSDLiteHead(backbone.level_channels, anchors.num_anchors_per_location(), classes, _norm)
    return SSD(backbone, anchors, (config.size, config.size), classes, head=head, **_common())


def _two_stage(config: TrainConfig, classes: int) -> dict[str, Any]:
    """What Faster and Mask R-CNN share."""
    return {
        "backbone": Pyramid(config),
        "rpn_anchor_generator": AnchorGenerator(tuple((2.5 * s,) for s in _STRIDES), ((0.5, 1.0, 2.0),) * len(_STRIDES)),
        "box_roi_pool": MultiScaleRoIAlign(list(TAPS), 7, 2),
        "box_head": TwoMLPHead(config.channels * 49, _ROI_FEATURES),
        "box_predictor": FastRCNNPredictor(_ROI_FEATURES, classes),
        "rpn_pre_nms_top_n_train": 1000,
        "rpn_pre_nms_top_n_test": 500,
        "rpn_post_nms_top_n_train": 500,
        "rpn_post_nms_top_n_test": 300,
        "rpn_batch_size_per_image": 128,
        "box_batch_size_per_image": 128,
        **{f"box_{key}": value for key, value in _common().items()},
    }


def _faster_rcnn(config: TrainConfig, classes: int) -> nn.Module:
    return FasterRCNN(**_two_stage(config, classes))


def _mask_rcnn(config: TrainConfig, classes: int) -> nn.Module:
    layers = MaskRCNNHeads(config.channels, (config.channels,) * _HEAD_CONVS, 1)
    predictor = MaskRCNNPredictor(config.channels, config.channels, classes)
    pool = MultiScaleRoIAlign(list(TAPS), 14, 2)
    return MaskRCNN(**_two_stage(config, classes), mask_roi_pool=pool, mask_head=layers, mask_predictor=predictor)

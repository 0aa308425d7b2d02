"""EfficientNet-Lite0, trained on ImageNet, as an ONNX graph (Tan & Le 2019; the Lite variant has ReLU6 and no squeeze-and-excite)."""

import numpy as np

from setpiece.realism.backbones.onnx_graph import OnnxGraph
from setpiece.realism.backbones.tensors import Array

FEATURES = 1280
CLASSES = 1000
SIZE = 224
_BATCH_NORM_EPSILON = 1e-3

STAGES = ((1, 1, 16, 3), (2, 2, 24, 3), (2, 2, 40, 5), (3, 2, 80, 3), (3, 1, 112, 5), (4, 2, 192, 5), (1, 1, 320, 3))
"""Repeats, stride of the first, output channels and kernel size of the seven stages."""


def _conv(graph: OnnxGraph, tensors: dict[str, Array], x: str, conv: str, norm: str, *, stride: int = 1, clip: bool = True) -> str:
    """Convolution with TensorFlow's padding, folded batch norm, and ReLU6 if ``clip``."""
    weight = tensors[f"{conv}.weight"].astype(np.float64)
    get = {k: tensors[f"{norm}.{k}"].astype(np.float64) for k in ("weight", "bias", "running_mean", "running_var")}
    scale = get["weight"] / np.sqrt(get["running_var"] + _BATCH_NORM_EPSILON)
    folded = (weight * scale[:, None, None, None]).astype(np.float32)
    bias = (get["bias"] - get["running_mean"] * scale).astype(np.float32)
    groups = len(weight) if weight.shape[1] == 1 else 1
    y = graph.convolution(x, folded, bias, stride=stride, same=True, groups=groups)
    if not clip:
        return y
    return graph.add("Clip", [y, graph.constant(np.zeros((), np.float32)), graph.constant(np.full((), 6, np.float32))])


def _block(graph: OnnxGraph, tensors: dict[str, Array], x: str, index: int, stride: int, *, skip: bool) -> str:
    """An inverted residual: expand, depthwise, project."""
    name = f"_blocks.{index}"
    y = x
    if f"{name}._expand_conv.weight" in tensors:
        y = _conv(graph, tensors, y, f"{name}._expand_conv", f"{name}._bn0")
    y = _conv(graph, tensors, y, f"{name}._depthwise_conv", f"{name}._bn1", stride=stride)
    y = _conv(graph, tensors, y, f"{name}._project_conv", f"{name}._bn2", clip=False)
    return graph.add("Add", [x, y]) if skip else y


def build(tensors: dict[str, Array]) -> bytes:
    """The network as an ONNX file.

    Input ``pixels`` (n, 3, 224, 224). Outputs: ``features`` (n, 1280), ``map`` (n, 1280, 7, 7) whose mean the features
    are, and ``probabilities`` (n, 1000) of the ImageNet classes.
    """
    graph = OnnxGraph()
    x = _conv(graph, tensors, "pixels", "_conv_stem", "_bn0", stride=2)
    index, channels = 0, 32
    for repeats, first_stride, out, _ in STAGES:
        for repeat in range(repeats):
            stride = first_stride if repeat == 0 else 1
            x = _block(graph, tensors, x, index, stride, skip=stride == 1 and channels == out)
            index, channels = index + 1, out
    x = _conv(graph, tensors, x, "_conv_head", "_bn1")
    flat = graph.add("Flatten", [graph.add("GlobalAveragePool", [x])], axis=1)
    weight, bias = (graph.constant(tensors[f"_fc.{k}"]) for k in ("weight", "bias"))
    probabilities = graph.add("Softmax", [graph.add("Gemm", [flat, weight, bias], transB=1)], axis=1)
    outputs = {
        "features": (flat, ("n", FEATURES)),
        "map": (x, ("n", FEATURES, 7, 7)),
        "probabilities": (probabilities, ("n", CLASSES)),
    }
    return graph.model({"pixels": ("n", 3, SIZE, SIZE)}, outputs)

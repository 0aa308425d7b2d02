"""The InceptionV3 of 2015-12-05 on which FID is defined, as an ONNX graph.

It differs from the published architecture in what the TensorFlow export left behind: average pools leave the padding out
of the mean, and the last block pools with a maximum. Heusel et al. 2017, "GANs trained by a two time-scale update rule".
"""

import numpy as np

from setpiece.realism.backbones.onnx_graph import OnnxGraph
from setpiece.realism.backbones.tensors import Array

FEATURES = 2048
SIZE = 299
_BATCH_NORM_EPSILON = 1e-3


class _Layers:
    """The network's building blocks, over one dictionary of tensors."""

    def __init__(self, graph: OnnxGraph, tensors: dict[str, Array]) -> None:
        self.graph, self.tensors = graph, tensors

    def conv(self, x: str, name: str, stride: int = 1, pad: tuple[int, int] = (0, 0)) -> str:
        """Convolution, batch norm (scale 1, folded) and ReLU."""
        get = {k: self.tensors[f"net.layers.{name}.{k}"].astype(np.float64) for k in ("weight", "beta", "mean", "var")}
        scale = 1.0 / np.sqrt(get["var"] + _BATCH_NORM_EPSILON)
        weight = (get["weight"] * scale[:, None, None, None]).astype(np.float32)
        bias = (get["beta"] - get["mean"] * scale).astype(np.float32)
        return self.graph.add("Relu", [self.graph.convolution(x, weight, bias, stride=stride, padding=pad)])

    def chain(self, x: str, name: str, *steps: tuple[int, tuple[int, int]]) -> str:
        """Convolutions in a row, each (stride, padding)."""
        for i, (stride, pad) in enumerate(steps):
            x = self.conv(x, f"{name}.conv" + (f"_{i}" if i else ""), stride, pad)
        return x

    def max_pool(self, x: str, stride: int = 2, pad: int = 0) -> str:
        return self.graph.add("MaxPool", [x], kernel_shape=(3, 3), strides=(stride, stride), pads=(pad,) * 4)

    def mean_pool(self, x: str) -> str:
        return self.graph.add("AveragePool", [x], kernel_shape=(3, 3), strides=(1, 1), pads=(1,) * 4, count_include_pad=0)

    def join(self, *parts: str) -> str:
        return self.graph.add("Concat", parts, axis=1)


_ONE, _THREE, _FIVE = (1, (0, 0)), (1, (1, 1)), (1, (2, 2))
_ROW7, _COLUMN7, _HALVE = (1, (0, 3)), (1, (3, 0)), (2, (0, 0))


def _block_a(net: _Layers, x: str, name: str) -> str:
    tower = net.chain(x, f"{name}.tower", _ONE, _FIVE)
    tower_1 = net.chain(x, f"{name}.tower_1", _ONE, _THREE, _THREE)
    pooled = net.chain(net.mean_pool(x), f"{name}.tower_2", _ONE)
    return net.join(net.conv(x, f"{name}.conv"), tower, tower_1, pooled)


def _block_b(net: _Layers, x: str, name: str) -> str:
    tower = net.chain(x, f"{name}.tower", _ONE, _THREE, _HALVE)
    return net.join(net.conv(x, f"{name}.conv", 2), tower, net.max_pool(x))


def _block_c(net: _Layers, x: str, name: str) -> str:
    tower = net.chain(x, f"{name}.tower", _ONE, _ROW7, _COLUMN7)
    tower_1 = net.chain(x, f"{name}.tower_1", _ONE, _COLUMN7, _ROW7, _COLUMN7, _ROW7)
    pooled = net.chain(net.mean_pool(x), f"{name}.tower_2", _ONE)
    return net.join(net.conv(x, f"{name}.conv"), tower, tower_1, pooled)


def _block_d(net: _Layers, x: str, name: str) -> str:
    tower = net.chain(x, f"{name}.tower", _ONE, _HALVE)
    tower_1 = net.chain(x, f"{name}.tower_1", _ONE, _ROW7, _COLUMN7, _HALVE)
    return net.join(tower, tower_1, net.max_pool(x))


def _block_e(net: _Layers, x: str, name: str, pooled: str) -> str:
    a = net.conv(x, f"{name}.tower_conv")
    b = net.conv(net.conv(x, f"{name}.tower_1_conv"), f"{name}.tower_1_conv_1", pad=(1, 1))
    halves = [
        net.conv(y, f"{name}.{tower}mixed_conv{suffix}", pad=pad)
        for y, tower in ((a, "tower_"), (b, "tower_1_"))
        for suffix, pad in (("", (0, 1)), ("_1", (1, 0)))
    ]
    return net.join(net.conv(x, f"{name}.conv"), *halves, net.conv(pooled, f"{name}.tower_2_conv"))


def build(tensors: dict[str, Array]) -> bytes:
    """The network as an ONNX file.

    Input ``pixels`` (n, 3, 299, 299). Outputs: ``features`` (n, 2048), ``map`` (n, 2048, 8, 8) whose mean the features
    are, and ``features64`` (n, 64), the first pooling layer's, which other libraries use for quick checks.
    """
    graph = OnnxGraph()
    net = _Layers(graph, tensors)
    x = net.conv("pixels", "conv", 2)
    x = net.conv(net.conv(x, "conv_1"), "conv_2", pad=(1, 1))
    early = net.max_pool(x)
    x = net.max_pool(net.conv(net.conv(early, "conv_3"), "conv_4"))
    for name in ("mixed", "mixed_1", "mixed_2"):
        x = _block_a(net, x, name)
    x = _block_b(net, x, "mixed_3")
    for name in ("mixed_4", "mixed_5", "mixed_6", "mixed_7"):
        x = _block_c(net, x, name)
    x = _block_d(net, x, "mixed_8")
    x = _block_e(net, x, "mixed_9", net.mean_pool(x))
    x = _block_e(net, x, "mixed_10", net.max_pool(x, stride=1, pad=1))
    flat, flat64 = (graph.add("Flatten", [graph.add("GlobalAveragePool", [y])], axis=1) for y in (x, early))
    outputs = {
        "features": (flat, ("n", FEATURES)),
        "map": (x, ("n", FEATURES, 8, 8)),
        "features64": (flat64, ("n", 64)),
    }
    return graph.model({"pixels": ("n", 3, SIZE, SIZE)}, outputs)

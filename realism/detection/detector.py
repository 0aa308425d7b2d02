"""Runs a trained detector, whoever trained it: an ONNX file whose metadata name its classes and the size of its input."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from setpiece.assets.errors import UserError
from setpiece.realism.backbones.backbone import open_session
from setpiece.realism.detection.coco import CocoSet
from setpiece.realism.detection.masks import encode
from setpiece.realism.detection.square import fit, unfit_boxes, warp
from setpiece.realism.images import read_picture

Rgb = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]

_KEY = "setpiece"
_NEEDED = '{"classes": ["one", ...], "size": 320} under the key "setpiece"'


@dataclass(frozen=True)
class Detections:
    """What was found in one image, the best first.

    Attributes:
        xyxy: (n, 4) in pixels of the image.
        labels: (n,) from 1, in the order of the classes.
        scores: (n,) in 0..1.
        masks: (n, h, w), or None from a detector without.
    """

    xyxy: Floats
    labels: npt.NDArray[np.intp]
    scores: Floats
    masks: npt.NDArray[np.bool_] | None = None

    def only(self, keep: npt.NDArray[np.bool_]) -> "Detections":
        """Some of them."""
        masks = None if self.masks is None else self.masks[keep]
        return replace(self, xyxy=self.xyxy[keep], labels=self.labels[keep], scores=self.scores[keep], masks=masks)


class Detector:
    """A network in onnxruntime.

    Attributes:
        path: the file.
        classes: names; label 1 is the first.
        size: side of the square input, in pixels.
        has_masks: whether it gives masks.
    """

    def __init__(self, path: Path) -> None:
        """Loads the network.

        Raises:
            UserError: onnxruntime is not installed, cannot load the file, or does not find the metadata.
        """
        self.path, self._session = path, open_session(path)
        self._input = self._session.get_inputs()[0].name
        self.has_masks = "masks" in {o.name for o in self._session.get_outputs()}
        try:
            about: dict[str, Any] = json.loads(self._session.get_modelmeta().custom_metadata_map[_KEY])
            self.classes, self.size = tuple(map(str, about["classes"])), int(about["size"])
        except (KeyError, TypeError, ValueError) as error:
            raise UserError(f"{path}: its metadata do not say what it detects; expected {_NEEDED}") from error

    def __call__(self, rgb: Rgb) -> Detections:
        """Detects in an image of any size."""
        height, width = rgb.shape[:2]
        pixels = warp(rgb, fit(width, height, self.size), self.size).astype(np.float32).transpose(2, 0, 1)[None]
        names = ["boxes", "labels", "scores", *(["masks"] if self.has_masks else [])]
        boxes, labels, scores, *grids = self._session.run(names, {self._input: np.ascontiguousarray(pixels)})
        xyxy = unfit_boxes(boxes.astype(np.float64), width, height, self.size)
        masks = paste(grids[0][:, 0], xyxy, width, height) if grids else None
        found = Detections(xyxy, labels.astype(np.intp), scores.astype(np.float64), masks)
        return found.only((xyxy[:, 2:] > xyxy[:, :2]).all(axis=1))


def open_detector(run: Path) -> Detector:
    """The detector of a training run's folder, or an ONNX file.

    Raises:
        UserError: neither, or the run has not come to its end.
    """
    if run.is_dir():
        if not (run / "model.onnx").is_file():
            unfinished = (run / "run.json").is_file()
            hint = (
                "it has not finished; the command that began it continues it"
                if unfinished
                else "expected a folder made by `setpiece train`"
            )
            raise UserError(f"run={run}: no model.onnx in it; {hint}")
        return Detector(run / "model.onnx")
    if not run.is_file():
        raise UserError(f"run={run}: no such folder or file")
    return Detector(run)


def detect(detector: Detector, coco: CocoSet) -> dict[int, Detections]:
    """Detections in every image of a set, by image id."""
    return {image["id"]: detector(read_picture(coco.paths[image["id"]]).rgb) for image in coco.images}


def as_results(found: dict[int, Detections]) -> list[dict[str, Any]]:
    """COCO's list of results; category ids are labels."""
    out = []
    for image_id, d in found.items():
        for i in range(len(d.scores)):
            x0, y0, x1, y1 = d.xyxy[i].tolist()
            row = {"image_id": image_id, "category_id": int(d.labels[i]), "bbox": [x0, y0, x1 - x0, y1 - y0], "score": float(d.scores[i])}
            out.append(row if d.masks is None else {**row, "segmentation": encode(d.masks[i])})
    return out


def paste(grids: npt.NDArray[np.float32], xyxy: Floats, width: int, height: int) -> npt.NDArray[np.bool_]:
    """Masks of an image, from probabilities on a grid over each box."""
    out = np.zeros((len(grids), height, width), np.bool_)
    for i, (grid, (x0, y0, x1, y1)) in enumerate(zip(grids, xyxy, strict=True)):
        rows, columns = grid.shape
        sx, sy = (x1 - x0) / columns, (y1 - y0) / rows
        if min(sx, sy) > 0.0:  # half a cell and half a pixel: OpenCV counts from the centres
            matrix = np.array([[sx, 0.0, x0 + 0.5 * sx - 0.5], [0.0, sy, y0 + 0.5 * sy - 0.5]])
            out[i] = cv2.warpAffine(grid, matrix, (width, height), flags=cv2.INTER_LINEAR) >= 0.5
    return out

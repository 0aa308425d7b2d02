"""Small annotated pictures: red discs and blue squares, with masks."""

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

SIDE = 128
CLASSES = ("disc", "box")


def write_coco(folder: Path, count: int, seed: int, classes: tuple[str, ...] = CLASSES, *, masks: bool = True) -> Path:
    """A folder with ``annotations.json`` and ``images/``: up to three things in each picture, none over another."""
    (folder / "images").mkdir(parents=True)
    rng = np.random.default_rng(seed)
    images, annotations = [], []
    for i in range(count):
        picture = np.full((SIDE, SIDE, 3), rng.integers(90, 160), np.uint8)
        taken = np.zeros((SIDE, SIDE), bool)
        for _ in range(3):
            thing = _thing(picture, taken, rng, masks=masks)
            annotations += [{**thing, "id": len(annotations) + 1, "image_id": i}] if thing else []
        Image.fromarray(picture).save(folder / "images" / f"{seed}-{i}.png")
        images.append({"id": i, "file_name": f"images/{seed}-{i}.png", "width": SIDE, "height": SIDE})
    categories = [{"id": 10 * (k + 1), "name": name} for k, name in enumerate(classes)]
    write_annotations(folder, {"images": images, "annotations": annotations, "categories": categories})
    return folder


def write_annotations(folder: Path, content: dict[str, Any]) -> None:
    (folder / "annotations.json").write_text(json.dumps(content))


def read_annotations(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "annotations.json").read_text())
    return content


def _thing(picture: np.ndarray, taken: np.ndarray, rng: np.random.Generator, *, masks: bool) -> dict[str, Any] | None:
    kind, w = int(rng.integers(2)), int(rng.integers(20, 36))
    x, y = (int(v) for v in rng.integers(0, SIDE - w, 2))
    if taken[y : y + w, x : x + w].any():
        return None
    taken[y : y + w, x : x + w] = True
    if kind == 0:
        cv2.circle(picture, (x + w // 2, y + w // 2), w // 2 - 1, (220, 40, 30), -1)
    else:
        cv2.rectangle(picture, (x, y), (x + w - 1, y + w - 1), (30, 60, 220), -1)
    polygon = [[x, y, x + w, y, x + w, y + w, x, y + w]]
    annotation = {"category_id": 10 * (kind + 1), "bbox": [x, y, w, w], "area": w * w, "iscrowd": 0}
    return {**annotation, "segmentation": polygon} if masks else annotation

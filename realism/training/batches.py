"""Batches as a function of (data, config, step): any step can be made again, so a resumed run sees what an uninterrupted one sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from setpiece.realism.detection.coco import CocoSet
from setpiece.realism.detection.masks import decode
from setpiece.realism.detection.square import move_boxes, warp
from setpiece.realism.images import read_picture
from setpiece.realism.training.augment import Size, change_colours, draw_matrix, visible_share
from setpiece.realism.training.config import TrainConfig

Floats = npt.NDArray[np.float64]
Batch = tuple[list[Tensor], list[dict[str, Tensor]]]

_LEAST_SIDE_PX = 1.0
_ORDER, _AUGMENT = 0, 1


@dataclass(frozen=True)
class Batches:
    """Training batches.

    Attributes:
        sets: with equal classes.
        config: sizes, seed, augmentation.
        shares: how much of the training each set gives; by its number of images unless told.
        masks: whether targets hold masks.
    """

    sets: tuple[CocoSet, ...]
    config: TrainConfig
    shares: tuple[float, ...] | None = None
    masks: bool = False

    @cached_property
    def order(self) -> npt.NDArray[np.intp]:
        """(steps, batch, 2): the set and the image in it."""
        rng = np.random.default_rng(np.random.SeedSequence(self.config.seed, spawn_key=(_ORDER,)))
        total = self.config.steps * self.config.batch
        return schedule([len(s.images) for s in self.sets], self.shares, total, rng).reshape(self.config.steps, self.config.batch, 2)

    @cached_property
    def _annotations(self) -> list[dict[int, list[dict[str, Any]]]]:
        return [s.by_image() for s in self.sets]

    def __call__(self, step: int) -> Batch:
        """Images (3, window, window) in 0..1, and targets as torchvision takes them."""
        made = [self._example(step * self.config.batch + k, *map(int, at)) for k, at in enumerate(self.order[step])]
        return [image for image, _ in made], [target for _, target in made]

    def _example(self, position: int, which: int, index: int) -> tuple[Tensor, dict[str, Tensor]]:
        rng = np.random.default_rng(np.random.SeedSequence(self.config.seed, spawn_key=(_AUGMENT, position)))
        coco, how, window = self.sets[which], self.config.augment, self.config.window
        entry = coco.images[index]
        rgb = read_picture(coco.paths[entry["id"]]).rgb
        size = Size(rgb.shape[1], rgb.shape[0])
        things = [a for a in self._annotations[which][entry["id"]] if not a.get("iscrowd")]
        boxes = xyxy(things) * (np.array([size.width, size.height] * 2) / ([entry["width"], entry["height"]] * 2))
        side = max(size.width, size.height) if self.config.own_scale else self.config.size
        matrix = draw_matrix(size, boxes, side, window, how, rng)
        pixels = change_colours(warp(rgb, matrix, window), how, rng)
        cut, share = visible_share(move_boxes(boxes, matrix), window)
        keep = (share >= how.min_visible) & ((cut[:, 2:] - cut[:, :2]).min(axis=1, initial=np.inf) >= _LEAST_SIDE_PX)
        target = {
            "boxes": torch.tensor(cut[keep], dtype=torch.float32).reshape(-1, 4),
            "labels": torch.tensor([a["category_id"] for a, k in zip(things, keep, strict=True) if k], dtype=torch.int64),
        }
        if self.masks:
            kept = [decode(a["segmentation"], entry["width"], entry["height"]) for a, k in zip(things, keep, strict=True) if k]
            moved = [warp(m, matrix, window, mask=True) for m in kept]
            target["masks"] = torch.tensor(np.array(moved, np.uint8).reshape(-1, window, window))
        return as_tensor(pixels), target


def xyxy(annotations: Sequence[dict[str, Any]]) -> Floats:
    """Corners of annotations' boxes, (n, 4)."""
    xywh = np.array([a["bbox"] for a in annotations], np.float64).reshape(-1, 4)
    return np.concatenate([xywh[:, :2], xywh[:, :2] + xywh[:, 2:]], axis=1)


def as_tensor(rgb: npt.NDArray[np.uint8]) -> Tensor:
    """An image (h, w, 3) as floats (3, h, w) in 0..1."""
    return torch.tensor(np.ascontiguousarray(rgb.transpose(2, 0, 1)), dtype=torch.float32) / 255.0


def schedule(counts: Sequence[int], shares: Sequence[float] | None, total: int, rng: np.random.Generator) -> npt.NDArray[np.intp]:
    """Which image of which set comes when, (total, 2); each set's images come equally often, in a new order each time round.

    Args:
        counts: images of each set.
        shares: of each set; by its images unless told.
        total: places.
        rng: of the orders.
    """
    weights = np.asarray(shares if shares is not None else counts, np.float64)
    quota = np.floor(np.cumsum(weights) / weights.sum() * total + 0.5).astype(np.intp)
    each = np.diff(quota, prepend=0)
    rows = []
    for which, (count, places) in enumerate(zip(counts, each, strict=True)):
        rounds = [rng.permutation(count) for _ in range(-(-int(places) // count))]
        index = np.concatenate([*rounds, np.zeros(0, np.intp)])[:places]
        when = (np.arange(places) + rng.random(places)) / max(int(places), 1)  # sets are spread evenly over the run
        rows.append(np.column_stack([when, np.full(places, which), index]))
    joined = np.concatenate(rows)
    out: npt.NDArray[np.intp] = joined[np.argsort(joined[:, 0], kind="stable"), 1:].astype(np.intp)
    return out

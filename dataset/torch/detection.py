"""Detection: a dataset of setpiece as torchvision's detection references take it, masks and depth decoded when they are asked for.

>>> data = Detection("out/dice", depth=True)                            # doctest: +SKIP
>>> image, target = data[0]                                             # doctest: +SKIP
>>> loader = DataLoader(data, 4, num_workers=2, collate_fn=collate)     # doctest: +SKIP

Reads the records, so that a dataset that is still growing, packed into shards or in an object store (``s3://bucket/prefix``) works as well;
what a process holds in memory is one number for each image.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from pycocotools import mask as coco_mask
from torch import Tensor
from torchvision import tv_tensors

from setpiece.assets.errors import UserError
from setpiece.dataset import manifest
from setpiece.dataset.places import Place, place
from setpiece.dataset.record import ObjectRecord, Record, from_bytes, record_path, record_paths
from setpiece.dataset.shards import read_file
from setpiece.dataset.torch.dense import Depth, Flow, Normals
from setpiece.dataset.writers import decode

Sample = tuple[tv_tensors.Image, dict[str, Any]]
_HOW = {"depth": "output.depth=exr", "normals": "output.normals=true", "flow": "output.flow=flo, of a sequence"}
_DENSE = {"depth": Depth, "normals": Normals, "flow": Flow}


class Detection(torch.utils.data.Dataset[Sample]):
    """Images and targets, in the order of the images' indices.

    A target holds ``boxes`` (n, 4) float32 x0, y0, x1, y1; ``labels`` (n,) int64, from 1; ``masks`` (n, H, W) uint8; ``area`` (n,)
    float32, visible pixels; ``iscrowd`` (n,) int64, 0; ``image_id``, the index; objects that nothing is seen of have no row. On demand
    also ``depth`` (1, H, W) float32 in metres, inf where nothing is hit; ``normals`` (3, H, W); ``flow`` (2, H, W).

    Attributes:
        root: of the dataset.
        indices: of its images.
        classes: names; label 1 is the first.
    """

    def __init__(
        self,
        root: Place | str,
        *,
        masks: bool = True,
        depth: bool = False,
        normals: bool = False,
        flow: bool = False,
        transforms: Callable[[tv_tensors.Image, dict[str, Any]], Any] | None = None,
    ) -> None:
        """Lists the images; reads none.

        Args:
            root: folder or URL of a dataset.
            masks: whether targets hold masks.
            depth: whether they hold depth.
            normals: whether they hold normals.
            flow: whether they hold optical flow.
            transforms: of torchvision.transforms.v2, or anything that takes and returns an image and its target.

        Raises:
            UserError: there is no dataset, it holds no image, or not the labels asked for.
        """
        self.root, self.transforms, self._masks = place(root), transforms, masks
        begun = manifest.load(self.root)
        self.classes = tuple(sorted(begun.category_ids, key=begun.category_ids.__getitem__))
        self._ids = begun.category_ids
        self._dense = tuple(name for name, wanted in (("depth", depth), ("normals", normals), ("flow", flow)) if wanted)
        self.indices: NDArray[np.int64] = np.array([int(path.stem) for path in record_paths(self.root)], np.int64)
        if not len(self.indices):
            raise UserError(f"{self.root} holds no finished image")
        output = manifest.output(self.root, begun)
        for name in self._dense:
            if getattr(output, name) in (False, "none"):
                raise UserError(f"{self.root}: was made without {name}; accepted: a dataset made with {_HOW[name]}")

    def __len__(self) -> int:
        return len(self.indices)

    def __getitem__(self, position: int) -> Sample:
        record = self.record(position)
        image = tv_tensors.Image(self._pixels(record, "images"))
        target = self._target(record)
        return (image, target) if self.transforms is None else self.transforms(image, target)

    def record(self, position: int) -> Record:
        """All that is known of an image: its scene, poses, hidden objects, weather.

        Raises:
            UserError: it is damaged, or has been removed.
        """
        path = record_path(self.root, int(self.indices[position]))
        try:
            return from_bytes(path.read_bytes())
        except (FileNotFoundError, ValueError) as error:
            raise UserError(f"{path}: {error}") from error

    def get_height_and_width(self, position: int) -> tuple[int, int]:
        """Size of an image without decoding it; torchvision's references group images by it."""
        camera = self.record(position).spec.camera
        return camera.height, camera.width

    def _target(self, record: Record) -> dict[str, Any]:
        seen = [thing for thing in record.objects if thing.bbox_xywh is not None]
        height, width = size = record.spec.camera.height, record.spec.camera.width
        xywh = np.array([thing.bbox_xywh for thing in seen], np.float32).reshape(-1, 4)
        xyxy = np.concatenate([xywh[:, :2], xywh[:, :2] + xywh[:, 2:]], axis=1)
        target: dict[str, Any] = {
            "boxes": tv_tensors.BoundingBoxes(torch.from_numpy(xyxy), format="XYXY", canvas_size=size),
            "labels": torch.tensor([self._ids[thing.category] for thing in seen], dtype=torch.int64),
            "area": torch.tensor([thing.visible_px for thing in seen], dtype=torch.float32),
            "iscrowd": torch.zeros(len(seen), dtype=torch.int64),
            "image_id": record.spec.index,
        }
        if self._masks:
            target["masks"] = tv_tensors.Mask(torch.from_numpy(_masks(seen, height, width)))
        return target | {name: _DENSE[name](self._pixels(record, name)) for name in self._dense}

    def _pixels(self, record: Record, kind: str) -> Tensor:
        """(C, H, W) of one file of an image."""
        entry = record.files[kind]
        try:
            array = decode(read_file(self.root, entry), entry.path, kind)
        except (FileNotFoundError, ValueError) as error:
            raise UserError(f"{self.root / entry.path}: {error}; `setpiece verify` lists what is damaged") from error
        return torch.from_numpy(np.ascontiguousarray(np.atleast_3d(array).transpose(2, 0, 1)))


def collate(batch: Sequence[Sample]) -> tuple[tuple[tv_tensors.Image, ...], tuple[dict[str, Any], ...]]:
    """For a DataLoader: images and targets, as torchvision's detectors take them; images of a batch may differ in size."""
    images, targets = zip(*batch, strict=True)
    return images, targets


def per_object(sample: Sample) -> tuple[Tensor, ...]:
    """For ``v2.SanitizeBoundingBoxes(labels_getter=per_object)``: what loses its row together with a box, masks aside."""
    target = sample[1]
    return target["labels"], target["area"], target["iscrowd"]


def _masks(things: Sequence[ObjectRecord], height: int, width: int) -> NDArray[np.uint8]:
    """(n, H, W), 1 where each thing is seen."""
    if not things:
        return np.zeros((0, height, width), np.uint8)
    runs = [{"size": list(thing.visible.size), "counts": thing.visible.counts.encode("ascii")} for thing in things]
    masks: NDArray[np.uint8] = np.ascontiguousarray(coco_mask.decode(runs).transpose(2, 0, 1))
    return masks

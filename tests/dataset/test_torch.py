"""Detection: what torch sees is what was rendered, whichever way the dataset is stored, and however it is moved."""

import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from pycocotools.coco import COCO
from torch.utils.data import DataLoader
from torchvision.models.detection import FCOS
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.transforms import v2

from setpiece.assets.errors import UserError
from setpiece.dataset.finalise import finalise
from setpiece.dataset.record import record_path
from setpiece.dataset.store import Store
from setpiece.dataset.torch import Depth, Detection, Flow, Normals, collate, per_object
from tests.dataset.conftest import CATEGORIES, make_image

pytestmark = pytest.mark.train


def fill(store: Store, count: int = 4) -> Path:
    """Images with a flow that says where each pixel is."""
    for index in range(count):
        made = make_image(index)
        y, x = np.mgrid[0 : made.labels.height, 0 : made.labels.width]
        flow = np.stack([x, -2.0 * y], axis=-1).astype(np.float32)
        flow[0, 0] = np.nan
        made.labels = replace(made.labels, flow=flow)
        made.into(store)
    return Path(str(store.root))


@pytest.fixture
def root(begin: Callable[..., Store]) -> Path:
    return fill(begin("data", output={"images": "png", "flow": "flo", "depth": "exr_exact"}))


@pytest.fixture
def sharded(begin: Callable[..., Store]) -> Path:
    store = begin("shards", output={"images": "png", "flow": "flo", "depth": "npz", "shards": 3})
    for first in (0, 3):
        with store.shard(first):
            for index in range(first, min(first + 3, 4)):
                made = make_image(index)
                made.labels = replace(made.labels, flow=np.zeros((made.labels.height, made.labels.width, 2), np.float32))
                made.into(store)
    return Path(str(store.root))


def assert_equal(a: tuple[Any, dict[str, Any]], b: tuple[Any, dict[str, Any]]) -> None:
    torch.testing.assert_close(a[0], b[0], rtol=0, atol=0)
    assert a[1].keys() == b[1].keys()
    for key, value in a[1].items():
        torch.testing.assert_close(value, b[1][key], rtol=0, atol=0, equal_nan=True)


def test_the_arrays_that_were_written(root: Path) -> None:
    """Picture, depth, normals, flow and each mask, pixel by pixel; the object that is never seen has no row."""
    data = Detection(root, depth=True, normals=True, flow=True)
    assert data.classes == tuple(sorted(CATEGORIES))
    for position in range(4):
        made = make_image(position)
        image, target = data[position]
        np.testing.assert_array_equal(image.permute(1, 2, 0), made.image)
        np.testing.assert_array_equal(target["depth"][0], made.labels.depth_m)
        np.testing.assert_allclose(target["normals"].permute(1, 2, 0), made.labels.normals, atol=2e-5)
        assert target["flow"][0, 5, 7] == 7.0
        assert target["flow"][1, 5, 7] == -10.0
        assert target["flow"][:, 0, 0].isnan().all()
        seen = [thing for thing in made.labels.objects if thing.visible_px]
        assert len(seen) < len(made.labels.objects)
        assert [data.classes[label - 1] for label in target["labels"]] == [thing.category for thing in seen]
        for mask, thing in zip(target["masks"], seen, strict=True):
            np.testing.assert_array_equal(mask.numpy() > 0, made.labels.instances == thing.instance_id)
        assert data.get_height_and_width(position) == (made.labels.height, made.labels.width)


def test_what_pycocotools_reads(root: Path) -> None:
    """The same boxes, classes, areas and masks as in annotations.json, in its order."""
    finalise(root)
    coco = COCO(str(root / "annotations.json"))
    names = {entry["id"]: entry["name"] for entry in coco.loadCats(coco.getCatIds())}
    data = Detection(root)
    for _, target in data:
        rows = coco.loadAnns(coco.getAnnIds(imgIds=[target["image_id"]]))
        xywh = np.array([row["bbox"] for row in rows], np.float32).reshape(-1, 4)
        np.testing.assert_array_equal(target["boxes"], np.c_[xywh[:, :2], xywh[:, :2] + xywh[:, 2:]])
        assert [data.classes[label - 1] for label in target["labels"]] == [names[row["category_id"]] for row in rows]
        assert target["area"].tolist() == [row["area"] for row in rows] == target["masks"].sum(dim=(1, 2)).tolist()
        np.testing.assert_array_equal(target["masks"], [coco.annToMask(row) for row in rows])


def test_equal_from_folder_shards_and_worker_processes(root: Path, sharded: Path) -> None:
    """Through a pickle, in two workers, out of a tar: the same tensors."""
    plain = Detection(root, depth=True)
    packed = pickle.loads(pickle.dumps(Detection(sharded, depth=True)))
    loader = DataLoader(packed, batch_size=3, num_workers=2, collate_fn=collate)
    samples = [sample for batch in loader for sample in zip(*batch, strict=True)]
    assert len(samples) == len(plain) == 4
    for position, sample in enumerate(samples):
        assert_equal(plain[position], sample)
        assert_equal(plain[position], plain[position])


def test_one_step_of_a_detector(root: Path) -> None:
    """torchvision's FCOS takes a batch as it comes, moved, and learns from it; the loss on the batch falls."""
    torch.manual_seed(0)
    moves = v2.Compose(
        [v2.RandomHorizontalFlip(1.0), v2.ToDtype(torch.float32, scale=True), v2.SanitizeBoundingBoxes(labels_getter=per_object)]
    )
    images, targets = next(iter(DataLoader(Detection(root, transforms=moves), batch_size=4, collate_fn=collate)))
    backbone = torch.nn.Conv2d(3, 32, 3, stride=16)
    backbone.out_channels = 32
    anchors = AnchorGenerator(sizes=((16,),), aspect_ratios=((1.0,),))
    model = FCOS(backbone, num_classes=4, anchor_generator=anchors, min_size=72, max_size=96)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.01)
    losses = []
    for _ in range(2):
        loss = sum(model(list(images), [dict(target) for target in targets]).values())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[1] < losses[0]


def test_labels_move_with_the_picture(root: Path) -> None:
    """Mirrored, cropped, padded and resized: each kind stays true to the pixels that it lies on."""
    plain = Detection(root, depth=True, normals=True, flow=True)[0][1]

    def moved(*moves: Any) -> dict[str, Any]:
        return Detection(root, depth=True, normals=True, flow=True, transforms=v2.Compose(list(moves)))[0][1]

    flipped = moved(v2.RandomHorizontalFlip(1.0))
    for key, sign in (("depth", [1]), ("normals", [-1, 1, 1]), ("flow", [-1, 1])):
        expected = plain[key].flip(-1) * torch.tensor(sign).view(-1, 1, 1)
        torch.testing.assert_close(flipped[key], expected, rtol=0, atol=0, equal_nan=True)
    torch.testing.assert_close(moved(v2.RandomVerticalFlip(1.0))["flow"][1], -plain["flow"][1].flip(-2), equal_nan=True)

    larger = moved(v2.Resize((144, 192)))
    assert isinstance(larger["depth"], Depth)
    torch.testing.assert_close(larger["depth"][:, 1::2, 1::2], plain["depth"])
    torch.testing.assert_close(larger["flow"][:, 3::2, 3::2], 2 * plain["flow"][:, 1:, 1:])
    torch.testing.assert_close(larger["normals"].norm(dim=0)[1::2, 1::2], plain["normals"].norm(dim=0))

    wide = moved(v2.Pad(5), v2.ColorJitter(0.5), v2.CenterCrop((90, 110)))
    assert isinstance(wide["flow"], Flow)
    assert isinstance(wide["normals"], Normals)
    assert wide["depth"].shape == (1, 90, 110)
    torch.testing.assert_close(wide["depth"][:, 9:-9, 7:-7], plain["depth"])
    assert wide["depth"][:, :9].isinf().all()
    assert wide["flow"][:, :9].isnan().all()
    assert (wide["normals"][:, :9] == 0).all()
    assert (wide["masks"][:, 9:-9, 7:-7] == plain["masks"]).all()

    zoomed = moved(v2.RandomResizedCrop((36, 48), scale=(1.0, 1.0), ratio=(96 / 72, 96 / 72)))
    torch.testing.assert_close(zoomed["flow"], 0.5 * plain["flow"][:, ::2, ::2], equal_nan=True)
    with pytest.raises(TypeError, match="Normals cannot be moved by rotate"):
        moved(v2.RandomRotation(20))


def test_mistakes_are_named(root: Path, begin: Callable[..., Store], tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is not a dataset of setpiece"):
        Detection(tmp_path)
    with pytest.raises(UserError, match="no finished image"):
        Detection(begin("empty").root)
    without = fill(begin("boxes", output={"depth": "none"}), 1)
    with pytest.raises(UserError, match=r"made without depth; accepted: .*output.depth=exr"):
        Detection(without, depth=True)
    data = Detection(root)
    (root / data.record(1).files["images"].path).write_bytes(b"no picture")
    with pytest.raises(UserError, match=r"images/00000/00000001.png: not a readable picture"):
        data[1]
    record_path(root, 2).unlink()
    with pytest.raises(UserError, match=r"00000002.json"):
        data[2]

"""A dataset made by hand: flat discs before a plane, with labels that are right by construction."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from setpiece.assets.material import Material
from setpiece.assets.ref import AssetRef
from setpiece.dataset import manifest
from setpiece.dataset.labels.types import Labels, ObjectLabel, Window
from setpiece.dataset.store import Store
from setpiece.scenes.spec import CameraSpec, HdriSky, ObjectSpec, RenderSpec, SceneSpec, SensorSpec, SunLight

Mask = NDArray[np.bool_]
UNIT = ((1.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0))
CATEGORIES = ("mug", "apple <b>&", "dice")


@dataclass(frozen=True)
class FakeProof:
    ok: bool = True
    reason: str = ""
    agreement: float = 0.9995
    ids: tuple[int, ...] = (1, 2)


def window(mask: Mask) -> Window:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows):
        return Window(0, 0, np.zeros((0, 0), bool))
    y, x = rows[0], columns[0]
    return Window(int(x), int(y), mask[y : rows[-1] + 1, x : columns[-1] + 1].copy())


def object_label(number: int, category: str, visible: Mask, amodal: Mask) -> ObjectLabel:
    seen, whole = int(visible.sum()), int(amodal.sum())
    shown, outline = window(visible), window(amodal)
    return ObjectLabel(
        instance_id=number, category=category, attributes={"up_face": number}, visible=shown, amodal=outline, visible_px=seen,
        amodal_px=whole, visible_fraction=seen / whole if whole else 0.0, truncation=0.25 if whole else 1.0, bbox_xywh=shown.bbox_xywh,
        amodal_bbox_xywh=outline.bbox_xywh, size_m=np.array([0.1, 0.1, 0.2]), center_m=np.array([0.0, 0.0, 0.1]),
        camera_from_object=np.eye(4),
    )  # fmt: skip


@dataclass
class Made:
    """One image: everything that Store.write takes."""

    spec: SceneSpec
    image: np.ndarray
    labels: Labels
    proof: FakeProof = field(default_factory=FakeProof)

    def into(self, store: Store) -> None:
        store.write(self.spec, self.image, self.labels, self.proof)


def make_image(index: int, width: int = 96, height: int = 72, count: int = 4, seed: int = 7) -> Made:
    """Discs of random place and size; the last one lies wholly behind the first, so it is never seen."""
    rng = np.random.default_rng((seed, index))
    y, x = np.mgrid[0:height, 0:width] + 0.5
    depth_m = np.where(y > height * 0.2, 3.0 - y / height, np.inf).astype(np.float32)
    normals = np.where(np.isfinite(depth_m)[..., None], np.array([0.0, -0.6, -0.8], np.float32), np.float32(0))
    instances = np.zeros((height, width), np.int32)
    image = rng.integers(60, 90, (height, width, 3)).astype(np.uint8)
    discs = [(rng.uniform(0, width), rng.uniform(height * 0.2, height), rng.uniform(0.08, 0.25) * width) for _ in range(count - 1)]
    discs.append((discs[0][0], discs[0][1], discs[0][2] * 0.5))
    outlines = [(x - cx) ** 2 + (y - cy) ** 2 < radius**2 for cx, cy, radius in discs]
    for number in range(count, 0, -1):
        mask = outlines[number - 1]
        instances[mask] = number
        depth_m[mask] = 1.0 + 0.1 * number
        normals[mask] = (0.0, 0.0, -1.0)
        image[mask] = rng.integers(100, 250, 3)
    labels = Labels(
        width=width, height=height, intrinsics=np.array([[80.0, 0, width / 2], [0, 80.0, height / 2], [0, 0, 1]]),
        world_from_camera=np.eye(4), instances=instances, instances_all=instances, depth_m=depth_m, normals=normals,
        objects=tuple(
            object_label(number, CATEGORIES[number % 3], instances == number, outlines[number - 1]) for number in range(1, count + 1)
        ),
    )  # fmt: skip
    return Made(make_spec(index, labels, seed), image, labels)


def make_spec(index: int, labels: Labels, seed: int = 7) -> SceneSpec:
    def placed(number: int, category: str | None) -> ObjectSpec:
        ref = AssetRef(source="builtin", name=category or "table", sha256=f"{number:064x}")
        return ObjectSpec(instance_id=number, category=category, asset=ref, materials=(Material(),), world_from_object=UNIT)

    return SceneSpec(
        seed=seed, index=index, objects=(*(placed(thing.instance_id, thing.category) for thing in labels.objects), placed(99, None)),
        lights=(SunLight(direction_to_light=(0.0, 0.6, 0.8), irradiance_w_m2=3.0),), sky=HdriSky(image="city", rotation_deg=40.0),
        camera=CameraSpec(width=labels.width, height=labels.height, focal_length_mm=35.0, world_from_camera=UNIT),
        sensor=SensorSpec(), render=RenderSpec(),
    )  # fmt: skip


CONFIG = {
    "seed": 7,
    "experiment": "discs",
    "count": 6,
    "out": "somewhere",
    "output": {"images": "png"},
    "camera": {"focal_mm": ["uniform", 20, 50]},
}


@pytest.fixture
def config() -> dict[str, Any]:
    return dict(CONFIG)


@pytest.fixture
def categories() -> tuple[str, ...]:
    return CATEGORIES


@pytest.fixture(scope="session")
def image() -> Callable[..., Made]:
    """image(index, width=, height=, count=): one labelled picture, the same every time."""
    return make_image


@pytest.fixture
def begin(tmp_path: Path) -> Callable[..., Store]:
    """Begins a dataset in a fresh folder (or the given one) with changes to the config."""

    def begun(name: str = "data", **changes: object) -> Store:
        root = tmp_path / name
        manifest.begin(root, {**CONFIG, **changes}, CATEGORIES)
        return Store(root)

    return begun


@pytest.fixture(scope="session")
def six_images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("six") / "data"
    manifest.begin(root, CONFIG, CATEGORIES)
    for index in range(6):
        make_image(index).into(Store(root))
    return root


@pytest.fixture
def full(six_images: Path, tmp_path: Path) -> Store:
    """A dataset of six images, not yet finalised; this test's own copy."""
    shutil.copytree(six_images, tmp_path / "data")
    return Store(tmp_path / "data")

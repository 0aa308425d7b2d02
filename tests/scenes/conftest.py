"""A small library made of primitives, for scenes that must not depend on what the real one holds."""

from functools import cache

import numpy as np
import pytest
import trimesh

from setpiece.assets.material import Material
from setpiece.assets.mesh import Mesh, Model, Support
from setpiece.assets.ref import AssetRef
from setpiece.assets.spec import Matrix4
from setpiece.scenes.config import SceneConfig

THINGS = {
    "ball": lambda size: trimesh.creation.icosphere(subdivisions=3, radius=0.04 * size),
    "bottle": lambda size: trimesh.creation.cylinder(radius=0.03 * size, height=0.22 * size, sections=48),
    "box": lambda size: trimesh.creation.box(extents=np.array([0.2, 0.06, 0.28]) * size),
    "die": lambda size: trimesh.creation.box(extents=[0.016 * size] * 3),
    "ring": lambda size: trimesh.creation.annulus(r_min=0.04 * size, r_max=0.06 * size, height=0.03 * size, sections=40),
    "cone": lambda size: trimesh.creation.cone(radius=0.08 * size, height=0.2 * size, sections=40),
}


def slab(low: tuple[float, float, float], high: tuple[float, float, float]) -> trimesh.Trimesh:
    return trimesh.creation.box(bounds=np.array([low, high]))


def rectangle(half_x: float, half_y: float) -> np.ndarray:
    return np.array([[-half_x, -half_y], [half_x, -half_y], [half_x, half_y], [-half_x, half_y]], np.float32)


def _tray() -> trimesh.Trimesh:
    rims = [slab((-0.15, s * 0.13 - 0.005, 0), (0.15, s * 0.13 + 0.005, 0.03)) for s in (-1, 1)]
    rims += [slab((s * 0.145 - 0.005, -0.125, 0), (s * 0.145 + 0.005, 0.125, 0.03)) for s in (-1, 1)]
    return trimesh.util.concatenate([slab((-0.145, -0.125, 0), (0.145, 0.125, 0.005)), *rims])


SCENERY = {
    "floor": lambda: (slab((-4, -4, -0.05), (4, 4, 0)), Support(rectangle(4, 4), 0.0)),
    "table": lambda: (slab((-0.6, -0.4, 0), (0.6, 0.4, 0.74)), Support(rectangle(0.6, 0.4), 0.74)),
    "wall": lambda: (slab((-4, 0, 0), (4, 0.1, 2.6)), None),
    "sheet": lambda: (slab((-0.3, -0.3, 0), (0.3, 0.3, 0.002)), Support(rectangle(0.3, 0.3), 0.002)),
    "tray": lambda: (_tray(), Support(rectangle(0.13, 0.11), 0.005)),
}


def _furniture() -> tuple[trimesh.Trimesh, None]:
    """Whatever else stands in a room or hangs on its walls."""
    return slab((-0.2, -0.15, 0), (0.2, 0.15, 0.9)), None


@cache
def model(source: str, name: str, variant: int) -> Model:
    if source == "scenery":
        shape, support = SCENERY.get(name, _furniture)()
    else:
        shape, support = THINGS[name](1.0 + 0.1 * variant), None
    # Models stand on z = 0, as built.
    if source != "scenery":
        shape.apply_translation([0.0, 0.0, -shape.bounds[0][2]])
    mesh = Mesh(shape.vertices.astype(np.float32), shape.faces.astype(np.int32))
    return Model(mesh, (Material(),), support=support)


class PrimitiveLibrary:
    kinds = tuple(sorted(THINGS))

    def draw(self, kind: str, rng: np.random.Generator) -> AssetRef:
        return self._ref("builtin", kind, int(rng.integers(4)))

    def draw_scenery(self, name: str, rng: np.random.Generator) -> AssetRef:
        return self._ref("scenery", name, int(rng.integers(1)))

    def _ref(self, source: str, name: str, variant: int) -> AssetRef:
        return AssetRef(source=source, name=name, variant=variant, sha256=model(source, name, variant).sha256)

    def load(self, ref: AssetRef) -> Model:
        return model(ref.source, ref.name, ref.variant)

    def style(self, ref: AssetRef, rng: np.random.Generator) -> tuple[Material, ...]:
        return (Material(base_color=tuple(rng.random(3).tolist())),)

    def label(self, ref: AssetRef, world_from_object: Matrix4) -> tuple[str, dict[str, object]]:
        return ref.name, {}

    def stands(self, ref: AssetRef) -> bool:
        return ref.name in ("bottle", "box", "cone")


TABLETOP = {
    "environment": {"kind": "tabletop"},
    "lighting": {
        "kind": "mixed",
        "of": {"hdri": {"kind": "hdri"}, "sun_sky": {"kind": "sun_sky"}, "studio": {"kind": "studio"}},
        "weights": {"hdri": 1, "sun_sky": 1, "studio": 1},
    },
    "camera": {"kind": "shell", "fill": ["uniform", 0.6, 1.1]},
    "placement": {"kind": "scatter"},
}
DICE = {
    "environment": {"kind": "flatbed", "tray_probability": 0.5},
    "lighting": {"kind": "studio"},
    "camera": {
        "kind": "shell",
        "aim": "surface",
        "elevation_deg": ["normal", 86, 2, 80, 90],
        "distance_m": ["uniform", 0.3, 0.45],
        "min_in_frame": 1,
    },
    "placement": {"kind": "scatter", "count": ["uniform", 1, 20], "kinds": {"die": 1}, "upright_probability": 0, "density": 0.1},
    "resolution": "640x640",
}


@pytest.fixture(scope="session")
def library() -> PrimitiveLibrary:
    return PrimitiveLibrary()


@pytest.fixture(scope="session", params=["tabletop", "dice"])
def config(request: pytest.FixtureRequest) -> SceneConfig:
    return SceneConfig.model_validate({"tabletop": TABLETOP, "dice": DICE}[request.param])


@pytest.fixture(scope="session")
def tabletop() -> dict[str, dict]:
    """The tabletop config as a user writes it."""
    return TABLETOP


@pytest.fixture(scope="session")
def dice() -> SceneConfig:
    return SceneConfig.model_validate(DICE)

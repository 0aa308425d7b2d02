"""Snow that has a shape: as deep as it fell, inside the outline of what it lies on, and the same for all that stand alike."""

import itertools
import math

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st

from setpiece.assets.config import AssetsConfig
from setpiece.assets.library import Library
from setpiece.assets.material import Material
from setpiece.assets.mesh import Mesh, Model
from setpiece.assets.spec import Matrix4
from setpiece.dataset.labels import label
from setpiece.dataset.proof import prove
from setpiece.render.blender.renderer import Renderer
from setpiece.render.snow_caps import SnowCaps
from setpiece.scenes.weather.spec import WeatherSpec
from tests.render.scenes import Scene, at, camera, plane, sphere


def box(x: float, y: float, z: float, material: Material | None = None) -> Model:
    made = trimesh.creation.box((x, y, z))
    return Model(Mesh(made.vertices.astype(np.float32), made.faces.astype(np.int32)), (material or Material(),))


def cap(model: Model, pose: Matrix4, depth_cm: float, seed: int = 0) -> tuple[np.ndarray, Model]:
    """World vertices of the snow alone, and the whole."""
    capped = SnowCaps().on(model, pose, WeatherSpec(snow_depth_cm=depth_cm, seed=seed))
    added = capped.mesh.vertices[len(model.mesh.vertices) :].astype(np.float64)
    world = np.array(pose)
    return added @ world[:3, :3].T + world[:3, 3], capped


@pytest.mark.parametrize("depth_cm", [6.0, 12.0, 25.0])
def test_a_flat_roof_carries_the_depth_that_fell(depth_cm: float) -> None:
    """Away from the edges the snow is as deep as asked, on average; at the edges it is nothing; it never hangs over."""
    snow, _ = cap(box(4.0, 3.0, 1.0), at(2.0, 1.0, 0.5), depth_cm)
    middle = (np.abs(snow[:, 0] - 2.0) < 1.6) & (np.abs(snow[:, 1] - 1.0) < 1.1)
    assert snow[middle, 2].mean() - 1.0 == pytest.approx(depth_cm / 100.0, rel=0.08)
    assert snow[middle, 2].std() > 0.02 * depth_cm / 100.0
    assert (np.abs(snow[:, 0] - 2.0) <= 2.0).all()
    assert (np.abs(snow[:, 1] - 1.0) <= 1.5).all()
    assert snow[:, 2].min() == pytest.approx(1.0 - 0.004, abs=1e-4)


@settings(max_examples=20, deadline=None)
@given(turn=st.floats(0.0, 6.28), x=st.floats(-50.0, 50.0), y=st.floats(-50.0, 50.0))
def test_a_cap_goes_where_its_thing_goes(turn: float, x: float, y: float) -> None:
    """Byte for byte: so it does not flicker in films, and geometry caches hold."""
    c, s = math.cos(turn), math.sin(turn)
    pose: Matrix4 = ((c, -s, 0.0, x), (s, c, 0.0, y), (0.0, 0.0, 1.0, 0.3), (0.0, 0.0, 0.0, 1.0))
    assert cap(box(1.0, 0.5, 0.3), pose, 8.0)[1].sha256 == cap(box(1.0, 0.5, 0.3), at(), 8.0)[1].sha256


def test_a_thing_on_its_side_is_snowed_on_from_above() -> None:
    on_side: Matrix4 = ((2.0, 0.0, 0.0, 0.0), (0.0, 0.0, -2.0, 0.0), (0.0, 2.0, 0.0, 5.0), (0.0, 0.0, 0.0, 1.0))
    snow, _ = cap(box(1.0, 0.4, 1.0), on_side, 10.0)
    assert snow[:, 2].min() == pytest.approx(5.4 - 0.004, abs=1e-3)
    assert snow[:, 2].max() == pytest.approx(5.5, abs=0.06)


def test_steep_roofs_and_leaves_carry_none() -> None:
    steep: Matrix4 = ((0.5, 0.0, 0.87, 0.0), (0.0, 1.0, 0.0, 0.0), (-0.87, 0.0, 0.5, 0.0), (0.0, 0.0, 0.0, 1.0))
    assert not len(cap(plane(1.0), steep, 20.0)[0])
    assert not len(cap(plane(1.0, Material(alpha_map="leaf")), at(), 20.0)[0])
    assert not len(cap(plane(1.0), at(), 4.0)[0])


def test_more_snow_is_more_snow() -> None:
    """Volume over the ball grows with the depth."""
    volumes = []
    for depth_cm in (5.0, 10.0, 20.0, 40.0):
        snow, _ = cap(sphere(1.0), at(), depth_cm)
        volumes.append(np.sum(snow[:, 2] - np.sqrt(np.clip(1.0 - snow[:, 0] ** 2 - snow[:, 1] ** 2, 0.0, 1.0))))
    assert all(b > 1.3 * a for a, b in itertools.pairwise(volumes))


def test_labels_and_picture_agree_on_snow(renderer: Renderer) -> None:
    """A snowed-in car and ground: the proof holds, the car's mask holds its cap, its wheels stand in the snow."""
    library = Library(AssetsConfig(categories=("car",)))
    car = library.load(library.draw("car", np.random.default_rng(0)))
    items = {"car": (car, at()), "ball": (sphere(0.4), at(2.6, -1.5, 0.4)), "_ground": (plane(20.0), at())}
    scene = Scene(items, camera(eye=(4.0, -7.0, 2.2), target=(0.3, 0.0, 0.6), width=160, height=120))
    tops, bottoms = [], []
    for weather in (None, WeatherSpec(snow_depth_cm=20.0)):
        frame = renderer.render(scene.spec.model_copy(update={"weather": weather}), scene.load)
        labels = label(frame)
        proof = prove(frame, labels)
        assert proof.ok, proof.reason
        rows = np.nonzero((labels.instances == 1).any(axis=1))[0]
        tops.append(rows[0])
        bottoms.append(rows[-1])
    assert tops[1] < tops[0]
    assert bottoms[1] < bottoms[0]

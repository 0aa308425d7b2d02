"""Focus, motion blur and rolling shutter measure what optics and kinematics say, and labels stay those of a pinhole."""

import dataclasses

import numpy as np
import pytest
import trimesh
from numpy.typing import NDArray

from setpiece.assets.errors import UserError
from setpiece.assets.material import Material
from setpiece.assets.mesh import Mesh, Model
from setpiece.assets.spec import Vec3
from setpiece.dataset.labels import label
from setpiece.dataset.proof import prove
from setpiece.render.blender.renderer import Renderer
from setpiece.render.frame import Frame
from setpiece.scenes.lens import BrownConrady
from setpiece.scenes.spec import CameraSpec, SceneSpec, UniformSky
from tests.render.scenes import Scene, at, camera, plane, sphere

Array = NDArray[np.float64]
GLOWING = Material(base_color=(0.9, 0.9, 0.9), emission_w_m2=100.0)
BARREL = BrownConrady(k1=-0.2, k2=0.03)


def bar(width_m: float, height_m: float) -> Model:
    """A glowing upright bar."""
    made = trimesh.creation.box((width_m, 0.01, height_m))
    return Model(Mesh(made.vertices.astype(np.float32), made.faces.astype(np.int32)), (GLOWING,))


def glow(radius_m: float) -> Model:
    """A glowing ball."""
    return sphere(radius_m, 3, GLOWING)


def lit(model: Model, view: CameraSpec, samples: int, linear: Vec3 = (0.0, 0.0, 0.0)) -> tuple[Scene, SceneSpec]:
    """One glowing thing at the origin in the dark."""
    scene = Scene({"thing": (model, at())}, view, UniformSky(), samples=samples)
    thing = scene.spec.objects[0].model_copy(update={"linear_velocity_m_s": linear})
    quick = scene.spec.render.model_copy(update={"max_bounces": 0})
    return scene, scene.spec.model_copy(update={"objects": (thing,), "render": quick})


def seen(renderer: Renderer, model: Model, view: CameraSpec, linear: Vec3 = (0.0, 0.0, 0.0), samples: int = 64) -> Frame:
    scene, spec = lit(model, view, samples, linear)
    return renderer.render(spec, scene.load)


def variance_px(picture: Array) -> tuple[float, float]:
    """Second moments of the light across and down."""
    y, x = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]]
    weight = picture / picture.sum()
    return tuple(float((weight * (axis - (weight * axis).sum()) ** 2).sum()) for axis in (x, y))  # type: ignore[return-value]


@pytest.mark.parametrize(("focus_m", "f_number"), [(9.0, 0.05), (4.0, 0.05), (12.0, 0.08)])
def test_a_point_out_of_focus_is_a_disc_of_the_thin_lens_diameter(renderer: Renderer, focus_m: float, f_number: float) -> None:
    view = camera(width=192, height=128).model_copy(update={"f_number": f_number, "focus_distance_m": focus_m})
    across, down = variance_px(seen(renderer, glow(0.02), view).radiance[..., 0])
    diameter_m = 0.040 / f_number
    expected = diameter_m * abs(1 / focus_m - 1 / 6.0) * view.focal_length_px
    assert expected > 5.0
    # A disc of diameter c has the variance c^2 / 16 each way; pixels and the ball itself add a little.
    own = 1 / 12 + (2 * 0.02 / 6.0 * view.focal_length_px) ** 2 / 20
    for variance in (across, down):
        assert 4 * np.sqrt(variance - own) == pytest.approx(expected, rel=0.1)


def test_what_is_in_focus_stays_sharp(renderer: Renderer) -> None:
    wide_open = camera(width=192, height=128).model_copy(update={"f_number": 0.4, "focus_distance_m": 6.0})
    sharp = variance_px(seen(renderer, glow(0.1), camera(width=192, height=128)).radiance[..., 0])
    focused = variance_px(seen(renderer, glow(0.1), wide_open).radiance[..., 0])
    assert focused == pytest.approx(sharp, rel=0.05)


def test_a_lens_leaves_the_opening_as_it_is(renderer: Renderer) -> None:
    view = camera(width=192, height=128).model_copy(update={"f_number": 0.05, "focus_distance_m": 4.0})
    bare = variance_px(seen(renderer, glow(0.08), view, samples=160).radiance[..., 0])
    bent = variance_px(seen(renderer, glow(0.08), view.model_copy(update={"lens": BARREL}), samples=160).radiance[..., 0])
    # In the middle of the frame the lens changes nothing.
    assert np.sqrt(bent) == pytest.approx(np.sqrt(bare), rel=0.05)


@pytest.mark.parametrize("who", ["thing", "camera", "turn"])
def test_a_streak_is_as_long_as_speed_times_shutter(renderer: Renderer, who: str) -> None:
    moving: dict[str, object] = {"shutter_s": 0.05}
    moving |= {"camera": {"linear_velocity_m_s": (-8.0, 0.0, 0.0)}, "turn": {"angular_velocity_rad_s": (0.0, 0.0, 1.2)}}.get(who, {})
    view = camera(width=192, height=128).model_copy(update=moving)
    speed = (8.0, 0.0, 0.0) if who == "thing" else (0.0, 0.0, 0.0)
    across, down = variance_px(seen(renderer, glow(0.06), view, speed, 160).radiance[..., 0])
    expected = (2 * np.tan(1.2 * 0.025) if who == "turn" else 8.0 * 0.05 / 6.0) * view.focal_length_px
    # A line of length l has the variance l^2 / 12; the ball's own is that across the streak.
    assert np.sqrt(12 * (across - down)) == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize("lens", [None, BARREL], ids=["pinhole", "barrel"])
@pytest.mark.parametrize("who", ["thing", "camera"])
def test_a_rolling_shutter_skews_an_edge_and_the_labels_with_it(renderer: Renderer, who: str, lens: BrownConrady | None) -> None:
    speed_m_s, readout_s = 20.0, 0.03
    moving: dict[str, object] = {"readout_s": readout_s, "shutter_s": 0.002, "lens": lens}
    moving |= {"linear_velocity_m_s": (-speed_m_s, 0.0, 0.0)} if who == "camera" else {}
    view = camera(width=192, height=128).model_copy(update=moving)
    frame = seen(renderer, bar(0.3, 6.0), view, (speed_m_s, 0.0, 0.0) if who == "thing" else (0.0, 0.0, 0.0), 16)
    labels = label(frame)
    lit_mask = frame.radiance[..., 0] > 0.5 * np.quantile(frame.radiance[..., 0], 0.99)
    labelled = labels.instances_all == 1
    assert (lit_mask & labelled).sum() / (lit_mask | labelled).sum() > 0.93
    rows = np.arange(view.height)
    for mask in (lit_mask, labelled):
        middles = np.array([np.flatnonzero(row).mean() for row in mask])
        inner = slice(40, 88)  # where the barrel is nearly straight
        slope = np.polyfit(rows[inner], middles[inner], 1)[0]
        assert slope * view.height == pytest.approx(speed_m_s * readout_s / 6.0 * view.focal_length_px, rel=0.05)
    assert prove(frame, labels).ok


SHOOTING = {
    "out of focus": {"f_number": 0.5, "focus_distance_m": 3.0},
    "in motion": {"shutter_s": 0.05, "angular_velocity_rad_s": (0.1, -0.2, 2.0), "linear_velocity_m_s": (2.0, 1.0, 0.5)},
    "all at once, bent": {
        "f_number": 1.0, "focus_distance_m": 5.0, "shutter_s": 0.01, "readout_s": 0.04, "lens": BARREL,
        "angular_velocity_rad_s": (0.4, 0.1, 1.5), "linear_velocity_m_s": (3.0, 2.0, -1.0),
    },
}  # fmt: skip


@pytest.mark.parametrize("shooting", SHOOTING.values(), ids=SHOOTING.keys())
def test_the_label_proof_compares_every_pixel_of_a_blurred_picture(renderer: Renderer, shooting: dict[str, object]) -> None:
    things = {"near": (sphere(0.5), at(-0.6, 0.0, 0.5)), "far": (sphere(0.5), at(0.6, 3.0, 0.5)), "_floor": (plane(6.0), at())}
    still = camera((0.0, -5.0, 1.5), (0.0, 0.0, 0.4), 160, 120)
    scene = Scene(things, still.model_copy(update=shooting))
    thing = scene.spec.objects[1].model_copy(update={"linear_velocity_m_s": (-3.0, 0.0, 1.0), "angular_velocity_rad_s": (0.0, 2.0, 0.0)})
    spec = scene.spec.model_copy(update={"objects": (scene.spec.objects[0], thing, scene.spec.objects[2])})
    frame = renderer.render(spec, scene.load)
    proof = prove(frame, label(frame))
    assert proof.ok, proof.reason
    assert proof.compared_px > 0.95 * 160 * 120
    assert proof.index_agreement > 0.999
    # A picture taken a hundredth of a second later is another one.
    placed = list(frame.placed)
    aside = placed[1].world_from_object.copy()
    aside[:3, 3] += (-0.06, 0.0, 0.02)
    placed[1] = dataclasses.replace(placed[1], world_from_object=aside)
    assert not prove(frame, label(dataclasses.replace(frame, placed=tuple(placed)))).ok


def test_the_same_picture_again_after_a_moving_one(renderer: Renderer) -> None:
    still, moving = camera(), camera().model_copy(update=SHOOTING["in motion"])
    before = seen(renderer, glow(0.5), still)
    blurred = [seen(renderer, glow(0.5), moving).radiance for _ in range(2)]
    assert np.array_equal(blurred[0], blurred[1])
    assert np.array_equal(seen(renderer, glow(0.5), still).radiance, before.radiance)
    assert not np.array_equal(blurred[0], before.radiance)


def test_rasterising_has_no_rolling_shutter(renderer: Renderer) -> None:
    scene = Scene({"thing": (sphere(), at())}, camera().model_copy(update=SHOOTING["all at once, bent"]), engine="eevee")
    with pytest.raises(UserError, match="readout_s"):
        renderer.render(scene.spec, scene.load)

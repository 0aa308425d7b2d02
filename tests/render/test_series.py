"""Sequences and stereo, seen in the pictures: flow carries one frame onto the next, depth carries left onto right."""

from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from setpiece.assets.material import Material
from setpiece.assets.mesh import Mesh, Model
from setpiece.dataset.labels import label
from setpiece.dataset.labels.flow import landings, next_camera
from setpiece.dataset.labels.types import Labels
from setpiece.render.blender.renderer import Renderer
from setpiece.scenes.lens import BrownConrady
from setpiece.scenes.moment import objects_at
from setpiece.scenes.series import View
from setpiece.scenes.spec import CameraSpec, SceneSpec, UniformSky, VideoSpec, ViewSpec
from setpiece.scenes.transforms import rows
from tests.render.scenes import Scene, at, camera

Array = NDArray[np.float64]
STEP_S = 0.1


@cache
def patchwork(half_m: float, patches: int, seed: int) -> Model:
    """A glowing square that faces -y, of grey patches: a texture that looks the same from everywhere."""
    rng = np.random.default_rng(seed)
    edges = np.linspace(-half_m, half_m, patches + 1)
    vertices, triangles, slots = [], [], []
    for i in range(patches):
        for j in range(patches):
            start, (x0, x1), (z0, z1) = len(vertices), edges[i : i + 2], edges[j : j + 2]
            vertices += [[x0, 0, z0], [x1, 0, z0], [x1, 0, z1], [x0, 0, z1]]
            triangles += [[start, start + 1, start + 2], [start, start + 2, start + 3]]
            slots += [int(rng.integers(6))] * 2
    mesh = Mesh(np.array(vertices, np.float32), np.array(triangles, np.int32), material_slots=np.array(slots, np.int32))
    return Model(mesh, tuple(Material(base_color=(grey, grey, grey), emission_w_m2=3.0) for grey in np.linspace(0.2, 0.9, 6).tolist()))


def first(view: CameraSpec) -> tuple[Scene, SceneSpec]:
    """A patchwork wall, and a patchwork board before it that flies and turns."""
    items = {"board": (patchwork(0.6, 6, 1), at(-0.3, -1.0, 0.1)), "wall": (patchwork(4.0, 24, 2), at(0.0, 0.5, 0.0))}
    scene = Scene(items, view, UniformSky(), samples=16)
    board = scene.spec.objects[0].model_copy(update={"linear_velocity_m_s": (1.0, -0.8, 0.5), "angular_velocity_rad_s": (0.3, 1.0, 0.8)})
    quick = scene.spec.render.model_copy(update={"max_bounces": 0})
    return scene, scene.spec.model_copy(update={"objects": (board, scene.spec.objects[1]), "render": quick})


def sequence(view: CameraSpec) -> tuple[Scene, SceneSpec, SceneSpec]:
    """Two frames."""
    scene, spec = first(view)
    pose = np.array(camera((0.25, -5.6, 0.15), (0.1, 0.0, 0.05)).world_from_camera)
    moving = {"linear_velocity_m_s": (2.5, 4.0, 1.5), "angular_velocity_rad_s": (0.2, 0.1, -0.1)}
    video = VideoSpec(
        video_id=0, frame_id=0, time_s=0.0, step_s=STEP_S, next_world_from_camera=rows(pose),
        next_linear_velocity_m_s=(2.0, 1.0, 0.0), next_angular_velocity_rad_s=(0.0, 0.3, 0.2),
    )  # fmt: skip
    before = spec.model_copy(update={"camera": view.model_copy(update=moving), "video": video})
    after = before.model_copy(update={"camera": next_camera(before.camera, video), "objects": objects_at(before.objects, STEP_S)})
    return scene, before, after


def pulled(values: NDArray[np.float32], x: Array, y: Array) -> NDArray[np.float32]:
    """Values of a picture at places, in pixels."""
    found: NDArray[np.float32] = cv2.remap(
        values.astype(np.float32), (x - 0.5).astype(np.float32), (y - 0.5).astype(np.float32), cv2.INTER_LINEAR, borderValue=-1.0
    )
    return found


def inner(labels: Labels) -> NDArray[np.bool_]:
    """Pixels beside which nothing else is seen."""
    ids = labels.instances_all.astype(np.float32)
    return cv2.erode(ids, np.ones((5, 5))) == cv2.dilate(ids, np.ones((5, 5)))


@pytest.mark.parametrize(
    ("lens", "readout_s"), [(None, 0.0), (BrownConrady(k1=-0.15, k2=0.02), 0.03)], ids=["pinhole, all at once", "barrel, row by row"]
)
def test_the_next_frame_warped_by_the_flow_is_this_one(renderer: Renderer, lens: BrownConrady | None, readout_s: float) -> None:
    view = camera(width=240, height=160).model_copy(update={"lens": lens, "readout_s": readout_s})
    scene, before, after = sequence(view)
    frames = [renderer.render(spec, scene.load) for spec in (before, after)]
    labels = [label(frame) for frame in frames]
    flow = labels[0].flow
    assert flow is not None
    assert np.isfinite(flow).all()
    assert np.linalg.norm(flow, axis=-1).max() > 8.0
    y, x = np.mgrid[0:160, 0:240] + 0.5
    there = x + flow[..., 0], y + flow[..., 1]
    landed = pulled(labels[1].instances_all, *there)
    seen = inner(labels[0]) & (landed == labels[0].instances_all)
    assert seen.mean() > 0.6
    assert {1, 2} <= set(np.unique(labels[0].instances_all[seen]))
    pictures = [frame.radiance[..., 0] / frames[0].radiance.max() for frame in frames]
    error = (pulled(pictures[1], *there) - pictures[0])[seen]
    still = (pictures[1] - pictures[0])[seen]
    # Half a pixel of resampling blurs the patches' edges; a flow of zero is 10 dB worse.
    psnr, unmoved = (-10.0 * np.log10(np.mean(difference**2)) for difference in (error, still))
    assert psnr > 27.0
    assert psnr > unmoved + 8.0


@pytest.mark.parametrize(
    ("lens", "readout_s"), [(None, 0.0), (BrownConrady(k1=-0.15, k2=0.02), 0.03)], ids=["pinhole, all at once", "barrel, row by row"]
)
def test_what_is_occluded_is_not_in_the_next_frame(renderer: Renderer, lens: BrownConrady | None, readout_s: float) -> None:
    """Judged by the next frame's own labels: what is not occluded has its depth there, what is lies behind something or outside."""
    view = camera(width=240, height=160).model_copy(update={"lens": lens, "readout_s": readout_s})
    scene, before, after = sequence(view)
    frames = [renderer.render(spec, scene.load) for spec in (before, after)]
    now, then = label(frames[0], occlusion=True), label(frames[1])
    landed = landings(before, now.instances_all, now.depth_m)
    assert landed is not None
    assert now.occluded is not None
    x, y = landed.pixels.transpose(2, 0, 1)
    outside = ~((x >= 0) & (x < 240) & (y >= 0) & (y < 160))
    assert now.occluded[outside].all()
    near_there = np.where(np.isfinite(then.depth_m), 1.0 / then.depth_m, 0.0).astype(np.float32)
    least, most = (pulled(change(near_there, np.ones((3, 3))), x, y) for change in (cv2.erode, cv2.dilate))
    sure = inner(now) & ~outside
    covered, open_ = sure & (least > 1.02 * landed.nearness), sure & (most < 1.01 * landed.nearness)
    assert covered.sum() > 60
    assert open_.sum() > 0.5 * sure.sum()
    assert now.occluded[covered].mean() > 0.99
    assert now.occluded[open_].mean() < 0.002
    assert label(frames[0]).occluded is None


def test_left_depth_gives_the_disparity_to_the_right_picture(renderer: Renderer) -> None:
    baseline_m = 0.2
    left = camera(width=240, height=160)
    pose = np.array(left.world_from_camera) @ View(name="right", right_m=baseline_m).rig_from_camera
    scene, spec = first(left)
    pair = ViewSpec(group_id=0, number=0, first_from_camera=rows(np.eye(4)), baseline_m=baseline_m)
    spec = spec.model_copy(update={"view": pair})
    both = [spec, spec.model_copy(update={"camera": left.model_copy(update={"world_from_camera": rows(pose)})})]
    frames = [renderer.render(view, scene.load) for view in both]
    labels = [label(frame) for frame in frames]
    disparity_px = labels[0].disparity_px
    assert disparity_px is not None
    y, x = np.mgrid[0:160, 0:240] + 0.5
    landed = pulled(labels[1].depth_m, x - disparity_px, y)
    seen = inner(labels[0]) & (np.abs(landed - labels[0].depth_m) < 1e-3 * labels[0].depth_m)
    # Of what is inside both frames, all but what the board hides from one eye agrees in depth, and then in colour.
    assert seen.mean() > 0.75
    pictures = [frame.radiance[..., 0] / frames[0].radiance.max() for frame in frames]
    error = (pulled(pictures[1], x - disparity_px, y) - pictures[0])[seen]
    assert -10.0 * np.log10(np.mean(error**2)) > 27.0

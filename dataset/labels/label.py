"""label: the labels of one frame, by casting rays at its evaluated geometry.

Each object is cast alone inside its projected box; everything else is bookkeeping on those hits. Occlusion is "whose hit is
nearest", an amodal mask is "was it hit at all", so no label costs a second pass. Scenery, of which only the visible part is
wanted, comes last and is cast only where nothing in front hides it.
"""

from dataclasses import dataclass

import numpy as np

from setpiece.dataset.labels.cast import cast
from setpiece.dataset.labels.depth import planar_depth_m
from setpiece.dataset.labels.disparity import disparity_px
from setpiece.dataset.labels.drift import Drift, drift_of, settled, swept_box
from setpiece.dataset.labels.flow import forward_flow, landings
from setpiece.dataset.labels.normals import smooth_normals, triangle_normals
from setpiece.dataset.labels.occlusion import occluded
from setpiece.dataset.labels.pinhole import PixelBox, Pose, frame_box, inverse, projected_box, rays
from setpiece.dataset.labels.prepared import CastCache, Prepared
from setpiece.dataset.labels.truncation import Outside, amodal_box, outside, truncation
from setpiece.dataset.labels.types import Bool, Float32, Int32, Labels, ObjectLabel
from setpiece.dataset.labels.visibility import Picture
from setpiece.dataset.labels.windows import tight
from setpiece.render.frame import Frame
from setpiece.scenes.spec import CameraSpec, ObjectSpec


@dataclass(frozen=True, eq=False)
class _Aimed:
    """One object of the frame and where to shoot at it.

    Attributes:
        spec, prepared, pose: the object.
        box: where its mesh can be in the picture plane, possibly beyond the frame.
        window: the part of that inside the frame.
        drift: how it moves against the camera while the rows are read out, if it does.
    """

    spec: ObjectSpec
    prepared: Prepared
    pose: Pose
    box: PixelBox
    window: PixelBox
    drift: Drift | None


def label(frame: Frame, cache: CastCache | None = None, *, normals: bool = True, occlusion: bool = False) -> Labels:
    """All labels of a frame.

    Glass counts as opaque: its mask is its outline. Back faces count as surface.

    Args:
        frame: what the renderer handed out.
        cache: prepared geometry of earlier frames; pass the same one again, its keys are the frame's geometry keys.
        normals: also shading normals; they take a quarter of the time.
        occlusion: also of sequences, what the next image does not show; adds some 60 % to the time of the rest.
    """
    camera, cache = frame.spec.camera, CastCache() if cache is None else cache
    aimed = _aim(frame, cache)
    picture = Picture(camera.height, camera.width)
    outlines = {number: _add(picture, camera, number, item) for number, item in enumerate(aimed) if item.spec.category is not None}
    for number in _front_to_back(aimed):
        _add_visible(picture, camera, number, aimed[number])
    ids_all, ids = _id_maps(picture.owner, aimed)
    depth_m = planar_depth_m(picture.nearness)
    landed = landings(frame.spec, ids_all, depth_m)
    return Labels(
        width=camera.width,
        height=camera.height,
        intrinsics=np.array(camera.intrinsics),
        world_from_camera=np.array(camera.world_from_camera),
        instances=ids,
        instances_all=ids_all,
        depth_m=depth_m,
        normals=_normal_map(camera, picture, aimed) if normals else None,
        objects=tuple(_object_label(camera, picture, number, aimed[number], outline) for number, outline in outlines.items()),
        flow=forward_flow(landed) if landed else None,
        occluded=occluded(frame, landed, cache) if landed and occlusion else None,
        disparity_px=disparity_px(frame.spec, depth_m),
    )


def _aim(frame: Frame, cache: CastCache) -> list[_Aimed]:
    camera = frame.spec.camera
    camera_from_world = inverse(np.array(camera.world_from_camera))
    specs = {item.instance_id: item for item in frame.spec.objects}
    aimed = []
    for placed in frame.placed:
        spec, geometry = specs[placed.instance_id], frame.geometries[placed.geometry]
        pose = Pose(camera_from_world @ placed.world_from_object)
        drift = drift_of(camera, spec, placed.world_from_object)
        # Of scenery only what is in the frame is wanted, so that the corners of its box will do, and most of it is left out here.
        loose, bounds_m = spec.category is None, geometry.bounds_m
        points_m = geometry.corners_m if loose else geometry.points_m
        box = swept_box(camera, points_m, bounds_m, drift) if drift else projected_box(camera, points_m, bounds_m, pose)
        window = box.meet(frame_box(camera))
        if not (loose and window.empty):
            aimed.append(_Aimed(spec, cache.get(placed.geometry, geometry), pose, box, window, drift))
    return aimed


def _add(picture: Picture, camera: CameraSpec, number: int, item: _Aimed) -> Bool:
    """Cast an object as if alone, put it into the picture, and return its outline in its window."""
    hits = cast(item.prepared, rays(camera, item.window), item.pose, drift=item.drift)
    picture.add(number, item.window, hits)
    return hits.prim >= 0


def _add_visible(picture: Picture, camera: CameraSpec, number: int, item: _Aimed) -> None:
    """Cast an object where nothing in the picture hides it."""
    covered = picture.nearness[item.window.slices]
    picture.add(number, item.window, cast(item.prepared, rays(camera, item.window), item.pose, covered, item.drift))


def _front_to_back(aimed: list[_Aimed]) -> list[int]:
    """The numbers of the scenery, those with the nearest centre first: the order only saves rays."""

    def depth_m(number: int) -> float:
        center = np.append(aimed[number].prepared.geometry.bounds_m.mean(axis=0), 1.0)
        return float(aimed[number].pose.camera_from_object[2] @ center)

    return sorted((number for number, item in enumerate(aimed) if item.spec.category is None), key=depth_m)


def _id_maps(owner: Int32, aimed: list[_Aimed]) -> tuple[Int32, Int32]:
    """Instance ids of everything, and of annotated objects only; the last entry of each table is the background's."""
    everything = np.array([*(item.spec.instance_id for item in aimed), 0], dtype=np.int32)
    annotated = np.array([*(0 if item.spec.category is None else item.spec.instance_id for item in aimed), 0], dtype=np.int32)
    return everything.take(owner, mode="wrap"), annotated.take(owner, mode="wrap")


def _normal_map(camera: CameraSpec, picture: Picture, aimed: list[_Aimed]) -> Float32:
    """Every pixel takes its triangle's normal; on curved triangles it is interpolated instead."""
    normals = np.zeros((camera.height * camera.width, 3), dtype=np.float32)
    grid = rays(camera, frame_box(camera))
    owner, prim, nearness = picture.owner.ravel(), picture.prim.ravel(), picture.nearness.ravel()
    order = np.argsort(owner, kind="stable")
    numbers, starts = np.unique(owner[order], return_index=True)
    for number, pixels in zip(numbers, np.split(order, starts[1:]), strict=True):
        if number < 0:
            continue
        item = aimed[number]
        shown, which = np.unique(prim[pixels], return_inverse=True)
        normals[pixels] = triangle_normals(item.prepared, shown, item.pose)[which]
        curved = pixels[~item.prepared.flat[prim[pixels]]]
        points = grid.points(curved, nearness[curved])
        if item.drift is not None:
            points = settled(grid, item.drift, points, curved, item.pose.camera_from_object)
        normals[curved] = smooth_normals(item.prepared, prim[curved], points, item.pose)
    return normals.reshape(camera.height, camera.width, 3)


def _object_label(camera: CameraSpec, picture: Picture, number: int, item: _Aimed, outline: Bool) -> ObjectLabel:
    assert item.spec.category is not None
    visible = tight(picture.shows(number, item.window), item.window.x0, item.window.y0)
    amodal = tight(outline, item.window.x0, item.window.y0)
    visible_px, amodal_px = int(visible.mask.sum()), int(amodal.mask.sum())
    beyond = Outside(0, None)
    if item.box != item.window:
        beyond = outside(item.prepared, camera, item.box, frame_box(camera), item.pose, item.drift)
    low, high = item.prepared.geometry.bounds_m
    return ObjectLabel(
        instance_id=item.spec.instance_id,
        category=item.spec.category,
        attributes=item.spec.attributes,
        visible=visible,
        amodal=amodal,
        visible_px=visible_px,
        amodal_px=amodal_px,
        visible_fraction=visible_px / amodal_px if amodal_px else 0.0,
        truncation=truncation(amodal_px, beyond.area_px, in_frame=item.window.area > 0),
        bbox_xywh=visible.bbox_xywh,
        amodal_bbox_xywh=amodal_box(amodal, beyond),
        size_m=high - low,
        center_m=(low + high) / 2,
        camera_from_object=item.pose.camera_from_object,
    )

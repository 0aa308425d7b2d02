"""label: the labels of one frame, by casting rays at its evaluated geometry.

Each object is cast alone inside its projected box; everything else is bookkeeping on those hits. Occlusion is "whose hit is
nearest", an amodal mask is "was it hit at all", so no label costs a second pass.
"""

from dataclasses import dataclass

import numpy as np

from setpiece.dataset.labels.cast import Hits, cast
from setpiece.dataset.labels.depth import planar_depth_m
from setpiece.dataset.labels.normals import shading_normals
from setpiece.dataset.labels.pinhole import PixelBox, frame_box, projected_box, rays
from setpiece.dataset.labels.prepared import CastCache, Prepared
from setpiece.dataset.labels.truncation import Outside, amodal_box, outside, truncation
from setpiece.dataset.labels.types import Bool, Float32, Float64, Int32, Labels, ObjectLabel
from setpiece.dataset.labels.visibility import Picture, compose
from setpiece.dataset.labels.windows import tight
from setpiece.render.frame import Frame
from setpiece.scenes.spec import CameraSpec, ObjectSpec


@dataclass(frozen=True, eq=False)
class _Seen:
    """One object of the frame and what rays hit of it.

    Attributes:
        spec, prepared, camera_from_object: the object.
        box: where its mesh can be in the picture plane, possibly beyond the frame.
        window: the part of that inside the frame, where rays were cast.
        hits: what they hit.
    """

    spec: ObjectSpec
    prepared: Prepared
    camera_from_object: Float64
    box: PixelBox
    window: PixelBox
    hits: Hits


def label(frame: Frame, cache: CastCache | None = None) -> Labels:
    """All labels of a frame.

    Glass counts as opaque: its mask is its outline. Back faces count as surface.

    Args:
        frame: what the renderer handed out.
        cache: prepared geometry of earlier frames; pass the same one again, its keys are the frame's geometry keys.
    """
    camera = frame.spec.camera
    seen = _cast_all(frame, CastCache() if cache is None else cache)
    picture = compose(camera.height, camera.width, [item.window for item in seen], [item.hits for item in seen])
    ids_all, ids = _id_maps(picture.owner, seen)
    return Labels(
        width=camera.width,
        height=camera.height,
        intrinsics=np.array(camera.intrinsics),
        world_from_camera=np.array(camera.world_from_camera),
        instances=ids,
        instances_all=ids_all,
        depth_m=planar_depth_m(picture.nearness),
        normals=_normal_map(camera, picture, seen),
        objects=tuple(_object_label(camera, picture, number, item) for number, item in enumerate(seen) if item.spec.category is not None),
    )


def _cast_all(frame: Frame, cache: CastCache) -> list[_Seen]:
    camera = frame.spec.camera
    whole = frame_box(camera)
    camera_from_world = np.linalg.inv(np.array(camera.world_from_camera))
    specs = {item.instance_id: item for item in frame.spec.objects}
    seen = []
    for placed in frame.placed:
        prepared = cache.get(placed.geometry, frame.geometries[placed.geometry])
        pose = camera_from_world @ placed.world_from_object
        box = projected_box(camera, prepared.points_m, prepared.bounds_m, pose)
        window = box.meet(whole)
        window = PixelBox(0, 0, 0, 0) if window.empty else window
        hits = cast(prepared, rays(camera, window), pose)
        seen.append(_Seen(specs[placed.instance_id], prepared, pose, box, window, hits))
    return seen


def _id_maps(owner: Int32, seen: list[_Seen]) -> tuple[Int32, Int32]:
    """Instance ids of everything, and of annotated objects only; the last entry of each table is the background's."""
    everything = np.array([*(item.spec.instance_id for item in seen), 0], dtype=np.int32)
    annotated = np.array([*(item.spec.instance_id if item.spec.category is not None else 0 for item in seen), 0], dtype=np.int32)
    return everything[owner], annotated[owner]


def _normal_map(camera: CameraSpec, picture: Picture, seen: list[_Seen]) -> Float32:
    normals = np.zeros((camera.height, camera.width, 3), dtype=np.float32)
    for number, item in enumerate(seen):
        shown = _shown(picture, number, item)
        prim, nearness = item.hits.prim[shown], item.hits.nearness[shown]
        normals[item.window.slices][shown] = shading_normals(
            item.prepared, rays(camera, item.window), shown, prim, nearness, item.camera_from_object
        )
    return normals


def _object_label(camera: CameraSpec, picture: Picture, number: int, item: _Seen) -> ObjectLabel:
    assert item.spec.category is not None
    visible = tight(_shown(picture, number, item), item.window.x0, item.window.y0)
    amodal = tight(item.hits.prim >= 0, item.window.x0, item.window.y0)
    visible_px, amodal_px = int(visible.mask.sum()), int(amodal.mask.sum())
    beyond = Outside(0, None)
    if item.box != item.window:
        beyond = outside(item.prepared, camera, item.box, frame_box(camera), item.camera_from_object)
    low, high = item.prepared.bounds_m
    return ObjectLabel(
        instance_id=item.spec.instance_id,
        category=item.spec.category,
        attributes=item.spec.attributes,
        visible=visible,
        amodal=amodal,
        visible_px=visible_px,
        amodal_px=amodal_px,
        visible_fraction=visible_px / amodal_px if amodal_px else 0.0,
        truncation=truncation(amodal_px, beyond.area_px, in_frame=not item.window.empty),
        bbox_xywh=visible.bbox_xywh,
        amodal_bbox_xywh=amodal_box(amodal, beyond),
        size_m=high - low,
        center_m=(low + high) / 2,
        camera_from_object=item.camera_from_object,
    )


def _shown(picture: Picture, number: int, item: _Seen) -> Bool:
    """The pixels of an object's window that show it."""
    shown: Bool = picture.owner[item.window.slices] == number
    return shown

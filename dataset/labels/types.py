"""What the labels of one image are: plain arrays and numbers, before any file format."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import JsonValue

Bool = NDArray[np.bool_]
Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Int32 = NDArray[np.int32]
Indices = NDArray[np.intp]
BoxXywh = tuple[int, int, int, int]
"""x, y of the left upper edge of the first pixel, then the counts of columns and rows."""


@dataclass(frozen=True, eq=False)
class Window:
    """A mask inside a picture, kept as its own small rectangle: tight, so its first and last rows and columns hold a pixel.

    Attributes:
        x, y: column and row of the rectangle's first pixel in the picture.
        mask: (h, w) bool; (0, 0) for an empty mask.
    """

    x: int
    y: int
    mask: Bool

    @property
    def bbox_xywh(self) -> BoxXywh | None:
        """The mask's box, or None for an empty mask."""
        height, width = self.mask.shape
        return (self.x, self.y, width, height) if self.mask.size else None

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns of the picture that the rectangle covers: ``picture[window.slices][window.mask]``."""
        height, width = self.mask.shape
        return slice(self.y, self.y + height), slice(self.x, self.x + width)

    def full(self, height: int, width: int) -> Bool:
        """The mask in a picture of the given size: (height, width) bool."""
        picture = np.zeros((height, width), dtype=np.bool_)
        picture[self.slices] = self.mask
        return picture


@dataclass(frozen=True, eq=False)
class ObjectLabel:
    """One annotated object, seen or not.

    The 3D box is the tight axis-aligned box of the mesh in the object's own frame; ``camera_from_object`` takes its corners
    ``center_m +- size_m / 2`` to the camera's frame. Where the object is scaled, so is its box: ``dimensions_m`` has the
    edges' true lengths.

    Attributes:
        instance_id: as in the SceneSpec and in ``Labels.instances``.
        category: name of the annotated class.
        attributes: facts about the object, e.g. {"up_face": 6}.
        visible: the pixels where the object is nearest.
        amodal: the pixels that it would have with nothing in front of it, inside the frame.
        visible_px, amodal_px: their areas.
        visible_fraction: visible_px / amodal_px; 0 when no pixel of the object lies in the frame.
        truncation: share of the object's outline that lies beyond the frame, 0 to 1, occlusion aside.
        bbox_xywh: box of ``visible``; None when nothing is visible.
        amodal_bbox_xywh: box of the whole outline, which may reach beyond the frame; None when the outline holds no pixel.
        size_m: (3,) edges of the 3D box, object frame.
        center_m: (3,) centre of the 3D box, object frame.
        camera_from_object: (4, 4) pose: rotation, translation and uniform scale; camera axes as in OpenCV.
        transmittance: of the air before its visible pixels, mean; None where there is no weather or nothing is visible.
        contrast: to what surrounds it, as ``dataset.atmosphere.contrast`` defines it; None likewise.
    """

    instance_id: int
    category: str
    attributes: Mapping[str, JsonValue]
    visible: Window
    amodal: Window
    visible_px: int
    amodal_px: int
    visible_fraction: float
    truncation: float
    bbox_xywh: BoxXywh | None
    amodal_bbox_xywh: BoxXywh | None
    size_m: Float64
    center_m: Float64
    camera_from_object: Float64
    transmittance: float | None = None
    contrast: float | None = None

    @property
    def dimensions_m(self) -> Float64:
        """(3,) lengths of the 3D box's edges in the world, along the object's x, y and z."""
        lengths: Float64 = self.size_m * np.linalg.norm(self.camera_from_object[:3, :3], axis=0)
        return lengths

    @property
    def corners_m(self) -> Float64:
        """(8, 3) corners of the 3D box in the camera's frame; corner 4 i + 2 j + k is at the high end of x, y, z where i, j, k is 1."""
        signs = np.stack(np.meshgrid([-0.5, 0.5], [-0.5, 0.5], [-0.5, 0.5], indexing="ij"), axis=-1).reshape(8, 3)
        corners = self.center_m + signs * self.size_m
        moved: Float64 = corners @ self.camera_from_object[:3, :3].T + self.camera_from_object[:3, 3]
        return moved


@dataclass(frozen=True, eq=False)
class Labels:
    """All labels of one image.

    Attributes:
        width, height: pixels.
        intrinsics: (3, 3) K; the centre of pixel (0, 0) is at (0.5, 0.5).
        world_from_camera: (4, 4) pose, OpenCV axes.
        instances: (H, W) int32 instance ids; 0 for background and scenery.
        instances_all: (H, W) int32 instance ids with those of scenery; 0 for background only.
        depth_m: (H, W) float32 planar depth; inf where nothing is hit.
        normals: (H, W, 3) float32 unit shading normals in the camera's frame, towards the camera; zeros where nothing is hit. None
            where they are not to be written.
        objects: every object with a category, in the scene's order.
        flow: (H, W, 2) float32 pixels to the right and down until the next image of a sequence, nan where not known; None for
            single images.
        occluded: (H, W) where the next image of a sequence does not show what a pixel shows; None unless asked for.
        disparity_px: (H, W) float32, how far apart a point is in the two pictures of a rectified pair, 0 at infinity; None for others.
    """

    width: int
    height: int
    intrinsics: Float64
    world_from_camera: Float64
    instances: Int32
    instances_all: Int32
    depth_m: Float32
    normals: Float32 | None
    objects: tuple[ObjectLabel, ...]
    flow: Float32 | None = None
    occluded: Bool | None = None
    disparity_px: Float32 | None = None

"""Passes of a picture that is blurred: depth and index as labels have them, through a pinhole, frozen.

Cycles takes depth and index from one path per pixel, which goes through one point of the lens at one moment. Out of focus or in
motion that is noise. So those two passes are rendered again with the lens closed and the shutter short: one path, no light, and plain
surfaces, for which Cycles has no shaders to compile and no textures to load.
"""

from collections.abc import Sequence

import bpy

from setpiece.render.blender.air import AIR
from setpiece.render.blender.materials import HOLES
from setpiece.render.blender.motion import anything_moves, set_motion
from setpiece.render.blender.passes import Passes, render_passes
from setpiece.render.frame import Float32
from setpiece.scenes.spec import CameraSpec, SceneSpec


def blurs(spec: SceneSpec) -> bool:
    """Whether pixels mix what the lens sees from several points or at several moments."""
    return spec.camera.f_number is not None or (spec.camera.shutter_s > 0.0 and anything_moves(spec))


def render_sharp(
    scene: bpy.types.Scene, spec: SceneSpec, seen_by: CameraSpec, objects: Sequence[bpy.types.Object], radiance: Float32
) -> Passes:
    """Render depth and index sharply, after the picture; the scene is spent.

    Args:
        scene: as the picture was rendered.
        spec: it was set up from.
        seen_by: the camera that is rendered.
        objects: Blender's, in the order of the spec.
        radiance: (H, W, 3) of that picture.
    """
    scene.camera.data.dof.use_dof = False
    scene.camera.data.clip_end = seen_by.far_m
    frozen = spec.camera.model_copy(update={"shutter_s": 0.0})
    set_motion(scene, spec.model_copy(update={"camera": frozen}), seen_by, scene.camera, objects)
    scene.world = None
    undress(objects)
    for item in scene.objects:
        item.hide_render = item.hide_render or item.type == "LIGHT" or item.name == AIR
    scene.cycles.samples = 1
    scene.cycles.use_denoising = False
    scene.cycles.max_bounces = 0
    passes = render_passes(scene, wanted=True)
    return Passes(radiance, passes.index, passes.depth_m)


def undress(objects: Sequence[bpy.types.Object]) -> None:
    """Plain surfaces in place of all materials but those with holes, through which depth and index see."""
    plain = bpy.data.materials.new("plain")
    for made in objects:
        for slot in made.material_slots:
            if slot.material not in (None, plain) and HOLES not in slot.material:
                slot.material = plain

"""Ruts: wheel tracks in the snow on the ground, as a share that shaders look up by where they are."""

from dataclasses import dataclass

import bpy
import numpy as np

from setpiece.render.blender.patterns.graph import Graph, Socket
from setpiece.render.wheel_tracks import CELLS, SIDE_M, map_tracks
from setpiece.scenes.spec import SceneSpec

IMAGE = "wheel tracks"


@dataclass(frozen=True)
class Ruts:
    """The map of this scene's wheel tracks, which is in the image ``IMAGE``; ``low_m`` is the world's x and y of its corner."""

    low_m: tuple[float, float]


def lay_ruts(spec: SceneSpec) -> Ruts | None:
    """Draw the map of a scene's wheel tracks into Blender, in place of the scene's before; None if there are none."""
    if (before := bpy.data.images.get(IMAGE)) is not None:
        bpy.data.images.remove(before)
    if spec.weather is None or not spec.weather.tracks or spec.weather.snow_depth_cm <= 0.0:
        return None
    found = map_tracks(spec.weather.tracks, spec.camera)
    image = bpy.data.images.new(IMAGE, CELLS, CELLS, is_data=True)
    pixels = np.ones((CELLS, CELLS, 4), np.float32)
    pixels[..., :3] = found.pressed[..., None]
    image.pixels.foreach_set(pixels.ravel())
    image.update()
    return Ruts((float(found.low_m[0]), float(found.low_m[1])))


def pressed(graph: Graph, ruts: Ruts) -> Socket:
    """How hard the snow is pressed at the shading point, 0 to 1; 0 beyond the map."""
    position = graph.node("ShaderNodeNewGeometry", {}).outputs["Position"]
    origin = (-ruts.low_m[0] / SIDE_M, -ruts.low_m[1] / SIDE_M, 0.0)
    where = graph.vector("MULTIPLY_ADD", position, (1.0 / SIDE_M, 1.0 / SIDE_M, 0.0), origin)
    texture = graph.node("ShaderNodeTexImage", {"Vector": where}, interpolation="Linear", extension="CLIP")
    texture.image = bpy.data.images[IMAGE]
    return graph.separate(texture.outputs["Color"])[0]

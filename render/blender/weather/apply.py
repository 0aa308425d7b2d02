"""apply_weather: what weather does to one material."""

from dataclasses import dataclass

import bpy

from setpiece.assets.material import Material
from setpiece.assets.mesh import Mesh
from setpiece.render.blender.patterns.graph import Graph
from setpiece.render.blender.weather.dust import add_dust
from setpiece.render.blender.weather.puddles import add_puddles
from setpiece.render.blender.weather.ruts import Ruts
from setpiece.render.blender.weather.snow import add_snow
from setpiece.render.blender.weather.wet import wet
from setpiece.scenes.spec import ObjectSpec
from setpiece.scenes.weather.spec import WeatherSpec

GROUND_M = 2.0
"""Ground is at least this wide, and flat: its height is less than a tenth of its width."""


@dataclass(frozen=True)
class Exposure:
    """What one object gets of the weather.

    Attributes:
        weather: on its surfaces.
        ground: level parts of it hold puddles.
        ruts: wheel tracks in the snow on it, if it is ground.
    """

    weather: WeatherSpec
    ground: bool
    ruts: Ruts | None = None


def expose(weather: WeatherSpec | None, item: ObjectSpec, mesh: Mesh, ruts: Ruts | None = None) -> Exposure | None:
    """What an object gets of the weather; None if nothing of it is seen on surfaces."""
    if weather is None or not (weather.wetness or weather.puddles or weather.snow_depth_cm or weather.dust_cover):
        return None
    width, depth, height = sorted(mesh.bounds_m[1] - mesh.bounds_m[0])[::-1]
    ground = item.category is None and bool(depth > GROUND_M and height < 0.1 * depth and width > 0)
    return Exposure(weather, ground, ruts if ground else None)


def apply_weather(
    tree: bpy.types.ShaderNodeTree, bsdf: bpy.types.ShaderNode, plain: bpy.types.ShaderNode | None, material: Material, exposure: Exposure
) -> None:
    """Wires the weather into a material whose maps and pattern are in place already.

    Args:
        tree: the material's node tree, with a surface linked to its output.
        bsdf: the Principled BSDF that the camera sees.
        plain: its cheap copy for diffuse rays, if there is one.
        material: what the tree was made from.
        exposure: the weather.
    """
    weather = exposure.weather
    graph = Graph(tree, bsdf)
    if weather.wetness > 0.0:
        wet(graph, weather)
        if plain is not None:
            wet(Graph(tree, plain), weather, patchy=False)
    if exposure.ground and weather.puddles > 0.0:
        add_puddles(graph, material, weather)
    if weather.dust_cover > 0.0:
        add_dust(graph, weather, ground=exposure.ground)
    if weather.snow_depth_cm > 0.0:
        add_snow(graph, weather, exposure.ruts, ground=exposure.ground)

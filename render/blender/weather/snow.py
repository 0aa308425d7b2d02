"""Snow: lies on what faces up, first in patches, then closed; white, soft and grainy."""

import math

import bpy

from setpiece.render.blender.patterns.graph import Graph, Socket
from setpiece.render.blender.weather.fields import NEVER, patches, unevenness, upward
from setpiece.render.blender.weather.layer import add_shader, lay
from setpiece.render.blender.weather.ruts import Ruts, pressed
from setpiece.render.snow_caps import SNOW
from setpiece.scenes.weather.spec import WeatherSpec

HOLDS, SLIDES = math.cos(math.radians(40.0)), math.cos(math.radians(58.0))
"""Normal z down to which all snow stays, and from which none does."""

GROUND_PATCH_M = 4.0
"""Of the largest patches, where the wind has left more of the snow or less; the noise goes down to 3 cm. Patches of one size would look
like a print."""
EDGE, GROUND_EDGE = 0.06, 0.2
"""Half the width of the edge of a patch, in units of the noise: what lies thinly there lets the ground through. The grain of asphalt
and the stems of grass reach through thin snow nearly everywhere, so on ground there are hardly any edges."""

HALF_COVER_CM, SMOOTH_HALF_COVER_CM = 2.5, 0.5
"""Scale of the depth at which the ground is hidden: G.-Y. Niu, Z.-L. Yang 2007, fresh snow on ground of 1 cm roughness length. Sheet metal
and stone have next to no roughness that could reach through."""

PRESSED = 0.1
"""Share of its depth that is left of snow under wheels, as what still hides the ground."""
SLUSH = (0.30, 0.285, 0.27)
"""Of snow and the dirt of a road, pressed together, linear Rec. 709."""
DEEPEST_RUT_M = 0.06


def snow_cover(depth_cm: float, *, ground: bool = True) -> float:
    """Share of what is level that snow of a mean depth hides: tanh(depth / 2.5 cm) of ground, tanh(depth / 0.5 cm) of smooth things."""
    return math.tanh(depth_cm / (HALF_COVER_CM if ground else SMOOTH_HALF_COVER_CM))


def add_snow(graph: Graph, weather: WeatherSpec, ruts: Ruts | None = None, *, ground: bool) -> None:
    """Lays snow on what faces up, less of it in wheel tracks."""
    snow = add_shader(graph)
    paint_snow(snow, weather, ruts)
    lay(graph.tree, snow_share(graph, weather, ruts, ground=ground), snow.bsdf)


def snow_share(graph: Graph, weather: WeatherSpec, ruts: Ruts | None = None, *, ground: bool) -> Socket:
    """Where snow lies: on the level the share of ``snow_cover``, less on slopes, nothing where it slides off."""
    edge = GROUND_EDGE if ground else EDGE
    field = patches(graph, GROUND_PATCH_M if ground else 0.2, weather.seed + 2, ground=ground)
    line: Socket = field.threshold(snow_cover(weather.snow_depth_cm, ground=ground), edge)
    if ruts is not None:
        line = graph.mix(pressed(graph, ruts), line, field.threshold(snow_cover(PRESSED * weather.snow_depth_cm), edge))
    moved = graph.ramp(upward(graph), SLIDES, HOLDS, NEVER, line)
    return field.above(graph, moved, edge)


def paint_snow(snow: Graph, weather: WeatherSpec, ruts: Ruts | None = None) -> None:
    """Makes a BSDF matt white, with the relief of drifts and grains; in wheel tracks lower and dirty."""
    snow.set("Base Color", (*SNOW.base_color, 1.0))
    snow.set("Roughness", SNOW.roughness)
    snow.set("IOR", SNOW.ior)
    drifts = unevenness(snow, 0.35, weather.seed + 3)
    snow.bump(drifts, min(0.04, 0.003 * weather.snow_depth_cm + 0.004))
    snow.bump(snow.noise(snow.position(weather.seed, 1.0 / 0.008), 2.0, 0.7), 0.0025)
    if ruts is not None:
        hard = pressed(snow, ruts)
        clods = snow.noise(snow.position(weather.seed + 5, 1.0 / 0.4), 5.0, 0.6)
        dirt = snow.math("MULTIPLY", hard, snow.ramp(clods, 0.3, 0.65, 0.25, 1.0))
        snow.tint(dirt, SLUSH)
        snow.bump(snow.math("SUBTRACT", 1.0, hard), min(0.01 * weather.snow_depth_cm, DEEPEST_RUT_M))


def make_snow(weather: WeatherSpec, ruts: Ruts | None = None) -> bpy.types.Material:
    """The material of snow that has a shape of its own."""
    data = bpy.data.materials.new("snow")
    paint_snow(Graph(data.node_tree, data.node_tree.nodes["Principled BSDF"]), weather, ruts)
    return data

"""Snow: lies on what faces up, first in patches, then closed; white, soft and grainy."""

import math

import bpy

from setpiece.render.blender.patterns.graph import Graph, Socket
from setpiece.render.blender.weather.fields import NEVER, patches, unevenness, upward
from setpiece.render.blender.weather.layer import add_shader, lay
from setpiece.render.snow_caps import SNOW
from setpiece.scenes.weather.spec import WeatherSpec

HOLDS, SLIDES = math.cos(math.radians(40.0)), math.cos(math.radians(58.0))
"""Normal z down to which all snow stays, and from which none does."""

EDGE, GROUND_EDGE = 0.06, 0.15
"""Half the width of the edge of a patch, in units of the noise: what lies thinly there lets the ground through. The grain of asphalt
and the stems of grass reach through thin snow nearly everywhere, so on ground there are hardly any edges."""

HALF_COVER_CM = 2.5
"""Scale of the depth at which the ground is hidden: G.-Y. Niu, Z.-L. Yang 2007, fresh snow on ground of 1 cm roughness length."""


def snow_cover(depth_cm: float) -> float:
    """Share of level ground that snow of a mean depth hides: tanh(depth / 2.5 cm)."""
    return math.tanh(depth_cm / HALF_COVER_CM)


def add_snow(graph: Graph, weather: WeatherSpec, *, ground: bool) -> None:
    """Lays snow on what faces up."""
    snow = add_shader(graph)
    paint_snow(snow, weather)
    lay(graph.tree, snow_share(graph, weather, ground=ground), snow.bsdf)


def snow_share(graph: Graph, weather: WeatherSpec, *, ground: bool) -> Socket:
    """Where snow lies: on the level the share of ``snow_cover``, less on slopes, nothing where it slides off."""
    edge = GROUND_EDGE if ground else EDGE
    field = patches(graph, 0.3 if ground else 0.2, weather.seed + 2, ground=ground)
    line = field.threshold(snow_cover(weather.snow_depth_cm), edge)
    moved = graph.ramp(upward(graph), SLIDES, HOLDS, NEVER, line)
    return field.above(graph, moved, edge)


def paint_snow(snow: Graph, weather: WeatherSpec) -> None:
    """Makes a BSDF matt white, with the relief of drifts and grains."""
    snow.set("Base Color", (*SNOW.base_color, 1.0))
    snow.set("Roughness", SNOW.roughness)
    snow.set("IOR", SNOW.ior)
    drifts = unevenness(snow, 0.35, weather.seed + 3)
    snow.bump(drifts, min(0.04, 0.003 * weather.snow_depth_cm + 0.004))
    snow.bump(snow.noise(snow.position(weather.seed, 1.0 / 0.008), 2.0, 0.7), 0.0025)


def make_snow(weather: WeatherSpec) -> bpy.types.Material:
    """The material of snow that has a shape of its own."""
    data = bpy.data.materials.new("snow")
    paint_snow(Graph(data.node_tree, data.node_tree.nodes["Principled BSDF"]), weather)
    return data

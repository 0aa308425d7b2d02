"""Puddles: standing water on level ground, flat as a mirror but for the rings of falling drops."""

import math

from setpiece.assets.material import Material
from setpiece.render.blender.patterns.graph import Graph, Socket
from setpiece.render.blender.weather.fields import LEVEL, hollows, upward
from setpiece.render.blender.weather.layer import add_shader, lay
from setpiece.render.blender.weather.wet import WATER_IOR, under_water
from setpiece.scenes.weather.spec import WeatherSpec

PUDDLE_M = 1.9
"""Size of the hollows that water stands in."""

ROUGHNESS = 0.02
MURK = 0.55
"""Share of the wet bottom's colour that is left under a finger's breadth of street water."""

SHORE = 0.004
"""Half the width of the shore, in units of the noise: a few centimetres of wet ground that water just covers."""

RING_CELL_M = 0.09
RING_HEIGHT_M = 0.0008
STEADY_RAIN_MM_H = 12.0
"""Rate from which every part of a puddle has a ring on it."""


def add_puddles(graph: Graph, material: Material, weather: WeatherSpec) -> None:
    """Lays water on the share ``weather.puddles`` of level ground, with a soaked rim around it."""
    field = hollows(graph, PUDDLE_M, weather.seed)
    line = field.threshold(weather.puddles, SHORE)
    flat = graph.ramp(upward(graph), LEVEL - 0.01, LEVEL)
    water = graph.math("MULTIPLY", field.above(graph, line, SHORE), flat)
    rim = graph.math("MULTIPLY", graph.ramp(field.value, line - 12.0 * SHORE, line, smooth=True), flat)
    soak_rim(graph, rim)
    lay(graph.tree, water, water_surface(graph, material, weather).bsdf)


def soak_rim(graph: Graph, rim: Socket) -> None:
    """The ground that the puddle has left or is about to reach."""
    graph.set("Base Color", graph.mix_color(graph.math("MULTIPLY", rim, 0.8), graph.input("Base Color"), under_water(graph)))
    before = graph.input("Roughness")
    graph.set("Roughness", graph.mix(rim, before, graph.math("MINIMUM", before, 0.2)))


def water_surface(graph: Graph, material: Material, weather: WeatherSpec) -> Graph:
    """A level mirror of water over the murky bottom."""
    water = add_shader(graph)
    source = graph.input("Base Color") if material.pattern is None else (*material.base_color, 1.0)
    water.set("Base Color", source)
    water.set("Base Color", water.mix_color(1.0, under_water(water), (MURK, MURK, 0.93 * MURK), "MULTIPLY"))
    water.set("Roughness", ROUGHNESS)
    water.set("IOR", WATER_IOR)
    water.set("Normal", rings(water, weather) if weather.rain_mm_h > 0.0 else (0.0, 0.0, 1.0))
    return water


def rings(graph: Graph, weather: WeatherSpec) -> Socket:
    """Normals of the rings that drops make: one ring a cell, each at its own age, two layers over each other."""
    busy = min(1.0, weather.rain_mm_h / STEADY_RAIN_MM_H)
    first = _ring_layer(graph, RING_CELL_M, weather.seed, busy)
    second = _ring_layer(graph, 0.7 * RING_CELL_M, weather.seed + 1, busy)
    height = graph.math("ADD", first, second)
    return graph.node("ShaderNodeBump", {"Strength": 1.0, "Distance": RING_HEIGHT_M, "Height": height}).outputs[0]


def _ring_layer(graph: Graph, cell_m: float, seed: int, busy: float) -> Socket:
    where = graph.node("ShaderNodeNewGeometry", {}).outputs["Position"]
    scaled = graph.vector("MULTIPLY_ADD", where, (1.0 / cell_m,) * 3, (0.37 * (seed % 89), 0.61 * (seed % 97), 0.0))
    cell = graph.node("ShaderNodeTexVoronoi", {"Vector": scaled, "Scale": 1.0}, voronoi_dimensions="2D")
    age, presence, _ = graph.separate(cell.outputs["Color"])
    radius = graph.math("MULTIPLY", age, 0.55)
    away = graph.math("SUBTRACT", cell.outputs["Distance"], radius)
    # Three crests behind the front, dying off to both sides and with age.
    wave = graph.math("COSINE", graph.math("MULTIPLY", away, 2.0 * math.pi / 0.16))
    packet = graph.ramp(graph.math("ABSOLUTE", away), 0.0, 0.2, 1.0, 0.0, smooth=True)
    alive = graph.math("LESS_THAN", presence, busy)
    strength = graph.math("MULTIPLY", graph.ramp(age, 0.0, 1.0, 1.0, 0.25), alive)
    return graph.math("MULTIPLY", graph.math("MULTIPLY", wave, packet), strength)

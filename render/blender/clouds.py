"""Clouds, haze and a level ground over the physical sky, as nodes of a world."""

import math

import bpy
from scipy.special import ndtri

from setpiece.render.blender.patterns.graph import Graph, Socket, offset_of
from setpiece.scenes.spec import CloudySky

LEAST_SUN = 1e-4
"""Less of the sun than this casts no shadow that could be seen."""

_NOISE_MEAN, _NOISE_STD = 0.5, 0.118
"""Of the noise that shapes the clouds; measured, so that a threshold covers a chosen share of the sky."""
_EDGE = 0.07
_DECK = 0.14
"""Flattens the horizon: clouds there are this many heights nearer than a plane would have them, and not infinitely many."""
_PUFFS = 1.4
"""Largest clouds per height of the deck."""
_RELIEF = 0.5
"""How far thick and thin parts of a cloud differ in radiance."""
_DISC_RADIUS = 1.03
"""Of the sun's own: the hole in the clouds through which its disc, dimmed to what gets through, is seen."""
_HORIZON = 0.012


def cover_with_clouds(sky: CloudySky, clear: bpy.types.ShaderNode, tree: bpy.types.ShaderNodeTree) -> None:
    """Wire clouds before the clear sky and a ground below it, into the world's Background node."""
    background = tree.nodes["Background"]
    graph = Graph(tree, background)
    direction = tree.nodes.new("ShaderNodeTexCoord").outputs["Generated"]
    x, y, z = graph.separate(direction)
    behind = graph.mix_color(1.0, clear.outputs["Color"], (sky.clear.strength,) * 3, "MULTIPLY")
    behind = graph.mix_color(1.0, behind, sky.clear.glow, "ADD")
    thickness = _thickness(graph, sky, x, y, z)
    hidden = _hidden(graph, sky, thickness)
    if sky.sun_transmission > LEAST_SUN:
        hidden = graph.math("MULTIPLY", hidden, _beside_sun(graph, clear, direction))
    above = graph.mix_color(hidden, behind, _cloud_radiance(graph, sky, thickness, z))
    up = graph.ramp(z, -_HORIZON, 0.0, smooth=True)
    tree.links.new(graph.mix_color(up, sky.ground_radiance, above), background.inputs["Color"])
    background.inputs["Strength"].default_value = 1.0


def _thickness(graph: Graph, sky: CloudySky, x: Socket, y: Socket, z: Socket) -> Socket:
    """Fractal noise on a level deck above the viewer."""
    height = graph.math("ADD", graph.math("MAXIMUM", z, 0.0), _DECK)
    deck = graph.combine(graph.math("DIVIDE", x, height), graph.math("DIVIDE", y, height), 0.0)
    moved = graph.vector("MULTIPLY_ADD", deck, (_PUFFS, _PUFFS, 0.0), offset_of(sky.seed))
    return graph.noise(moved, detail=7.0, roughness=0.55)


def _hidden(graph: Graph, sky: CloudySky, thickness: Socket) -> Socket:
    """Share of the clear sky that is hidden in this direction."""
    if sky.cover <= 0.0 or sky.veil >= 1.0:
        return sky.veil
    if sky.cover >= 1.0:
        return 1.0
    threshold = _NOISE_MEAN - _NOISE_STD * float(ndtri(sky.cover))
    return graph.ramp(thickness, threshold - _EDGE, threshold + _EDGE, sky.veil, 1.0, smooth=True)


def _beside_sun(graph: Graph, clear: bpy.types.ShaderNode, direction: Socket) -> Socket:
    """0 on the disc, 1 elsewhere."""
    azimuth, elevation = math.pi / 2 - clear.sun_rotation, clear.sun_elevation
    sun = (math.cos(elevation) * math.cos(azimuth), math.cos(elevation) * math.sin(azimuth), math.sin(elevation))
    away = graph.node("ShaderNodeVectorMath", {0: direction, 1: sun}, operation="DISTANCE").outputs["Value"]
    return graph.math("GREATER_THAN", away, _DISC_RADIUS * clear.sun_size / 2)


def _cloud_radiance(graph: Graph, sky: CloudySky, thickness: Socket, z: Socket) -> Socket:
    """The overcast sky's distribution, darker where the cloud is thick; its mean over the noise is the smooth one."""
    gradient = graph.ramp(z, 0.0, 1.0, 1.0 / 3.0, 1.0)
    low, high = _NOISE_MEAN - 2.5 * _NOISE_STD, _NOISE_MEAN + 2.5 * _NOISE_STD
    relief = graph.ramp(thickness, low, high, 1.0 + _RELIEF / 2, 1.0 - _RELIEF / 2)
    factor = graph.math("MULTIPLY", gradient, relief)
    return graph.mix_color(1.0, graph.combine(factor, factor, factor), sky.cloud_radiance, "MULTIPLY")

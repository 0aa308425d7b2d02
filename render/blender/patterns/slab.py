"""Slab: soft clouds and grain, then joints, tracks, skid marks and stains."""

import bpy

from setpiece.assets.material import Material
from setpiece.assets.patterns import Slab
from setpiece.render.blender.patterns.apply import apply_pattern
from setpiece.render.blender.patterns.graph import Graph, Socket
from setpiece.render.blender.patterns.marks import stains, tracks

CUT_M = 0.004
"""Width of a saw cut; dirt gathers about it over ten times as much."""


@apply_pattern.register
def _(pattern: Slab, tree: bpy.types.ShaderNodeTree, bsdf: bpy.types.ShaderNode, material: Material) -> None:
    graph = Graph(tree, bsdf)
    clouds = graph.noise(graph.position(pattern.seed, 1.0 / pattern.cloud_m), 7.0, 0.58, 0.2)
    graph.tint(graph.ramp(clouds, 0.2, 0.8, 0.0, pattern.clouds), pattern.second_color)
    grain = graph.noise(graph.position(pattern.seed + 1, 90.0), 3.0, 0.7)
    graph.brighten(graph.math("MULTIPLY_ADD", graph.math("SUBTRACT", grain, 0.5), 0.5, 1.0))
    roughness = graph.ramp(clouds, 0.3, 0.7, -0.06, 0.06)
    rubber = graph.math("MULTIPLY", tracks(graph, pattern.seed + 2, 0.09, 14.0), pattern.tracks)
    if pattern.skids > 0.0:
        rubber = graph.math("MAXIMUM", rubber, _skids(graph, pattern))
    graph.tint(rubber, pattern.tyre_color)
    if pattern.stains > 0.0:
        spilt = stains(graph, pattern.seed + 6, 0.4, pattern.stains)
        graph.brighten(graph.math("MULTIPLY_ADD", spilt, -0.35, 1.0))
        roughness = graph.math("MULTIPLY_ADD", spilt, -0.08, roughness)
    graph.roughen(roughness)
    if pattern.joint_m > 0.0:
        cut = _joints(graph, pattern.joint_m)
        graph.brighten(graph.math("MULTIPLY_ADD", cut, -0.75, 1.0))


def _skids(graph: Graph, pattern: Slab) -> Socket:
    """Marks 15 cm wide along the contours of a slow noise, which wander and turn as trucks do; in places only."""
    drift = graph.noise(graph.position(pattern.seed + 4, (0.22, 0.4, 0.4)), 0.0)
    # The noise changes by some 0.2 a metre where it crosses its mean.
    band = graph.ramp(graph.math("ABSOLUTE", graph.math("SUBTRACT", drift, 0.5)), 0.006, 0.014, 1.0, 0.0)
    where = graph.noise(graph.position(pattern.seed + 5, 0.7), 3.0, 0.6)
    threshold = 0.68 - 0.25 * pattern.skids
    return graph.math("MULTIPLY", band, graph.ramp(where, threshold, threshold + 0.12, 0.0, 0.75, smooth=True))


def _joints(graph: Graph, joint_m: float) -> Socket:
    """1 in a saw cut, fading over the dirt beside it."""
    x, y, _ = graph.separate(graph.node("ShaderNodeTexCoord", {}).outputs["Object"])
    # Moved by a third, so that no cut lies in the middle of the aisle.
    near = [
        graph.math("MULTIPLY", graph.math("PINGPONG", graph.math("MULTIPLY_ADD", place, 1.0 / joint_m, 0.33), 0.5), joint_m)
        for place in (x, y)
    ]
    edge = graph.math("MINIMUM", *near)
    dirt = graph.ramp(edge, CUT_M, 10.0 * CUT_M, 0.25, 0.0)
    return graph.math("MAXIMUM", graph.ramp(edge, 0.5 * CUT_M, CUT_M, 1.0, 0.0), dirt)

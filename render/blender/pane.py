"""Panes: thin sheets of glass, through which one sees straight."""

import bpy

from setpiece.assets.material import Material
from setpiece.render.blender.patterns.graph import Graph

NORMAL_REFLECTANCE = 0.08
"""Of both faces together at normal incidence: 2 ((n - 1) / (n + 1))^2 of glass with n = 1.5."""


def connect_pane(tree: bpy.types.ShaderNodeTree, bsdf: bpy.types.ShaderNode, material: Material) -> None:
    """Show what is behind the surface, filtered, and a mirror over it where the ray comes from outside.

    The ray is not bent: the two faces of a sheet would bend it there and back, which costs bounces and noise and shows nothing. Each
    face takes the root of the sheet's filter. The mirror's weight is Schlick's approximation (C. Schlick, "An inexpensive BRDF model
    for physically-based rendering", Computer Graphics Forum 13(3), 1994), of both faces at once, on the outer face.
    """
    graph = Graph(tree, bsdf)
    clear = graph.node("ShaderNodeBsdfTransparent", {"Color": (*(channel**0.5 for channel in material.base_color), 1.0)})
    mirror = graph.node("ShaderNodeBsdfAnisotropic", {"Color": (1.0, 1.0, 1.0, 1.0), "Roughness": material.roughness})
    grazing = graph.math("POWER", graph.node("ShaderNodeLayerWeight", {"Blend": 0.5}).outputs["Facing"], 5.0)
    schlick = graph.math("MULTIPLY_ADD", grazing, 1.0 - NORMAL_REFLECTANCE, NORMAL_REFLECTANCE)
    outside = graph.math("SUBTRACT", 1.0, graph.node("ShaderNodeNewGeometry", {}).outputs["Backfacing"])
    weight = graph.math("MULTIPLY", schlick, outside)
    mix = graph.node("ShaderNodeMixShader", {0: weight, 1: clear.outputs[0], 2: mirror.outputs[0]})
    tree.links.new(mix.outputs[0], tree.nodes["Material Output"].inputs["Surface"])

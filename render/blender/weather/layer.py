"""Layer: something that lies on a surface and hides it."""

import bpy

from setpiece.render.blender.patterns.graph import Graph, Socket


def add_shader(graph: Graph) -> Graph:
    """A second Principled BSDF in the same tree, connected to nothing yet."""
    return Graph(graph.tree, graph.tree.nodes.new("ShaderNodeBsdfPrincipled"))


def lay(tree: bpy.types.ShaderNodeTree, share: Socket, layer: bpy.types.ShaderNode) -> None:
    """Shows the layer instead of what the material shows now, by share. Cycles does not evaluate what has no share."""
    outlet = tree.nodes["Material Output"].inputs["Surface"]
    mix = tree.nodes.new("ShaderNodeMixShader")
    tree.links.new(share, mix.inputs[0])
    tree.links.new(outlet.links[0].from_socket, mix.inputs[1])
    tree.links.new(layer.outputs["BSDF"], mix.inputs[2])
    tree.links.new(mix.outputs["Shader"], outlet)

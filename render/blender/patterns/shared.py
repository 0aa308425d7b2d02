"""Shared effects: node groups, so that what many materials have in common is wired once per scene.

Blender looks through a whole node tree after every change of it, so that wiring costs the square of a tree's size: what weather does to
the eighty materials of a street took 7 CPU-s an image. A node of a group is one node. Cycles puts the group's nodes in its place and
drops what has no effect, as it does with nodes wired one by one, so that pixels stay the same.
"""

import hashlib
from collections.abc import Callable, Sequence

import bpy

from setpiece.render.blender.patterns.graph import Graph, put

Effect = Callable[[Graph], None]


def share(graph: Graph, key: str, names: Sequence[str], effect: Effect) -> None:
    """Apply an effect on what feeds a Principled BSDF, through a group.

    Args:
        graph: the material.
        key: equal keys mean equal effects: the group is made for the first.
        names: the BSDF's inputs that the effect reads; it may feed no others.
        effect: changes the inputs of the graph that it is given, in which all of ``names`` are linked.
    """
    name = hashlib.sha256(repr((key, tuple(names))).encode()).hexdigest()[:40]
    group = bpy.data.node_groups.get(name) or _make(name, graph.bsdf, names, effect)
    node = graph.tree.nodes.new("ShaderNodeGroup")
    node.node_tree = group
    for number, name in enumerate(names):
        fed = graph.bsdf.inputs[name]
        if fed.is_linked:
            graph.tree.links.new(fed.links[0].from_socket, node.inputs[number])
        else:
            put(node.inputs[number], fed.default_value)
    for output in node.outputs:
        graph.tree.links.new(output, graph.bsdf.inputs[output.name])


def _make(name: str, bsdf: bpy.types.ShaderNode, names: Sequence[str], effect: Effect) -> bpy.types.ShaderNodeTree:
    """A group that reads ``names`` and gives those of them that the effect changes, tried on a BSDF of its own."""
    tree = bpy.data.node_groups.new(name, "ShaderNodeTree")
    for wanted in names:
        tree.interface.new_socket(wanted, in_out="INPUT", socket_type=_socket_type(bsdf, wanted))
    given = tree.nodes.new("NodeGroupInput")
    stand_in = tree.nodes.new("ShaderNodeBsdfPrincipled")
    for number, wanted in enumerate(names):
        tree.links.new(given.outputs[number], stand_in.inputs[wanted])
    effect(Graph(tree, stand_in))
    changed = [wanted for wanted in names if stand_in.inputs[wanted].links[0].from_node != given]
    for wanted in changed:
        tree.interface.new_socket(wanted, in_out="OUTPUT", socket_type=_socket_type(bsdf, wanted))
    result = tree.nodes.new("NodeGroupOutput")
    for number, wanted in enumerate(changed):
        tree.links.new(stand_in.inputs[wanted].links[0].from_socket, result.inputs[number])
    tree.nodes.remove(stand_in)
    return tree


def _socket_type(bsdf: bpy.types.ShaderNode, name: str) -> str:
    """The kind of group socket that holds what an input of the BSDF holds."""
    return {"RGBA": "NodeSocketColor", "VECTOR": "NodeSocketVector"}.get(bsdf.inputs[name].type, "NodeSocketFloat")

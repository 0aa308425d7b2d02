"""Wood: growth rings of a trunk whose heart lies off the board, with fibres, glued planks and the joints between them."""

import bpy
from setpiece.assets.material import Material
from setpiece.assets.patterns import Wood
from setpiece.render.blender.patterns.apply import apply_pattern
from setpiece.render.blender.patterns.graph import Graph, Socket, offset_of

TAPER = 0.035
"""How far the heart of the trunk strays from the board's axis, metres per metre: what makes flat-sawn boards show cathedrals."""


@apply_pattern.register
def _(pattern: Wood, tree: bpy.types.ShaderNodeTree, bsdf: bpy.types.ShaderNode, material: Material) -> None:
    graph = Graph(tree, bsdf)
    where = graph.node("ShaderNodeTexCoord", {}).outputs["Object"]
    random, joint = _planks(graph, where, pattern)
    rings = _rings(graph, where, random, pattern)
    fibres = graph.noise(graph.vector("MULTIPLY_ADD", where, (18.0, 900.0, 900.0), offset_of(pattern.seed)), 2.0, 0.6)
    late = graph.math("MULTIPLY_ADD", graph.math("SUBTRACT", fibres, 0.5), 0.9, rings, clamp=True)
    graph.tint(late, pattern.dark_color)
    if pattern.plank_width_m > 0.0:
        shade = graph.ramp(graph.separate(random)[2], 0.0, 1.0, 0.86, 1.1)
        graph.brighten(graph.math("MULTIPLY", shade, graph.mix(joint, 1.0, 0.35)))
    graph.roughen(graph.math("MULTIPLY_ADD", late, -0.1, 0.05))
    graph.bump(graph.math("SUBTRACT", fibres, joint), 0.00012)


def _planks(graph: Graph, where: Socket, pattern: Wood) -> tuple[Socket, Socket]:
    """Three random numbers per plank, and 1 in the joint between planks."""
    if pattern.plank_width_m == 0.0:
        return (0.5, 0.5, 0.5), 0.0
    _, y, _ = graph.separate(where)
    lane = graph.math("DIVIDE", y, pattern.plank_width_m)
    index = graph.math("FLOOR", lane)
    random = graph.node("ShaderNodeTexWhiteNoise", {"Vector": graph.combine(index, 0.0, float(pattern.seed % 1000))}).outputs["Color"]
    edge = graph.math("PINGPONG", lane, 0.5)
    joint = graph.ramp(edge, 0.0, 0.0006 / pattern.plank_width_m, 1.0, 0.0)
    return random, joint


def _rings(graph: Graph, where: Socket, random: Socket, pattern: Wood) -> Socket:
    """How much late wood there is: grows slowly across each ring and falls at once, as trees grow."""
    ox, oy, oz = offset_of(pattern.seed, 1.0)
    warp = graph.noise(graph.vector("MULTIPLY_ADD", where, (2.2, 9.0, 9.0), offset_of(pattern.seed + 1)), 2.0, 0.5, color=True)
    warp = graph.vector(
        "MULTIPLY", graph.vector("SUBTRACT", warp, (0.5, 0.5, 0.5)), (0.0, 0.16 * pattern.waviness, 0.16 * pattern.waviness)
    )
    # Each plank comes from another place in the trunk: its own distance to the heart, and its own piece along it.
    spread = (
        graph.vector("MULTIPLY_ADD", random, (7.0, 0.3, 0.12), (ox, 0.06 * oy - 0.15, 0.04 + 0.05 * abs(oz)))
        if pattern.plank_width_m
        else (ox, 0.06 * oy, 0.06 + 0.05 * abs(oz))
    )
    x, y, z = graph.separate(graph.vector("ADD", graph.vector("ADD", where, spread), warp))
    across = graph.math("MULTIPLY_ADD", x, TAPER * oy, y)
    depth = graph.math("MULTIPLY_ADD", x, TAPER * oz, z)
    radius = graph.math("SQRT", graph.math("ADD", graph.math("MULTIPLY", across, across), graph.math("MULTIPLY", depth, depth)))
    ring = graph.math("DIVIDE", radius, pattern.ring_width_m)
    phase = graph.math("FRACT", ring)
    vigour = graph.noise(graph.combine(ring, 0.0, float(pattern.seed % 977)), 0.0)
    late = graph.math("MULTIPLY", graph.ramp(phase, 0.15, 0.88, smooth=True), graph.ramp(phase, 0.92, 1.0, 1.0, 0.0))
    return graph.math("MULTIPLY", late, graph.ramp(vigour, 0.3, 0.7, 0.25, 1.0))

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
    where = _along(graph, pattern)
    random, joint = _planks(graph, where, pattern)
    place = where if pattern.plank_width_m == 0.0 else graph.vector("MULTIPLY_ADD", random, (5.0, 3.0, 3.0), where)
    warp = graph.noise(graph.vector("MULTIPLY_ADD", place, (1.6, 7.0, 7.0), offset_of(pattern.seed + 1)), 1.0, 0.5, color=True)
    rings = _rings(graph, where, random, warp, pattern)
    fibres = graph.noise(graph.vector("MULTIPLY_ADD", place, (30.0, 1100.0, 1100.0), offset_of(pattern.seed)), 2.0, 0.75)
    fibre = graph.math("SUBTRACT", fibres, 0.5)
    late = graph.math("MULTIPLY_ADD", fibre, 0.5, graph.math("MULTIPLY", rings, pattern.contrast), clamp=True)
    graph.tint(late, pattern.dark_color)
    # Pores are the deepest troughs of the fibres.
    pores = graph.math("MULTIPLY", graph.ramp(fibres, 0.34, 0.42, 1.0, 0.0), pattern.pores)
    stain = graph.ramp(graph.separate(warp)[0], 0.25, 0.75, 0.88, 1.12)
    shade = graph.math("MULTIPLY", graph.math("MULTIPLY_ADD", pores, -0.45, 1.0), stain)
    if pattern.plank_width_m > 0.0:
        plank = graph.ramp(graph.separate(random)[2], 0.0, 1.0, 0.84, 1.12)
        shade = graph.math("MULTIPLY", shade, graph.math("MULTIPLY", plank, graph.mix(joint, 1.0, 0.3)))
    graph.brighten(shade)
    graph.roughen(graph.math("MULTIPLY_ADD", graph.math("SUBTRACT", pores, late), 0.12, 0.04))
    graph.bump(graph.math("SUBTRACT", fibre, graph.math("ADD", pores, joint)), 0.00006)


def _along(graph: Graph, pattern: Wood) -> Socket:
    """The shading point with the grain's axis first."""
    where = graph.node("ShaderNodeTexCoord", {}).outputs["Object"]
    if pattern.axis == "x":
        return where
    x, y, z = graph.separate(where)
    return graph.combine(y, x, z) if pattern.axis == "y" else graph.combine(z, x, y)


def _planks(graph: Graph, where: Socket, pattern: Wood) -> tuple[Socket, Socket]:
    """Three random numbers per plank, and 1 in the joint between planks."""
    if pattern.plank_width_m == 0.0:
        return (0.5, 0.5, 0.5), 0.0
    x, y, _ = graph.separate(where)
    lane = graph.math("DIVIDE", y, pattern.plank_width_m)
    row = graph.math("FLOOR", lane)
    edge = graph.math("MULTIPLY", graph.math("PINGPONG", lane, 0.5), pattern.plank_width_m)
    column: Socket = 0.0
    if pattern.plank_length_m > 0.0:
        shift = graph.node("ShaderNodeTexWhiteNoise", {"Vector": graph.combine(row, 5.0, float(pattern.seed % 1000))}).outputs["Value"]
        stretch = graph.math("MULTIPLY_ADD", x, 1.0 / pattern.plank_length_m, graph.math("MULTIPLY", shift, 13.0))
        column = graph.math("FLOOR", stretch)
        edge = graph.math("MINIMUM", edge, graph.math("MULTIPLY", graph.math("PINGPONG", stretch, 0.5), pattern.plank_length_m))
    random = graph.node("ShaderNodeTexWhiteNoise", {"Vector": graph.combine(row, column, float(pattern.seed % 1000))}).outputs["Color"]
    joint = graph.ramp(edge, 0.3 * pattern.joint_m, 0.5 * pattern.joint_m + 1e-4, 1.0, 0.0)
    return random, joint


def _rings(graph: Graph, where: Socket, random: Socket, warp: Socket, pattern: Wood) -> Socket:
    """How much late wood there is: grows slowly across each ring and falls at once, as trees grow."""
    ox, oy, oz = offset_of(pattern.seed, 1.0)
    sway = 0.1 * pattern.waviness
    bent = graph.vector("MULTIPLY_ADD", warp, (0.0, sway, sway), where)
    # The board is cut from the trunk at some distance from its heart; each plank at its own.
    if pattern.plank_width_m > 0.0:
        cut = graph.vector("MULTIPLY_ADD", random, (7.0, 0.24, 0.09), (ox, 0.02 * oy - 0.12, 0.03 + 0.03 * abs(oz)))
    else:
        cut = (ox, 0.06 * oy, 0.05 + 0.06 * abs(oz))
    x, y, z = graph.separate(graph.vector("ADD", bent, cut))
    across = graph.math("MULTIPLY_ADD", x, TAPER * oy, y)
    depth = graph.math("MULTIPLY_ADD", x, TAPER * (oz + (0.4 if oz > 0 else -0.4)), z)
    radius = graph.math("SQRT", graph.math("MULTIPLY_ADD", across, across, graph.math("MULTIPLY", depth, depth)))
    ring = graph.math("DIVIDE", radius, pattern.ring_width_m)
    # Good and bad years: a slow random walk of the ring's width and strength.
    vigour = graph.noise(graph.combine(graph.math("MULTIPLY", ring, 0.37), 0.0, float(pattern.seed % 977)), 1.0)
    phase = graph.math("FRACT", graph.math("MULTIPLY_ADD", vigour, 2.2, ring))
    late = graph.math("MULTIPLY", graph.math("POWER", phase, 2.2), graph.ramp(phase, 0.93, 1.0, 1.0, 0.0, smooth=True))
    return graph.math("MULTIPLY", late, graph.ramp(vigour, 0.3, 0.7, 0.35, 1.0))

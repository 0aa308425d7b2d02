"""Speckle: two colours mixed by fractal noise."""

import bpy

from setpiece.assets.material import Material
from setpiece.assets.patterns import Speckle
from setpiece.render.blender.patterns.apply import apply_pattern
from setpiece.render.blender.patterns.graph import Graph

# Blender's normalised fractal noise is close to a normal distribution with mean 0.5 and this deviation (measured at detail 4).
NOISE_MEAN, NOISE_DEVIATION = 0.5, 0.11


@apply_pattern.register
def _(pattern: Speckle, tree: bpy.types.ShaderNodeTree, bsdf: bpy.types.ShaderNode, material: Material) -> None:
    graph = Graph(tree, bsdf)
    noise = graph.noise(graph.position(pattern.seed, 1.0 / pattern.scale_m), pattern.detail, 0.55, pattern.distortion)
    # The threshold moves with the wanted share, the width of the transition shrinks with contrast.
    threshold = NOISE_MEAN + NOISE_DEVIATION * 4.0 * (0.5 - pattern.amount)
    half_width = NOISE_DEVIATION * (2.0 - 1.9 * pattern.contrast)
    share = graph.ramp(noise, threshold - half_width, threshold + half_width, smooth=True)
    graph.tint(share, pattern.second_color)
    graph.roughen(graph.ramp(noise, 0.3, 0.7, -0.06, 0.06))
    graph.bump(noise, pattern.bump_m)

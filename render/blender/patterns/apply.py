"""apply_pattern: the one entry point, dispatched on the kind of the pattern."""

from functools import singledispatch

import bpy

from setpiece.assets.material import Material
from setpiece.assets.spec import Spec


@singledispatch
def apply_pattern(pattern: Spec, tree: bpy.types.ShaderNodeTree, bsdf: bpy.types.ShaderNode, material: Material) -> None:
    """Wires a pattern into an existing Principled BSDF.

    Base Color, Roughness and Normal may already be linked to image maps: the pattern then varies what the maps give. Patterns are
    evaluated in the object's own frame, in metres.

    Args:
        pattern: one of ``setpiece.assets.patterns``.
        tree: the material's node tree, or the sketch of one; nodes are added to it.
        bsdf: its Principled BSDF.
        material: the material that the pattern belongs to.

    Raises:
        NotImplementedError: the kind has no shader.
    """
    raise NotImplementedError(f"no shader is registered for the pattern {type(pattern).__name__}")

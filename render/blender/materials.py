"""Material specs to Blender materials: one Principled BSDF, image maps, then the pattern."""

import math
from collections.abc import Mapping
from typing import Any

import bpy

from setpiece.assets.material import Material
from setpiece.render.blender.pane import connect_pane
from setpiece.render.blender.patterns import apply_pattern
from setpiece.render.blender.patterns.graph import put
from setpiece.render.blender.patterns.sketch import Shape, Sketch
from setpiece.render.blender.weather import Exposure, apply_weather

GLASS_TRANSMISSION = 0.5
"""From here on a surface lets light rays through straight, see ``connect_clear_shadow``."""

LAMP_W_M2 = 5.0
"""What glows less than this (a window at night has 0.5) shines by the rays that happen to meet it; looking for it would cost more."""

HOLES = "holes"
"""Property of the materials whose opacity image cuts holes."""


def make_material(
    material: Material,
    images: Mapping[str, bpy.types.Image],
    exposure: Exposure | None = None,
    made: dict[Shape, bpy.types.Material] | None = None,
) -> bpy.types.Material:
    """A material datablock.

    Args:
        material: the surface.
        images: the model's textures by name.
        exposure: the weather that it is out in, if any.
        made: the materials of this scene, as ``Sketch.make`` has them.
    """
    tree: Any = Sketch()
    bsdf = tree.nodes["Principled BSDF"]
    set_numbers(bsdf, material)
    connect_maps(tree, bsdf, material, images)
    plain = None
    if material.pattern is not None:
        plain = copy_plain(tree, bsdf, material)
        apply_pattern(material.pattern, tree, bsdf, material)
        diffuse = tree.nodes.new("ShaderNodeLightPath").outputs["Is Diffuse Ray"]
        insert_mix(tree, diffuse, bsdf.outputs["BSDF"], plain.outputs["BSDF"])
    if material.pane:
        connect_pane(tree, bsdf, material)
    elif material.transmission >= GLASS_TRANSMISSION:
        connect_clear_shadow(tree, material)
    if exposure is not None and not material.sheltered:
        apply_weather(tree, bsdf, plain, material, exposure)
    if material.alpha_map is not None:
        connect_cutout(tree, images[material.alpha_map], material.alpha_cutoff)
    data = tree.make("material", {} if made is None else made)
    data.cycles.emission_sampling = "NONE" if material.emission_w_m2 < LAMP_W_M2 else "AUTO"
    if material.alpha_map is not None:
        data[HOLES] = True
    return data


def set_numbers(bsdf: bpy.types.ShaderNode, material: Material) -> None:
    """The parameters without maps."""
    values = {
        "Base Color": (*material.base_color, 1.0),
        "Roughness": material.roughness,
        "Metallic": material.metallic,
        "IOR": material.ior,
        "Transmission Weight": material.transmission,
        "Coat Weight": material.coat,
        "Coat Roughness": material.coat_roughness,
        "Sheen Weight": material.sheen,
        "Subsurface Weight": material.subsurface,
        "Subsurface Scale": material.subsurface_radius_m,
        "Anisotropic": material.anisotropy,
        "Emission Color": (*material.base_color, 1.0),
        # A diffuse emitter of exitance M has radiance M / pi.
        "Emission Strength": material.emission_w_m2 / math.pi,
    }
    for name, value in values.items():
        put(bsdf.inputs[name], value)


def connect_maps(
    tree: bpy.types.ShaderNodeTree, bsdf: bpy.types.ShaderNode, material: Material, images: Mapping[str, bpy.types.Image]
) -> None:
    """Image textures in place of the numbers they are named after."""
    if material.base_color_map is not None:
        tree.links.new(image_node(tree, images[material.base_color_map]).outputs["Color"], bsdf.inputs["Base Color"])
    if material.roughness_map is not None:
        channel = image_channel(tree, images[material.roughness_map], "Green" if material.orm_packed else "Red")
        tree.links.new(channel, bsdf.inputs["Roughness"])
    if material.metallic_map is not None:
        channel = image_channel(tree, images[material.metallic_map], "Blue" if material.orm_packed else "Red")
        tree.links.new(channel, bsdf.inputs["Metallic"])
    if material.normal_map is not None:
        normal = tree.nodes.new("ShaderNodeNormalMap")
        tree.links.new(image_node(tree, images[material.normal_map]).outputs["Color"], normal.inputs["Color"])
        tree.links.new(normal.outputs["Normal"], bsdf.inputs["Normal"])


def copy_plain(tree: bpy.types.ShaderNodeTree, bsdf: bpy.types.ShaderNode, material: Material) -> bpy.types.ShaderNode:
    """The same surface without its pattern, for rays that have bounced off something matt.

    What such a ray finds is averaged over half the scene, so fine variation is lost in it, while a pattern with bump is the
    dearest thing there is to shade. Cycles skips the branch of a mix that has no weight. Measured on the default experiment:
    see ``docs/rendering.md``.
    """
    plain = tree.nodes.new("ShaderNodeBsdfPrincipled")
    set_numbers(plain, material)
    for name in ("Base Color", "Roughness", "Metallic"):
        for link in bsdf.inputs[name].links:
            tree.links.new(link.from_socket, plain.inputs[name])
    return plain


def connect_clear_shadow(tree: bpy.types.ShaderNodeTree, material: Material) -> None:
    """Let shadow and diffuse rays pass glass unbent, tinted by its colour.

    Light through glass is a caustic, which path tracing finds with very few of its paths: at the sample counts that data sets
    are rendered with, glass would throw a black shadow. The camera's own rays still refract. What a real object refracts and
    reflects away from its shadow grows towards its outline, so the light that passes falls off where it grazes the surface.
    """
    path = tree.nodes.new("ShaderNodeLightPath")
    either = tree.nodes.new("ShaderNodeMath")
    either.operation = "MAXIMUM"
    tree.links.new(path.outputs["Is Shadow Ray"], either.inputs[0])
    tree.links.new(path.outputs["Is Diffuse Ray"], either.inputs[1])
    share = tree.nodes.new("ShaderNodeMath")
    share.operation = "MULTIPLY"
    share.inputs[1].default_value = material.transmission
    tree.links.new(either.outputs[0], share.inputs[0])
    grazing = tree.nodes.new("ShaderNodeLayerWeight")
    grazing.inputs["Blend"].default_value = 0.35
    tint = tree.nodes.new("ShaderNodeMix")
    tint.data_type = "RGBA"
    tint.inputs["A"].default_value = (*(0.95 * channel for channel in material.base_color), 1.0)
    tint.inputs["B"].default_value = (*(0.25 * channel for channel in material.base_color), 1.0)
    tree.links.new(grazing.outputs["Facing"], tint.inputs["Factor"])
    clear = tree.nodes.new("ShaderNodeBsdfTransparent")
    tree.links.new(tint.outputs["Result"], clear.inputs["Color"])
    surface = tree.nodes["Material Output"].inputs["Surface"].links[0].from_socket
    insert_mix(tree, share.outputs[0], surface, clear.outputs["BSDF"])


def connect_cutout(tree: bpy.types.ShaderNodeTree, image: bpy.types.Image, cutoff: float) -> None:
    """Holes where the opacity image is below the cutoff: a hard edge, as in the labels."""
    node = image_node(tree, image)
    opaque = tree.nodes.new("ShaderNodeMath")
    opaque.operation = "LESS_THAN"
    opaque.inputs[1].default_value = cutoff
    # Blender reads alpha as 1 from images that have no alpha channel; their opacity is in red.
    tree.links.new(node.outputs["Alpha" if image.depth in (16, 32, 64) else "Color"], opaque.inputs[0])
    hole = tree.nodes.new("ShaderNodeBsdfTransparent")
    surface = tree.nodes["Material Output"].inputs["Surface"].links[0].from_socket
    insert_mix(tree, opaque.outputs[0], surface, hole.outputs["BSDF"])


def insert_mix(
    tree: bpy.types.ShaderNodeTree, factor: bpy.types.NodeSocket, first: bpy.types.NodeSocket, second: bpy.types.NodeSocket
) -> None:
    """Show ``first`` where factor is 0 and ``second`` where it is 1."""
    mix = tree.nodes.new("ShaderNodeMixShader")
    tree.links.new(factor, mix.inputs[0])
    tree.links.new(first, mix.inputs[1])
    tree.links.new(second, mix.inputs[2])
    tree.links.new(mix.outputs["Shader"], tree.nodes["Material Output"].inputs["Surface"])


def image_node(tree: bpy.types.ShaderNodeTree, image: bpy.types.Image) -> bpy.types.ShaderNode:
    """An image texture node, one per image and material."""
    for node in tree.nodes:
        if node.bl_idname == "ShaderNodeTexImage" and node.image == image:
            return node
    node = tree.nodes.new("ShaderNodeTexImage")
    node.image = image
    return node


def image_channel(tree: bpy.types.ShaderNodeTree, image: bpy.types.Image, channel: str) -> bpy.types.NodeSocket:
    """One channel of an image."""
    separate = tree.nodes.new("ShaderNodeSeparateColor")
    tree.links.new(image_node(tree, image).outputs["Color"], separate.inputs["Color"])
    return separate.outputs[channel]

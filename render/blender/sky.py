"""Sky specs to Blender worlds: one function per kind."""

import math
from functools import singledispatch
from pathlib import Path

import bpy

from setpiece.assets.errors import UserError
from setpiece.render.blender.clouds import LEAST_SUN, cover_with_clouds
from setpiece.scenes.spec import CloudySky, HdriSky, PhysicalSky, UniformSky


def make_world(sky: HdriSky | PhysicalSky | CloudySky | UniformSky, map_resolution: int) -> bpy.types.World:
    """A world datablock for the sky, with an importance map of the given width."""
    world = bpy.data.worlds.new("sky")
    world.cycles.sampling_method = "MANUAL"
    world.cycles.sample_map_resolution = map_resolution
    connect_sky(sky, world.node_tree)
    return world


@singledispatch
def connect_sky(sky: object, tree: bpy.types.ShaderNodeTree) -> None:
    """Wire the sky into the world's Background node."""
    raise TypeError(f"no Blender world for {type(sky).__name__}")


@connect_sky.register
def connect_hdri(sky: HdriSky, tree: bpy.types.ShaderNodeTree) -> None:
    """An equirectangular photograph, turned counter-clockwise about z."""
    background = tree.nodes["Background"]
    coordinates = tree.nodes.new("ShaderNodeTexCoord")
    mapping = tree.nodes.new("ShaderNodeMapping")
    # The node turns the direction that is looked up, so the picture turns the other way.
    mapping.inputs["Rotation"].default_value[2] = -math.radians(sky.rotation_deg)
    texture = tree.nodes.new("ShaderNodeTexEnvironment")
    texture.image = load_environment(sky.image)
    tree.links.new(coordinates.outputs["Generated"], mapping.inputs["Vector"])
    tree.links.new(mapping.outputs["Vector"], texture.inputs["Vector"])
    tree.links.new(texture.outputs["Color"], background.inputs["Color"])
    background.inputs["Strength"].default_value = sky.strength


@connect_sky.register
def connect_physical(sky: PhysicalSky, tree: bpy.types.ShaderNodeTree) -> None:
    """Blender's multiple-scattering sky with its sun disc."""
    background = tree.nodes["Background"]
    tree.links.new(add_physical(sky, tree).outputs["Color"], background.inputs["Color"])
    background.inputs["Strength"].default_value = sky.strength
    if any(sky.glow):
        add_glow(tree, sky.glow)


@connect_sky.register
def connect_cloudy(sky: CloudySky, tree: bpy.types.ShaderNodeTree) -> None:
    """Clouds, haze and ground over the physical sky."""
    texture = add_physical(sky.clear, tree)
    texture.sun_disc = sky.sun_transmission > LEAST_SUN
    texture.sun_intensity = sky.sun_transmission
    cover_with_clouds(sky, texture, tree)


def add_physical(sky: PhysicalSky, tree: bpy.types.ShaderNodeTree) -> bpy.types.ShaderNode:
    """The node of the physical sky, without its strength."""
    texture = tree.nodes.new("ShaderNodeTexSky")
    texture.sky_type = "MULTIPLE_SCATTERING"
    texture.sun_elevation = math.radians(sky.sun_elevation_deg)
    texture.sun_rotation = math.radians(sky.sun_azimuth_deg)
    texture.altitude = sky.altitude_m
    texture.air_density = sky.air
    texture.aerosol_density = sky.aerosol
    texture.ozone_density = sky.ozone
    return texture


def add_glow(tree: bpy.types.ShaderNodeTree, glow: tuple[float, float, float]) -> None:
    """Add the same radiance from everywhere to what is on the world's output."""
    even = tree.nodes.new("ShaderNodeBackground")
    even.inputs["Color"].default_value = (*glow, 1.0)
    both = tree.nodes.new("ShaderNodeAddShader")
    surface = tree.nodes["World Output"].inputs["Surface"]
    tree.links.new(surface.links[0].from_socket, both.inputs[0])
    tree.links.new(even.outputs["Background"], both.inputs[1])
    tree.links.new(both.outputs["Shader"], surface)


@connect_sky.register
def connect_uniform(sky: UniformSky, tree: bpy.types.ShaderNodeTree) -> None:
    """The same radiance from everywhere."""
    background = tree.nodes["Background"]
    background.inputs["Color"].default_value = (*sky.radiance, 1.0)
    background.inputs["Strength"].default_value = 1.0


def load_environment(name: str) -> bpy.types.Image:
    """One of Blender's own environments by name, or a file by path; kept loaded.

    Raises:
        UserError: there is no such environment or file.
    """
    folder = Path(bpy.utils.system_resource("DATAFILES")) / "studiolights" / "world"
    path = folder / f"{name}.exr"
    if not path.is_file():
        path = Path(name)
    if not path.is_file():
        shipped = ", ".join(sorted(file.stem for file in folder.glob("*.exr")))
        raise UserError(f"sky image {name!r}: no such file, and not one of Blender's environments ({shipped})")
    return bpy.data.images.load(str(path), check_existing=True)

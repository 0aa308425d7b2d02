"""Light specs to Blender lights: one function per kind."""

import math
from functools import singledispatch

import bpy
from mathutils import Matrix, Vector

from setpiece.scenes.spec import AreaLight, PointLight, SpotLight, SunLight


@singledispatch
def make_light(light: object) -> bpy.types.Object:
    """A Blender light object, not yet in a collection."""
    raise TypeError(f"no Blender light for {type(light).__name__}")


@make_light.register
def make_sun(light: SunLight) -> bpy.types.Object:
    """A distant disc; Blender's strength is the irradiance on a face turned towards it."""
    data = bpy.data.lights.new("sun", "SUN")
    data.energy = light.irradiance_w_m2
    data.color = light.color
    data.angle = light.angular_diameter_deg * 3.141592653589793 / 180.0
    sun = bpy.data.objects.new("sun", data)
    sun.matrix_world = Vector(light.direction_to_light).to_track_quat("Z", "Y").to_matrix().to_4x4()
    return sun


@make_light.register
def make_area(light: AreaLight) -> bpy.types.Object:
    """A rectangle that shines along its -z."""
    data = bpy.data.lights.new("area", "AREA")
    data.shape = "RECTANGLE"
    data.size, data.size_y = light.size_m
    data.energy = light.power_w
    data.color = light.color
    area = bpy.data.objects.new("area", data)
    area.matrix_world = Matrix(light.world_from_light)
    area.visible_camera = light.visible_to_camera
    return area


@make_light.register
def make_point(light: PointLight) -> bpy.types.Object:
    """A small glowing ball."""
    data = bpy.data.lights.new("point", "POINT")
    data.energy = light.power_w
    data.color = light.color
    data.shadow_soft_size = light.radius_m
    point = bpy.data.objects.new("point", data)
    point.location = light.position_m
    return point


@make_light.register
def make_spot(light: SpotLight) -> bpy.types.Object:
    """A small glowing ball behind a round hole.

    Blender gives a spot the power of the ball without the cone, P / (4 pi) in every direction that passes. Within the cone Cycles
    blends by a smooth step of the cosine, whose mean over the blended part is one half.
    """
    data = bpy.data.lights.new("spot", "SPOT")
    cosine = math.cos(math.radians(light.cone_deg) / 2.0)
    passing_sr = 2.0 * math.pi * (1.0 - cosine) * (1.0 - light.blend / 2.0)
    data.energy = light.power_w * 4.0 * math.pi / passing_sr
    data.color = light.color
    data.spot_size = math.radians(light.cone_deg)
    data.spot_blend = light.blend
    data.shadow_soft_size = light.radius_m
    spot = bpy.data.objects.new("spot", data)
    spot.matrix_world = Matrix(light.world_from_light)
    return spot

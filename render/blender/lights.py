"""Light specs to Blender lights: one function per kind."""

import math
from functools import cache, singledispatch

import bpy
import numpy as np
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
    """A small glowing ball behind a round or oval hole.

    Blender gives a spot the power of the ball without the cone, P / (4 pi) in every direction that passes. A cone is flat if the lamp is
    scaled along its y.
    """
    data = bpy.data.lights.new("spot", "SPOT")
    data.energy = light.power_w * 4.0 * math.pi / passing_sr(light.cone_deg, light.blend, light.aspect)
    data.color = light.color
    data.spot_size = math.radians(light.cone_deg)
    data.spot_blend = light.blend
    data.shadow_soft_size = light.radius_m
    spot = bpy.data.objects.new("spot", data)
    spot.matrix_world = Matrix(light.world_from_light) @ Matrix.Diagonal((1.0, light.aspect, 1.0, 1.0))
    return spot


@cache
def passing_sr(cone_deg: float, blend: float, aspect: float) -> float:
    """Solid angle that passes the hole of a spot, its soft edge counted by what passes there.

    Within the cone Cycles blends by a smooth step of the cosine, whose mean over the blended part is one half. A flat cone is a round one
    in (x, y / aspect, z): its directions are summed over rings of the round one, whose element of solid angle, sin(a) da db, shrinks to
    aspect / (cos^2 a + sin^2 a (cos^2 b + aspect^2 sin^2 b))^1.5 of it.
    """
    cosine = math.cos(math.radians(cone_deg) / 2.0)
    if aspect == 1.0:
        return 2.0 * math.pi * (1.0 - cosine) * (1.0 - blend / 2.0)
    c = 1.0 - (1.0 - cosine) * (np.arange(400) + 0.5)[:, None] / 400
    b = 2.0 * math.pi * (np.arange(200) + 0.5) / 200
    share = aspect / (c**2 + (1.0 - c**2) * (np.cos(b) ** 2 + (aspect * np.sin(b)) ** 2)) ** 1.5
    step = np.clip((c - cosine) / max((1.0 - cosine) * blend, 1e-9), 0.0, 1.0)
    return float(2.0 * math.pi * (1.0 - cosine) * (share * step**2 * (3.0 - 2.0 * step)).mean())

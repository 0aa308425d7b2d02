"""The weather's air as a rendered volume: ``fog: volumetric``.

It takes light as the analytic air does and gives back the same airlight, as emission: daylight that has been scattered many times
is known in closed form, and rendering it would take hundreds of bounces. What rendering adds is the light of lamps: it is scattered
once, which gives halos and beams. Mirrors and glass, too, show what is seen in them through air.
"""

import bpy

from setpiece.render.blender.patterns.graph import Graph
from setpiece.scenes.spec import SceneSpec, SunLight
from setpiece.scenes.weather.extinction import LAYER_M
from setpiece.scenes.weather.spec import WeatherSpec

AIR = "air"
"""Name of the box."""

_HALF_WIDTH_M = 5000.0
_BELOW_M = 100.0
_FORWARD = 0.75
"""Asymmetry of a single scattering by droplets; less than Mie's 0.85, as Henyey and Greenstein's function overdoes the peak."""


def has_air(spec: SceneSpec) -> bool:
    """Whether the weather's air is rendered."""
    return spec.weather is not None and spec.weather.fog == "volumetric"


def fill_with_air(scene: bpy.types.Scene, spec: SceneSpec) -> None:
    """Add a box of air around the camera, as high as the layer of haze, to the scene; its world no longer lights volumes.

    The camera's far plane moves beyond the box: rays that ended inside of it would find air without end. Depth and index are rendered
    without the box, since a path that air has scattered shows no surface.
    """
    assert spec.weather is not None
    weather, camera = spec.weather, spec.camera
    if (before := bpy.data.meshes.get(AIR)) is not None:
        bpy.data.meshes.remove(before)
    mesh = bpy.data.meshes.new(AIR)
    x, y = camera.world_from_camera[0][3], camera.world_from_camera[1][3]
    low, high = (x - _HALF_WIDTH_M, y - _HALF_WIDTH_M, -_BELOW_M), (x + _HALF_WIDTH_M, y + _HALF_WIDTH_M, LAYER_M[weather.kind])
    mesh.from_pydata(*_box(low, high))
    mesh.materials.append(air_material(weather, lamps=any(not isinstance(light, SunLight) for light in spec.lights)))
    box = bpy.data.objects.new(AIR, mesh)
    scene.collection.objects.link(box)
    scene.camera.data.clip_end = max(camera.far_m, 4.0 * _HALF_WIDTH_M)
    # What daylight gives to the air is its airlight already.
    scene.world.cycles_visibility.scatter = False


def air_material(weather: WeatherSpec, *, lamps: bool) -> bpy.types.Material:
    """Extinction and airlight of the weather; nothing on the way of light that falls on surfaces, whose loss the sky already has.

    Without lamps nothing needs to be scattered: air that only absorbs and glows is integrated exactly, so that it has no noise.
    """
    material = bpy.data.materials.new("air")
    tree = material.node_tree
    tree.nodes.clear()
    output = tree.nodes.new("ShaderNodeOutputMaterial")
    graph = Graph(tree, output)
    path = tree.nodes.new("ShaderNodeLightPath").outputs
    lighting = graph.math("MAXIMUM", path["Is Diffuse Ray"], path["Is Shadow Ray"])
    density = graph.math("MULTIPLY", graph.math("SUBTRACT", 1.0, lighting), weather.extinction_per_m)
    if lamps:
        taking = graph.node("ShaderNodeVolumeScatter", {"Color": (1.0, 1.0, 1.0, 1.0), "Density": density, "Anisotropy": _FORWARD})
    else:
        taking = graph.node("ShaderNodeVolumeAbsorption", {"Color": (0.0, 0.0, 0.0, 1.0), "Density": density})
    emission = graph.node("ShaderNodeEmission", {"Color": (*weather.airlight, 1.0), "Strength": density})
    both = graph.node("ShaderNodeAddShader", {0: taking.outputs[0], 1: emission.outputs[0]})
    tree.links.new(both.outputs[0], output.inputs["Volume"])
    return material


def _box(
    low: tuple[float, ...], high: tuple[float, ...]
) -> tuple[list[tuple[float, float, float]], list[tuple[int, int]], list[tuple[int, ...]]]:
    corners = [(x, y, z) for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])]
    return corners, [], [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]

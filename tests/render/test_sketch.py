"""Materials that are copied from others of their shape are those that would have been wired node by node."""

from itertools import product
from typing import Any

import bpy  # noqa: TID251 (its node trees are what is compared)
import numpy as np
import pytest

from setpiece.assets.material import Material
from setpiece.assets.surfaces import SURFACES
from setpiece.render.blender.materials import make_material, set_numbers
from setpiece.render.blender.patterns import apply_pattern
from setpiece.render.blender.patterns.sketch import Shape, Sketch
from setpiece.render.blender.renderer import Renderer
from setpiece.render.blender.weather import Exposure
from setpiece.scenes.weather.spec import WeatherSpec
from tests.render.test_patterns import PATTERNS

EXPOSURES = [
    None,
    Exposure(WeatherSpec(wetness=0.7, puddles=0.3, seed=4), ground=True),
    Exposure(WeatherSpec(snow_depth_cm=6.0, dust_cover=0.4, seed=5), ground=False),
]
LOOKS = [
    *(SURFACES[name](np.random.default_rng(seed)) for name in sorted(SURFACES) for seed in range(3)),
    *(Material(base_color=(0.8, tint, 0.7), transmission=1.0, roughness=0.1 * tint) for tint in (0.2, 0.9)),
    *(Material(base_color=(0.8, tint, 0.7), pane=True, emission_w_m2=10.0 * tint) for tint in (0.2, 0.9)),
]


@pytest.fixture(autouse=True)
def _blender(renderer: Renderer) -> None:
    assert renderer


def told(tree: bpy.types.ShaderNodeTree) -> list[Any]:
    """All that decides what a tree looks like: kinds, properties, plain values, links."""
    numbers = {node.name: number for number, node in enumerate(tree.nodes)}
    return [
        (
            node.bl_idname,
            [getattr(node, name, None) for name in ("operation", "data_type", "blend_type", "use_clamp", "interpolation_type", "feature")],
            getattr(node, "node_tree", None),
            [
                [(numbers[link.from_node.name], link.from_socket.identifier) for link in socket.links] or plain(socket)
                for socket in node.inputs
            ],
        )
        for node in tree.nodes
    ]


def plain(socket: bpy.types.NodeSocket) -> Any:
    value = getattr(socket, "default_value", None)
    return tuple(value) if hasattr(value, "__len__") and not isinstance(value, str) else value


def test_a_copy_is_what_wiring_gives() -> None:
    made: dict[Shape, bpy.types.Material] = {}
    looks = [*product(LOOKS, EXPOSURES)]
    for material, exposure in looks:
        copied, wired = make_material(material, {}, exposure, made), make_material(material, {}, exposure)
        assert told(copied.node_tree) == told(wired.node_tree)
        assert copied.cycles.emission_sampling == wired.cycles.emission_sampling
    assert len(made) < len(looks) / 2, "most were copied"


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.kind)
def test_a_sketch_is_wired_as_a_tree_is(pattern: Any) -> None:
    material = Material(base_color=(0.5, 0.4, 0.3), roughness=0.4, pattern=pattern)
    direct, sketch = bpy.data.materials.new("direct"), Sketch()
    for tree in (direct.node_tree, sketch):
        bsdf = tree.nodes["Principled BSDF"]
        set_numbers(bsdf, material)
        apply_pattern(pattern, tree, bsdf, material)
    assert told(sketch.make("sketched", {}).node_tree) == told(direct.node_tree)


def test_images_are_a_copys_own() -> None:
    made: dict[Shape, bpy.types.Material] = {}
    images = {name: bpy.data.images.new(name, 4, 4) for name in ("label", "other")}
    for name, image in images.items():
        data = make_material(Material(base_color_map=name), images, None, made)
        assert [node.image for node in data.node_tree.nodes if node.bl_idname == "ShaderNodeTexImage"] == [image]
    assert len(made) == 1

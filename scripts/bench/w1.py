"""Workload W1 as SceneSpecs: five scenes of twelve objects under a sun and an HDRI, from a JSON file with the exact numbers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy  # noqa: TID251 - the workload's meshes are Blender's own primitives
import numpy as np
from mathutils import Euler, Matrix  # noqa: TID251

from setpiece.assets.material import Material
from setpiece.assets.mesh import Mesh, Model
from setpiece.assets.ref import AssetRef
from setpiece.assets.spec import Matrix4
from setpiece.scenes.spec import CameraSpec, HdriSky, ObjectSpec, RenderSpec, SceneSpec, SensorSpec, SunLight

W1_BOUNCES = {"max_bounces": 4, "diffuse_bounces": 4, "glossy_bounces": 4, "transmission_bounces": 4}
"""The workload's path lengths."""

OPENCV_FROM_OPENGL = np.diag([1.0, -1.0, -1.0, 1.0])


@dataclass(frozen=True)
class Workload:
    """The five scenes and the models they refer to by name."""

    scenes: tuple[SceneSpec, ...]
    models: Mapping[str, Model]

    def load(self, ref: AssetRef) -> Model:
        """The model of a reference."""
        return self.models[ref.name]


def read_workload(path: Path, render: RenderSpec) -> Workload:
    """Read W1 from its JSON file; must run before a Renderer is made, because it builds Blender's primitives."""
    w1 = json.loads(path.read_text())
    models = {name: Model(primitive(mesh), (Material(),)) for name, mesh in w1["meshes"].items()}
    ground = {"op": "primitive_plane_add", "size": w1["ground"]["size"], "shade": "flat"}
    models["ground"] = Model(primitive(ground), (Material(),))
    return Workload(tuple(make_scene(w1, k, models, render) for k in range(len(w1["scenes_b"]))), models)


def primitive(definition: Mapping[str, Any]) -> Mesh:
    """One of Blender's primitives as a mesh."""
    keys = ("subdivisions", "radius", "size", "vertices", "depth")
    getattr(bpy.ops.mesh, definition["op"])(**{key: definition[key] for key in keys if key in definition})
    made = bpy.context.object
    if definition["shade"] == "smooth":
        bpy.ops.object.shade_smooth()
    data = made.data
    data.calc_loop_triangles()
    count = len(data.loop_triangles)
    vertices = np.empty((len(data.vertices), 3), np.float32)
    data.vertices.foreach_get("co", vertices.ravel())
    triangles = np.empty((count, 3), np.int32)
    data.loop_triangles.foreach_get("vertices", triangles.ravel())
    corners = np.empty((count, 3), np.int32)
    data.loop_triangles.foreach_get("loops", corners.ravel())
    normals = np.empty((len(data.loops), 3), np.float32)
    data.corner_normals.foreach_get("vector", normals.ravel())
    bpy.data.objects.remove(made)
    bpy.data.meshes.remove(data)
    return Mesh(vertices, triangles, corner_normals=normals[corners] if definition["shade"] == "smooth" else None)


def make_scene(w1: Mapping[str, Any], k: int, models: Mapping[str, Model], render: RenderSpec) -> SceneSpec:
    """Scene k of the five."""
    scene, world, sun = w1["scenes_b"][k], w1["world"], w1["sun"]
    objects = [make_object(n + 1, item["shape"], item["shape"], item, models) for n, item in enumerate(scene["objects"])]
    ground = {**w1["ground"], "rotation_euler_xyz": (0, 0, 0), "scale": 1.0}
    objects.append(make_object(len(objects) + 1, None, "ground", ground, models))
    direction = Euler(sun["rotation_euler_xyz"]).to_matrix() @ Matrix.Identity(3).col[2]
    lens = w1["camera_intrinsics"]
    return SceneSpec(
        seed=0,
        index=k,
        objects=tuple(objects),
        lights=(
            SunLight(direction_to_light=tuple(direction), irradiance_w_m2=sun["energy"], angular_diameter_deg=np.degrees(sun["angle_rad"])),
        ),
        sky=HdriSky(image="city", rotation_deg=0.0, strength=world["strength"]),
        camera=CameraSpec(
            width=w1["render"]["width"],
            height=w1["render"]["height"],
            focal_length_mm=lens["lens_mm"],
            sensor_width_mm=lens["sensor_width_mm"],
            world_from_camera=as_rows(np.array(scene["camera"]["cam2world_blender"]) @ OPENCV_FROM_OPENGL),
            near_m=lens["clip_start"],
            far_m=lens["clip_end"],
        ),
        sensor=SensorSpec(auto_exposure=False, view_transform="Standard"),
        render=render,
    )


def make_object(number: int, category: str | None, model: str, item: Mapping[str, Any], models: Mapping[str, Model]) -> ObjectSpec:
    """One of the objects, or the ground."""
    transform = (
        Matrix.Translation(item["location"])
        @ Euler(item["rotation_euler_xyz"]).to_matrix().to_4x4()
        @ Matrix.Diagonal((item["scale"], item["scale"], item["scale"], 1.0))
    )
    color = tuple(item["base_color_linear"][:3])
    return ObjectSpec(
        instance_id=number,
        category=category,
        asset=AssetRef(source="w1", name=model, sha256=models[model].sha256),
        materials=(Material(base_color=color, roughness=item["roughness"], metallic=item["metallic"]),),
        world_from_object=as_rows(np.array(transform)),
    )


def as_rows(matrix: np.ndarray[Any, Any]) -> Matrix4:
    """Nested tuples."""
    return tuple(tuple(row) for row in matrix.tolist())  # type: ignore[return-value]

"""Small scenes with known answers, for the tests of the rooms that need a renderer."""

import math
from collections.abc import Mapping

import numpy as np
import trimesh
from numpy.typing import NDArray

from setpiece.assets.material import Material
from setpiece.assets.mesh import Mesh, Model
from setpiece.assets.ref import AssetRef
from setpiece.assets.spec import Matrix4, Vec3
from setpiece.scenes.spec import CameraSpec, ObjectSpec, RenderSpec, SceneSpec, SensorSpec, Sky, UniformSky

WHITE = UniformSky(radiance=(1.0, 1.0, 1.0))


def sphere(radius_m: float = 1.0, subdivisions: int = 4, material: Material | None = None) -> Model:
    """A smooth ball around its origin."""
    made = trimesh.creation.icosphere(subdivisions, radius_m)
    vertices = made.vertices.astype(np.float32)
    triangles = made.faces.astype(np.int32)
    normals = (made.vertices / np.linalg.norm(made.vertices, axis=1, keepdims=True)).astype(np.float32)
    return Model(Mesh(vertices, triangles, corner_normals=normals[triangles]), (material or Material(),))


def plane(half_m: float = 5.0, material: Material | None = None) -> Model:
    """A flat square that faces up, with texture coordinates from 0 to 1."""
    vertices = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]], np.float32) * half_m
    triangles = np.array([[0, 1, 2], [0, 2, 3]], np.int32)
    uvs = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)[triangles]
    return Model(Mesh(vertices, triangles, corner_uvs=uvs), (material or Material(),))


def at(x: float = 0.0, y: float = 0.0, z: float = 0.0, scale: float = 1.0) -> Matrix4:
    """A translation with uniform scale."""
    return ((scale, 0.0, 0.0, x), (0.0, scale, 0.0, y), (0.0, 0.0, scale, z), (0.0, 0.0, 0.0, 1.0))


def look_at(eye: Vec3, target: Vec3) -> Matrix4:
    """A level camera pose, OpenCV axes."""
    z = np.subtract(target, eye) / math.dist(target, eye)
    up = [0.0, 0.0, 1.0] if abs(z[2]) < 0.999 else [0.0, 1.0, 0.0]
    x = np.cross(z, up)
    x /= np.linalg.norm(x)
    pose: NDArray[np.float64] = np.eye(4)
    pose[:3, :3] = np.stack([x, np.cross(z, x), z], axis=1)
    pose[:3, 3] = eye
    return tuple(tuple(row) for row in pose.tolist())  # type: ignore[return-value]


def camera(eye: Vec3 = (0.0, -6.0, 0.0), target: Vec3 = (0.0, 0.0, 0.0), width: int = 96, height: int = 64) -> CameraSpec:
    """A camera with a 40 mm lens on a 36 mm sensor."""
    return CameraSpec(width=width, height=height, focal_length_mm=40.0, world_from_camera=look_at(eye, target))


class Scene:
    """A SceneSpec with the models it needs."""

    def __init__(
        self,
        items: Mapping[str, tuple[Model, Matrix4]],
        view: CameraSpec | None = None,
        sky: Sky = WHITE,
        samples: int = 1,
        seed: int = 0,
        engine: str = "cycles",
    ) -> None:
        """Objects get instance ids 1, 2, ... in the given order; names that start with "_" have no category."""
        self.models = {name: model for name, (model, _) in items.items()}
        objects = [
            ObjectSpec(
                instance_id=number,
                category=None if name.startswith("_") else name,
                asset=AssetRef(source="test", name=name, sha256=model.sha256),
                materials=model.materials,
                world_from_object=pose,
            )
            for number, (name, (model, pose)) in enumerate(items.items(), start=1)
        ]
        self.spec = SceneSpec(
            seed=0,
            index=0,
            objects=tuple(objects),
            lights=(),
            sky=sky,
            camera=view or camera(),
            sensor=SensorSpec(),
            render=RenderSpec(engine=engine, samples=samples, seed=seed, denoise=False),  # type: ignore[arg-type]
        )

    def load(self, ref: AssetRef) -> Model:
        """The model of a reference."""
        return self.models[ref.name]

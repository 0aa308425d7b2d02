"""Developer script: look at assets. Renders variants of one asset, or one surface on a slab, as a grid.

usage: python scripts/look.py builtin NAME [--variants 6] [--out FILE.png] [--size 320] [--spp 16] [--elevation 30] [--sky studio]
       python scripts/look.py scenery NAME ...
       python scripts/look.py surface NAME ...
       python scripts/look.py folder FILE.glb
"""

import argparse
import importlib
import math
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from setpiece.assets.material import Material
from setpiece.assets.mesh import Mesh, Model
from setpiece.assets.ref import AssetRef
from setpiece.assets.spec import Matrix4
from setpiece.dataset.sensor import develop
from setpiece.render.blender.renderer import Renderer
from setpiece.scenes.spec import CameraSpec, HdriSky, ObjectSpec, RenderSpec, SceneSpec, SensorSpec

IDENTITY: Matrix4 = ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1))


def look_at(eye: NDArray[np.float64], target: NDArray[np.float64]) -> Matrix4:
    """World-from-camera pose, OpenCV axes, with the horizon level."""
    z = (target - eye) / np.linalg.norm(target - eye)
    x = np.cross(z, [0.0, 0.0, 1.0])
    x /= np.linalg.norm(x)
    matrix = np.eye(4)
    matrix[:3, :3] = np.stack([x, np.cross(z, x), z], axis=1)
    matrix[:3, 3] = eye
    return tuple(tuple(row) for row in matrix.tolist())  # type: ignore[return-value]


def plane(half_m: float, z: float) -> Mesh:
    """A square, facing up."""
    vertices = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]], np.float32) * half_m + np.array([0, 0, z], np.float32)
    triangles = np.array([[0, 1, 2], [0, 2, 3]], np.int32)
    corner_uvs = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)[triangles] * half_m
    return Mesh(vertices, triangles, corner_uvs=corner_uvs)


def shoot(renderer: Renderer, model: Model, materials: tuple[Material, ...], args: argparse.Namespace) -> NDArray[np.uint8]:
    """One picture of one model on a grey ground."""
    low, high = model.mesh.bounds_m.astype(np.float64)
    centre = (low + high) / 2
    radius = float(np.linalg.norm(high - low)) / 2 / args.zoom
    elevation, azimuth = math.radians(args.elevation), math.radians(args.azimuth)
    towards = np.array([math.cos(elevation) * math.sin(azimuth), -math.cos(elevation) * math.cos(azimuth), math.sin(elevation)])
    eye = centre + towards * radius * 3.6
    ground = Model(plane(radius * 20, float(low[2])), (Material(base_color=(0.35, 0.34, 0.33), roughness=0.7),))
    models = {"model": model, "ground": ground}
    refs = {key: AssetRef(source="look", name=key, sha256=value.sha256) for key, value in models.items()}
    objects = [ObjectSpec(instance_id=1, category=args.name, asset=refs["model"], materials=materials, world_from_object=IDENTITY)]
    if not args.bare:
        objects.append(
            ObjectSpec(instance_id=2, category=None, asset=refs["ground"], materials=ground.materials, world_from_object=IDENTITY)
        )
    spec = SceneSpec(
        seed=0,
        index=0,
        objects=tuple(objects),
        lights=(),
        sky=HdriSky(image=args.sky, rotation_deg=40.0),
        camera=CameraSpec(width=args.size, height=args.size, focal_length_mm=60.0, world_from_camera=look_at(eye, centre)),
        sensor=SensorSpec(),
        render=RenderSpec(samples=args.spp, max_bounces=12, transmission_bounces=12),
    )
    frame = renderer.render(spec, lambda ref: models[ref.name], passes=False)
    return develop(frame.radiance, spec.sensor)


def candidates(kind: str, name: str) -> Callable[[int], tuple[Model, tuple[Material, ...]]]:
    """Variant number to model and freshly styled materials."""
    if kind in ("builtin", "scenery"):
        module = importlib.import_module(f"setpiece.assets.{kind}")
        category = getattr(module, kind.upper())[name]

        def make(k: int) -> tuple[Model, tuple[Material, ...]]:
            model = category.shape(np.random.default_rng(k))
            return model, category.style(np.random.default_rng(1000 + k), model)

        return make
    if kind == "surface":
        from setpiece.assets.surfaces import SURFACES

        def slab(k: int) -> tuple[Model, tuple[Material, ...]]:
            material = SURFACES[name](np.random.default_rng(k))
            return Model(plane(0.5, 0.0), (material,)), (material,)

        return slab
    from setpiece.assets.folder import load_file

    model = load_file(Path(name))
    return lambda k: (model, model.materials)


def main() -> None:
    """Render the grid."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=["builtin", "scenery", "surface", "folder"])
    parser.add_argument("name")
    parser.add_argument("--variants", type=int, default=6)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--out", default="/tmp/look.png")
    parser.add_argument("--size", type=int, default=320)
    parser.add_argument("--spp", type=int, default=16)
    parser.add_argument("--elevation", type=float, default=30.0)
    parser.add_argument("--azimuth", type=float, default=30.0)
    parser.add_argument("--zoom", type=float, default=1.0)
    parser.add_argument("--sky", default="interior")
    parser.add_argument("--bare", action="store_true", help="without the ground")
    args = parser.parse_args()
    renderer = Renderer("auto")
    make = candidates(args.kind, args.name)
    tiles = [shoot(renderer, *make(args.first + k), args) for k in range(args.variants)]
    columns = min(3, len(tiles))
    tiles += [np.zeros_like(tiles[0])] * (-len(tiles) % columns)
    rows = [np.hstack(tiles[k : k + columns]) for k in range(0, len(tiles), columns)]
    cv2.imwrite(args.out, cv2.cvtColor(np.vstack(rows), cv2.COLOR_RGB2BGR))


if __name__ == "__main__":
    main()

"""Sharp edges look sharp, though the faces on both sides share vertices."""

import numpy as np
import trimesh

from setpiece.assets.material import Material
from setpiece.assets.mesh import Mesh, Model
from setpiece.render.blender.renderer import Renderer
from setpiece.scenes.spec import HdriSky
from tests.render.scenes import Scene, at, camera


def box(*, shared_vertices: bool) -> Model:
    made = trimesh.creation.box(extents=(1.0, 1.2, 0.8))
    if not shared_vertices:
        made.unmerge_vertices()
    triangles = made.faces.astype(np.int32)
    normals = np.repeat(made.face_normals.astype(np.float32)[:, None], 3, axis=1) if shared_vertices else None
    return Model(Mesh(made.vertices.astype(np.float32), triangles, corner_normals=normals), (Material(roughness=0.3),))


def test_a_box_with_shared_vertices_is_shaded_like_one_with_its_own(renderer: Renderer) -> None:
    view = camera(eye=(2.5, -3.0, 2.0), target=(0.0, 0.0, 0.0))
    sky = HdriSky(image="courtyard")
    scenes = [Scene({"box": (box(shared_vertices=each), at())}, view, sky, samples=4) for each in (True, False)]
    shared, own = (renderer.render(scene.spec, scene.load).radiance for scene in scenes)
    np.testing.assert_allclose(shared, own, rtol=0.02, atol=0.002)

"""Materials on objects: each made once per scene, and objects that look alike sharing one mesh in Cycles too."""

from collections.abc import Sequence
from dataclasses import replace

import bpy

from setpiece.assets.material import Material
from setpiece.render.blender.materials import make_material
from setpiece.render.blender.meshes import Loaded
from setpiece.render.blender.patterns.sketch import Shape
from setpiece.render.blender.weather.apply import Exposure
from setpiece.render.blender.weather.snow import make_snow

Look = tuple[tuple[Material, ...], Exposure | None, bool]


class Wardrobe:
    """The materials of one scene.

    Cycles makes a mesh of its own for every object that has materials of its own, and builds a tree for each: with a street's trees
    and houses that takes longer than the picture. So the first look that a mesh is seen in belongs to the mesh itself; every object
    with that look is an instance.
    """

    def __init__(self, shapes: dict[Shape, bpy.types.Material]) -> None:
        """An empty one.

        Args:
            shapes: materials to copy, as ``Sketch.make`` has them; new ones are added.
        """
        self._made: dict[tuple[Material | None, Exposure | None, str], bpy.types.Material] = {}
        self._shapes = shapes
        self._worn: dict[str, Look] = {}

    def dress(
        self, made: bpy.types.Object, loaded: Loaded, materials: Sequence[Material], exposure: Exposure | None, *, snowed: bool
    ) -> None:
        """Give an object its materials.

        Args:
            made: the object, of that mesh.
            loaded: the mesh, with an empty slot per material.
            materials: one per slot.
            exposure: the weather on them, if any.
            snowed: the last slot is a layer of snow.
        """
        look = (tuple(materials), exposure, snowed)
        own = self._worn.setdefault(loaded.mesh.name, look) != look
        worn = [self._material(material, exposure, loaded) for material in materials]
        if snowed and exposure is not None:
            worn.append(self._snow(exposure))
        for slot, material in enumerate(worn):
            if own:
                made.material_slots[slot].link = "OBJECT"
                made.material_slots[slot].material = material
            else:
                loaded.mesh.materials[slot] = material

    def _material(self, material: Material, exposure: Exposure | None, loaded: Loaded) -> bpy.types.Material:
        mapped = any(value is not None for key, value in material if key.endswith("_map"))
        key = (material, exposure, loaded.mesh.name if mapped else "")
        if key not in self._made:
            self._made[key] = make_material(material, loaded.images, exposure, self._shapes)
        return self._made[key]

    def _snow(self, exposure: Exposure) -> bpy.types.Material:
        key = (None, replace(exposure, ground=False), "")
        if key not in self._made:
            self._made[key] = make_snow(exposure.weather, exposure.ruts)
        return self._made[key]

"""Renderer: SceneSpec to Frame with Blender. One per process; it keeps models loaded and builds each scene afresh."""

import time
from collections.abc import Callable
from dataclasses import replace

import bpy
import numpy as np
from mathutils import Matrix

from setpiece.assets.mesh import Model
from setpiece.assets.ref import AssetRef
from setpiece.render.bend import plan_bend
from setpiece.render.blender.air import fill_with_air, has_air
from setpiece.render.blender.devices import find_devices, use_device
from setpiece.render.blender.dress import Wardrobe
from setpiece.render.blender.lights import make_light
from setpiece.render.blender.meshes import MeshCache, read_geometry
from setpiece.render.blender.motion import rolls, set_motion, wide_readout_s
from setpiece.render.blender.passes import bent, render_passes
from setpiece.render.blender.patterns.sketch import Shape, outlasting
from setpiece.render.blender.sharp import blurs, render_sharp
from setpiece.render.blender.sky import make_world
from setpiece.render.blender.still import TILES_PX
from setpiece.render.blender.weather import expose, lay_ruts
from setpiece.render.blender.weather.ruts import Ruts
from setpiece.render.devices import Choice, choose_device
from setpiece.render.frame import Frame, Geometry, Placed
from setpiece.render.rolling import depth_by_rows
from setpiece.render.snow_caps import SnowCaps
from setpiece.scenes.spec import CameraSpec, ObjectSpec, RenderSpec, SceneSpec
from setpiece.scenes.weather.spec import WeatherSpec

OPENGL_FROM_OPENCV = Matrix(((1, 0, 0, 0), (0, -1, 0, 0), (0, 0, -1, 0), (0, 0, 0, 1)))
"""Blender's cameras look along -z with y up; ours look along +z with y down."""


class Renderer:
    """Blender in this process. Making a second one empties the file under the first.

    Persistent render data stays off: with it a frame depends on the frames before it, which breaks replay.
    """

    def __init__(self, device: str = "auto", threads: int = 0, gpu_index: int = 0) -> None:
        """Start from an empty Blender file.

        Args:
            device: what may render, as ``choose_device`` has it.
            threads: CPU threads, 0 for all.
            gpu_index: which card of the chosen backend.

        Raises:
            UserError: a GPU is insisted on and there is none.
        """
        bpy.ops.wm.read_factory_settings(use_empty=True)
        self.choice: Choice = choose_device(device, find_devices(), gpu_index)
        use_device(self.choice.device)
        self.threads = threads
        self._meshes = MeshCache()
        self._snow_caps = SnowCaps()
        self._shapes: dict[Shape, bpy.types.Material] = {}
        self._wardrobe = Wardrobe(self._shapes)

    @property
    def device(self) -> str:
        """What renders, e.g. "CPU: AMD EPYC" or "OPTIX: NVIDIA L4"."""
        return str(self.choice.device)

    @property
    def smaller_tile_px(self) -> int | None:
        """Size of the tiles, once the GPU's memory was too small for those of the usual size."""
        size: int = bpy.context.scene.cycles.tile_size
        return size if size < TILES_PX[0] else None

    def render(self, spec: SceneSpec, load: Callable[[AssetRef], Model], *, passes: bool = True) -> Frame:
        """Render one image.

        Args:
            spec: the scene.
            load: finds the model of an asset.
            passes: also render the depth and index passes that the label proof compares with.
        """
        models = {item.instance_id: self._snow_caps.on(load(item.asset), item.world_from_object, spec.weather) for item in spec.objects}
        try:
            return self._render(spec, models, passes)
        finally:
            self._clear()

    def _render(self, spec: SceneSpec, models: dict[int, Model], passes: bool) -> Frame:
        start = time.process_time()
        scene = bpy.context.scene
        bend = plan_bend(spec.camera)
        seen_by = bend.wide if bend else spec.camera
        blurred = blurs(spec) or has_air(spec)
        self._set_up(scene, spec, seen_by)
        ruts = lay_ruts(spec)
        objects = [self._add_object(scene, item, models[item.instance_id], spec.weather, ruts) for item in spec.objects]
        for light in spec.lights:
            scene.collection.objects.link(make_light(light))
        scene.world = make_world(spec.sky, spec.render.sky_map_resolution)
        scene.camera = add_camera(scene, seen_by)
        if has_air(spec):
            fill_with_air(scene, spec)
        set_focus(scene.camera.data, spec.camera, seen_by)
        geometries, placed = self._read_placed(spec, objects, models)
        set_motion(scene, spec, seen_by, scene.camera, objects)
        built = time.process_time()
        result = render_passes(scene, wanted=passes and not blurred)
        if passes and blurred:
            result = render_sharp(scene, spec, seen_by, objects, result.radiance)
        if rolls(spec.camera) and result.depth_m is not None:
            by_rows = depth_by_rows(seen_by, wide_readout_s(spec.camera, seen_by), result.depth_m)
            result = replace(result, depth_m=by_rows)
        rendered = time.process_time()
        result = bent(result, bend) if bend else result
        seconds = {"build": built - start, "render": rendered - built, "read": time.process_time() - rendered}
        return Frame(spec, result.radiance, result.index, result.depth_m, geometries, placed, self.device, seconds)

    def _set_up(self, scene: bpy.types.Scene, spec: SceneSpec, camera: CameraSpec) -> None:
        scene.render.resolution_x = camera.width
        scene.render.resolution_y = camera.height
        scene.render.resolution_percentage = 100
        scene.render.threads_mode = "FIXED" if self.threads else "AUTO"
        if self.threads:
            scene.render.threads = self.threads
        scene.render.use_persistent_data = False
        scene.render.film_transparent = False
        if spec.render.engine == "cycles":
            set_cycles(scene, spec.render, gpu=self.choice.device.backend != "CPU")
        else:
            scene.render.engine = "BLENDER_EEVEE"
            scene.eevee.taa_render_samples = spec.render.samples
            scene.eevee.use_raytracing = True

    def _add_object(
        self, scene: bpy.types.Scene, item: ObjectSpec, model: Model, weather: WeatherSpec | None, ruts: Ruts | None
    ) -> bpy.types.Object:
        loaded = self._meshes.get(model)
        made = bpy.data.objects.new(str(item.instance_id), loaded.mesh)
        made.pass_index = item.instance_id
        made.matrix_world = Matrix(item.world_from_object)
        exposure = expose(weather, item, model.mesh, ruts)
        self._wardrobe.dress(made, loaded, item.materials, exposure, snowed=len(model.materials) > len(item.materials))
        scene.collection.objects.link(made)
        return made

    def _read_placed(
        self, spec: SceneSpec, objects: list[bpy.types.Object], models: dict[int, Model]
    ) -> tuple[dict[str, Geometry], tuple[Placed, ...]]:
        """The evaluated geometry; read from Blender once per model, since no modifier changes it from image to image."""
        depsgraph = bpy.context.evaluated_depsgraph_get()
        geometries: dict[str, Geometry] = {}
        placed = []
        for item, made in zip(spec.objects, objects, strict=True):
            model = models[item.instance_id]
            key = model.sha256
            loaded = self._meshes.get(model)
            evaluated = made.evaluated_get(depsgraph)
            if loaded.geometry is None:
                loaded.geometry = read_geometry(evaluated.data, model)
            geometries[key] = loaded.geometry
            placed.append(Placed(item.instance_id, key, np.array(evaluated.matrix_world, np.float64)))
        return geometries, tuple(placed)

    def _clear(self) -> None:
        """Remove everything but the cached meshes and images and the shapes of materials, so that the next scene starts empty."""
        data = bpy.data
        bpy.context.scene.world = None
        self._shapes = outlasting(self._shapes)
        spent = set(data.materials) - set(self._shapes.values())
        data.batch_remove([*data.objects, *data.lights, *data.cameras, *spent, *data.node_groups, *data.worlds, *data.actions])
        self._wardrobe = Wardrobe(self._shapes)
        self._meshes.trim()


def add_camera(scene: bpy.types.Scene, camera: CameraSpec) -> bpy.types.Object:
    """A perspective camera with square pixels whose horizontal field of view follows from focal length and sensor width."""
    data = bpy.data.cameras.new("camera")
    data.sensor_fit = "HORIZONTAL"
    data.sensor_width = camera.sensor_width_mm
    data.lens = camera.focal_length_mm
    data.clip_start = camera.near_m
    data.clip_end = camera.far_m
    made = bpy.data.objects.new("camera", data)
    made.matrix_world = Matrix(camera.world_from_camera) @ OPENGL_FROM_OPENCV
    scene.collection.objects.link(made)
    return made


def set_focus(data: bpy.types.Camera, camera: CameraSpec, seen_by: CameraSpec) -> None:
    """Depth of field through the camera's own opening, whatever the focal length of the wider picture that is rendered."""
    data.dof.use_dof = camera.f_number is not None
    if camera.f_number is not None:
        data.dof.focus_distance = camera.focus_distance_m
        data.dof.aperture_fstop = camera.f_number * seen_by.focal_length_mm / camera.focal_length_mm


def set_cycles(scene: bpy.types.Scene, settings: RenderSpec, gpu: bool) -> None:
    """Every Cycles setting that matters for the picture, so that none is left to Blender's defaults."""
    scene.render.engine = "CYCLES"
    cycles = scene.cycles
    cycles.device = "GPU" if gpu else "CPU"
    cycles.use_auto_tile = True
    cycles.seed = settings.seed
    cycles.samples = settings.samples
    cycles.sampling_pattern = "BLUE_NOISE"
    cycles.use_adaptive_sampling = settings.adaptive_threshold > 0.0
    cycles.adaptive_threshold = max(settings.adaptive_threshold, 1e-4)
    cycles.use_light_tree = settings.light_tree
    cycles.use_denoising = settings.denoise
    cycles.denoiser = "OPENIMAGEDENOISE"
    cycles.denoising_use_gpu = gpu
    cycles.denoising_input_passes = "RGB_ALBEDO_NORMAL"
    cycles.denoising_quality = settings.denoise_quality
    cycles.denoising_prefilter = settings.denoise_prefilter
    cycles.max_bounces = settings.max_bounces
    cycles.diffuse_bounces = settings.diffuse_bounces
    cycles.glossy_bounces = settings.glossy_bounces
    cycles.transmission_bounces = settings.transmission_bounces
    cycles.transparent_max_bounces = max(settings.max_bounces, 8)
    cycles.volume_bounces = 0
    cycles.sample_clamp_indirect = settings.clamp_indirect
    cycles.texture_limit_render = str(settings.texture_limit_px) if settings.texture_limit_px else "OFF"

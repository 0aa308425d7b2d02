"""Draw one scene: the only place where the parts of a scene meet."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from setpiece.scenes.body import Body
from setpiece.scenes.camera import move_camera, sample_camera
from setpiece.scenes.camera.dash import Dash
from setpiece.scenes.camera.shooting import exposed
from setpiece.scenes.config import SceneConfig
from setpiece.scenes.coverage.cover import cover
from setpiece.scenes.effects import sample_effects
from setpiece.scenes.environment import sample_environment
from setpiece.scenes.lens.config import sample_lens
from setpiece.scenes.lighting import sample_lighting
from setpiece.scenes.lighting.ego import own_beams
from setpiece.scenes.lighting.rig import Rig
from setpiece.scenes.lighting.traffic import Traffic, lights_at
from setpiece.scenes.lighting.windows import Shine
from setpiece.scenes.moment import camera_at, check_way, objects_at, video_of, view_of
from setpiece.scenes.placement import sample_placement
from setpiece.scenes.sensor import sample_sensor
from setpiece.scenes.spec import CameraSpec, Light, ObjectSpec, RenderSpec, SceneSpec
from setpiece.scenes.streams import stream
from setpiece.scenes.targets import aimed
from setpiece.scenes.transforms import rows
from setpiece.scenes.weather.light import under
from setpiece.scenes.weather.sample import sample_weather
from setpiece.scenes.weather.tracks import wheel_tracks

if TYPE_CHECKING:
    from setpiece.assets.library import Library

MANY_LIGHTS = 6
"""With more of them, the renderer weighs which one to sample."""


def sample(config: SceneConfig, render: RenderSpec, library: "Library", *, seed: int, index: int, attempt: int = 0) -> SceneSpec:
    """Decide everything about one image: a pure function of its arguments.

    Args:
        config: what scenes are drawn from.
        render: how hard to render; its seed is replaced by one of this image's own.
        library: the models.
        seed: of the dataset.
        index: of the image.
        attempt: 0, then 1, 2, ... for images whose earlier draws could not be used.

    Raises:
        CannotPlace: if this draw has no valid arrangement; take the next attempt.
        UserError: if the config asks for what the library does not have.
    """
    place = config.place_of(index)
    config = cover(config, seed, place.scene, attempt)
    streams = partial(stream, seed, place.scene, attempt)
    own_streams = partial(stream, seed, index, attempt)
    stage = sample_environment(config.environment, library, streams("environment"))
    things = sample_placement(config.placement, stage, library, placement_streams(seed, place.scene, attempt))
    rig = sample_lighting(config.lighting, stage, streams("lighting"), Traffic(things, library.load))
    weather = sample_weather(config.weather, streams("weather")) if stage.outdoor else None
    if weather is not None:
        rig, weather = under(rig, weather)
        if weather.snow_depth_cm > 0.0:
            weather = weather.model_copy(update={"tracks": wheel_tracks(stage, things, streams("tracks"))})
    placed = _glowing(_objects(things, 1, library, streams("style")), rig.glowing)
    scenery = _lit_up(_objects(stage.scenery, len(things) + 1, library, streams("scenery_style"), annotated=False), rig.windows)
    draw_camera = partial(sample_camera, config.camera, stage, things, config.resolution, streams("camera"))
    camera = exposed(config.camera, aimed(config.targets, draw_camera, things, stage.scenery), stage, things, streams("optics"))
    camera = camera.model_copy(update={"lens": sample_lens(config.lens, streams("lens"))})
    path = move_camera(config.camera, camera, stage, things, streams("motion"))
    check_way(camera, path, stage, things, config.camera.clearance_m, config.sequence, config.views)
    view = config.views[place.view] if config.views else None
    time_s = place.frame / config.sequence.fps if config.sequence else 0.0
    lights = (*lights_at(rig.lights, rig.carried, things, time_s), *_own_lights(config, rig, camera_at(camera, path, time_s, None)))
    sensor = sample_sensor(config.sensor, rig.temperature_k, streams("sensor"))
    return SceneSpec(
        seed=seed,
        index=index,
        attempt=attempt,
        objects=objects_at(placed + scenery, time_s),
        lights=lights,
        sky=rig.sky,
        camera=camera_at(camera, path, time_s, view),
        sensor=sensor.model_copy(update={"effects": sample_effects(config.sensor.effects, own_streams("sensor_noise"))}),
        render=_lit_by(render, len(lights), seed=int(own_streams("render").integers(2**31))),
        weather=weather,
        video=video_of(camera, path, place, config.sequence, view),
        view=view_of(place, config.sequence, config.views),
    )


def placement_streams(seed: int, index: int, attempt: int) -> dict[str, np.random.Generator]:
    """The streams that placements take."""
    # The quota of an image is dealt once: what is hard to place must not be drawn again as something easier.
    return {name: stream(seed, index, attempt, name) for name in ("assets", "placement")} | {"quota": stream(seed, index, 0, "quota")}


def _objects(
    bodies: tuple[Body, ...], first_id: int, library: "Library", rng: np.random.Generator, *, annotated: bool = True
) -> tuple[ObjectSpec, ...]:
    # One child stream per object: how one is styled does not depend on how many numbers another one took.
    children = rng.bit_generator.seed_seq.spawn(len(bodies))  # type: ignore[attr-defined]
    firsts: dict[str, int] = {}
    alike = [firsts.setdefault(body.make, number) if body.make else number for number, body in enumerate(bodies)]
    return tuple(
        _object(body, first_id + number, library, np.random.default_rng(children[first]), annotated=annotated and body.annotated)
        for number, (body, first) in enumerate(zip(bodies, alike, strict=True))
    )


def _own_lights(config: SceneConfig, rig: Rig, camera: CameraSpec) -> tuple[Light, ...]:
    """Those of the car that the camera is in, if it is in one."""
    if rig.low_beam is None or not isinstance(config.camera, Dash):
        return ()
    return own_beams(camera.world_from_camera, 0.0, *rig.low_beam)  # roads are at z = 0


def _lit_by(render: RenderSpec, lights: int, seed: int) -> RenderSpec:
    # Choosing a lamp by what it gives costs a fifth more than choosing any, and among 20 lamps is 3 dB better (docs/lighting.md).
    return render.model_copy(update={"seed": seed, "light_tree": render.light_tree or lights > MANY_LIGHTS})


def _glowing(placed: tuple[ObjectSpec, ...], glowing: Mapping[int, Mapping[int, float]]) -> tuple[ObjectSpec, ...]:
    """Things with the lamps that are parts of them switched on."""
    lit = list(placed)
    for number, exitances in glowing.items():
        materials = tuple(
            material.model_copy(update={"emission_w_m2": exitances[slot]}) if slot in exitances else material
            for slot, material in enumerate(placed[number].materials)
        )
        lit[number] = placed[number].model_copy(update={"materials": materials})
    return tuple(lit)


def _lit_up(scenery: tuple[ObjectSpec, ...], windows: Mapping[int, Mapping[int, Shine]]) -> tuple[ObjectSpec, ...]:
    """Scenery with light behind its windows."""
    lit = list(scenery)
    for number, shines in windows.items():
        materials = tuple(
            material.model_copy(update={"emission_w_m2": shines[slot][0], "base_color": shines[slot][1]}) if slot in shines else material
            for slot, material in enumerate(scenery[number].materials)
        )
        lit[number] = scenery[number].model_copy(update={"materials": materials})
    return tuple(lit)


def _object(body: Body, instance_id: int, library: "Library", rng: np.random.Generator, *, annotated: bool) -> ObjectSpec:
    pose = rows(body.world_from_object)
    category, attributes = library.label(body.ref, pose) if annotated else (None, {})
    return ObjectSpec(
        instance_id=instance_id,
        category=category,
        asset=body.ref,
        materials=library.style(body.ref, rng),
        world_from_object=pose,
        attributes=attributes,
        linear_velocity_m_s=body.linear_velocity_m_s,
    )

"""One image's scene in words: pairs of label and text for the report."""

from collections import Counter
from collections.abc import Sequence
from functools import singledispatch

import numpy as np

from setpiece.dataset.record import Record
from setpiece.scenes.spec import (
    AreaLight,
    CameraSpec,
    CloudySky,
    HdriSky,
    Light,
    PhysicalSky,
    PointLight,
    RenderSpec,
    SensorSpec,
    Sky,
    SpotLight,
    SunLight,
    UniformSky,
)
from setpiece.scenes.weather.spec import WeatherSpec

_NAMED = 6
"""Lights that are named one by one."""


def facts(record: Record) -> list[tuple[str, str]]:
    """What decides the look of an image, a few lines."""
    spec = record.spec
    return [
        ("Image", f"index {spec.index}, seed {spec.seed}, attempt {spec.attempt}"),
        ("Camera", _camera(spec.camera)),
        ("Sky", sky_words(spec.sky)),
        *([("Weather", _weather(spec.weather))] if spec.weather is not None else []),
        ("Lights", _lights(spec.lights)),
        ("Sensor", _sensor(spec.sensor)),
        ("Render", _render(spec.render)),
        ("Objects", f"{len(record.objects)} annotated, {len(spec.objects) - len(record.objects)} scenery"),
    ]


def _camera(camera: CameraSpec) -> str:
    pose = np.asarray(camera.world_from_camera)
    pitch_deg = float(np.degrees(np.arcsin(np.clip(pose[2, 2], -1.0, 1.0))))
    looking = f"{abs(pitch_deg):.0f}° {'down' if pitch_deg < 0 else 'up'}"
    return f"{camera.width} × {camera.height} px, {camera.focal_length_mm:.0f} mm, {pose[2, 3]:.2f} m high, looking {looking}"


@singledispatch
def sky_words(sky: Sky) -> str:
    """What surrounds the scene."""
    raise TypeError(f"no words for a {type(sky).__name__}")


@sky_words.register
def _(sky: HdriSky) -> str:
    return f"HDRI {sky.image}, turned {sky.rotation_deg % 360:.0f}°, × {sky.strength:.2f}"


@sky_words.register
def _(sky: PhysicalSky) -> str:
    return f"physical, sun {sky.sun_elevation_deg:.0f}° high at {sky.sun_azimuth_deg % 360:.0f}°, × {sky.strength:.2f}"


@sky_words.register
def _(sky: UniformSky) -> str:
    return "uniform, " + ", ".join(f"{value:.2f}" for value in sky.radiance) + " W/(m² sr)"


@sky_words.register
def _(sky: CloudySky) -> str:
    return f"{sky.cover:.0%} under cloud; behind it {sky_words(sky.clear)}"


@singledispatch
def light_words(light: Light) -> str:
    """One lamp, or the sun."""
    raise TypeError(f"no words for a {type(light).__name__}")


@light_words.register
def _(light: SunLight) -> str:
    elevation_deg = np.degrees(np.arcsin(np.clip(light.direction_to_light[2], -1.0, 1.0)))
    return f"sun {elevation_deg:.0f}° high, {light.irradiance_w_m2:.1f} W/m²"


@light_words.register
def _(light: AreaLight) -> str:
    return f"area {light.size_m[0]:.2f} × {light.size_m[1]:.2f} m, {light.power_w:.0f} W"


@light_words.register
def _(light: PointLight) -> str:
    return f"lamp {light.power_w:.0f} W"


@light_words.register
def _(light: SpotLight) -> str:
    return f"spot {light.power_w:.0f} W, {light.cone_deg:.0f}° wide"


def _lights(lights: Sequence[Light]) -> str:
    if len(lights) > _NAMED:
        return ", ".join(f"{count} × {kind}" for kind, count in Counter(light.kind for light in lights).items())
    return "; ".join(light_words(light) for light in lights) or "none but the sky"


def _weather(weather: WeatherSpec) -> str:
    parts = [weather.kind, f"{weather.temperature_c:.0f} °C", f"one sees {weather.visibility_m:,.0f} m", f"wind {weather.wind_m_s:.0f} m/s"]
    amounts = (
        (weather.rain_mm_h, "{:.1f} mm/h of rain"),
        (weather.snow_mm_h, "{:.1f} mm/h of snow, as water"),
        (weather.snow_depth_cm, "{:.0f} cm of snow on the ground"),
        (weather.wetness, "wetness {:.2f}"),
        (weather.dust_mg_m3, "{:.0f} mg/m³ of dust"),
    )
    return ", ".join([*parts, *(text.format(amount) for amount, text in amounts if amount > 0.0)])


def _sensor(sensor: SensorSpec) -> str:
    metering = "metered " if sensor.auto_exposure else ""
    return f"{metering}{sensor.exposure_ev:+.1f} EV, {sensor.white_balance_k:.0f} K, {sensor.view_transform}"


def _render(render: RenderSpec) -> str:
    return f"{render.engine}, {render.samples} samples{', denoised' if render.denoise else ''}"

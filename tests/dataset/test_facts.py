"""Every kind of sky and light that a scene may have is put into words."""

from typing import get_args

import pytest

from setpiece.dataset.page.facts import light_words, sky_words
from setpiece.scenes.spec import CloudySky, HdriSky, Light, PhysicalSky, Sky

POSE = ((1.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0))
CLEAR = PhysicalSky(sun_elevation_deg=30.0, sun_azimuth_deg=0.0)
FIELDS = {
    "direction_to_light": (0.0, 0.0, 1.0),
    "irradiance_w_m2": 3.0,
    "world_from_light": POSE,
    "size_m": (1.0, 1.0),
    "power_w": 5.0,
    "position_m": (0.0, 0.0, 2.0),
    "cone_deg": 60.0,
}


@pytest.mark.parametrize("kind", get_args(get_args(Light)[0]), ids=lambda kind: kind.__name__)
def test_lights(kind: type) -> None:
    light = kind(**{name: value for name, value in FIELDS.items() if name in kind.model_fields})
    assert any(character.isdigit() for character in light_words(light))


@pytest.mark.parametrize("kind", get_args(get_args(Sky)[0]), ids=lambda kind: kind.__name__)
def test_skies(kind: type) -> None:
    made = {
        HdriSky: {"image": "city"},
        PhysicalSky: dict(CLEAR),
        CloudySky: {"clear": CLEAR, "cover": 0.4, "cloud_radiance": (1.0, 1.0, 1.0), "ground_radiance": (0.1, 0.1, 0.1)},
    }
    words = sky_words(kind(**made.get(kind, {})))
    assert words
    if kind is CloudySky:
        assert "40%" in words
        assert "sun 30° high" in words

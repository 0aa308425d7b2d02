"""Drops on the lens: small lenses that turn the world upside down, where the camera has them, and nowhere else."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from setpiece.dataset.atmosphere.drops import Film, refracted, through_drops, water
from setpiece.scenes.spec import CameraSpec
from setpiece.scenes.weather.spec import WeatherSpec

Float32 = NDArray[np.float32]

WIDTH, HEIGHT = 320, 240
LEVEL = ((1, 0, 0, 0), (0, 0, 1, 0), (0, -1, 0, 1.5), (0, 0, 0, 1))
DOWN = ((1, 0, 0, 0), (0, -1, 0, 0), (0, 0, -1, 5), (0, 0, 0, 1))


def camera(pose: object = LEVEL, name: str = "main") -> CameraSpec:
    return CameraSpec.model_validate({"width": WIDTH, "height": HEIGHT, "focal_length_mm": 30.0, "world_from_camera": pose, "name": name})


def rainy(drops: int, seed: int = 1) -> WeatherSpec:
    return WeatherSpec(kind="rain", rain_mm_h=5.0, lens_drops=drops, seed=seed)


def bright_above() -> Float32:
    picture = np.full((HEIGHT, WIDTH, 3), 0.05, np.float32)
    picture[: HEIGHT // 2] = 1.0
    return picture


def cap(radius_px: float, rim_slope: float) -> Film:
    """One drop in the middle: a paraboloid."""
    y, x = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    square = (x - WIDTH / 2) ** 2 + (y - HEIGHT / 2) ** 2
    height = (rim_slope / 2 / radius_px * (radius_px**2 - square)).clip(0).astype(np.float32)
    return Film(height, height > 0)


@pytest.mark.parametrize("rim_slope", [0.2, 0.6])
def test_water_turns_rays_as_snell_says(rim_slope: float) -> None:
    """In a picture whose red is the column, what a drop shows tells where it looks."""
    ramp = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    ramp[...] = (np.arange(WIDTH, dtype=np.float32) + 0.5)[:, None]
    shown = refracted(ramp, cap(60.0, rim_slope), camera())[HEIGHT // 2, :, 0]
    through = refracted(np.ones_like(ramp), cap(60.0, rim_slope), camera())[HEIGHT // 2, :, 0]
    for offset in (-40, -20, 20, 40):
        column = WIDTH // 2 + offset
        tilt = np.arctan(rim_slope * abs(offset + 0.5) / 60.0)
        turned = np.arcsin(1.333 * np.sin(tilt)) - tilt
        expected = column + 0.5 - np.sign(offset) * camera().focal_length_px * np.tan(turned)
        assert shown[column] / through[column] == pytest.approx(expected, abs=1.5)
        # Fresnel: near normal incidence 2 % are reflected; more where the water is steep.
        assert 0.9 < through[column] < 0.981


def test_drops_show_the_sky_below_and_the_ground_above() -> None:
    shown = refracted(bright_above(), cap(14.0, 1.1), camera()).mean(axis=2)
    columns = slice(WIDTH // 2 - 5, WIDTH // 2 + 5)
    assert shown[HEIGHT // 2 - 9 : HEIGHT // 2 - 4, columns].max() < 0.1
    assert shown[HEIGHT // 2 + 4 : HEIGHT // 2 + 9, columns].min() > 0.9


def test_what_is_beside_the_drops_stays_as_it_is() -> None:
    weather, picture = rainy(10), bright_above()
    seen = through_drops(picture, weather, camera())
    wet = water(weather, camera()).wet.astype(np.uint8)
    assert 0.002 < wet.mean() < 0.2
    far = cv2.dilate(wet, np.ones((15, 15), np.uint8)) == 0
    np.testing.assert_array_equal(seen[far], picture[far])
    assert np.abs(seen - picture)[wet > 0].max() > 0.3


def test_drops_make_no_light() -> None:
    """A white world is white through any drop, but for what reflection takes away at the rims."""
    seen = through_drops(np.ones((HEIGHT, WIDTH, 3), np.float32), rainy(40), camera())
    assert seen.max() < 1 + 1e-5
    assert seen.min() > 0.3
    assert seen.mean() > 0.95


def test_as_many_drops_as_asked_for() -> None:
    assert through_drops(picture := bright_above(), rainy(0), camera()) is picture
    covered = [water(rainy(count), camera()).wet.mean() for count in (5, 20, 80)]
    assert covered == sorted(covered)
    # The first drops stay where they are when more are asked for.
    few, more = water(rainy(5), camera()).wet, water(rainy(20), camera()).wet
    assert not (few & ~more).any()


def test_the_same_image_is_the_same_bytes_and_others_differ() -> None:
    picture = bright_above()
    first = through_drops(picture, rainy(20), camera())
    assert first.dtype == np.float32
    assert first.tobytes() == through_drops(picture, rainy(20), camera()).tobytes()
    others = [through_drops(picture, rainy(20, seed=2), camera()), through_drops(picture, rainy(20), camera(name="right"))]
    assert len({seen.tobytes() for seen in (first, *others)}) == 3


@pytest.mark.parametrize(("pose", "runs"), [(LEVEL, True), (DOWN, False)])
def test_drops_run_down_only_where_the_glass_stands(pose: object, runs: bool) -> None:
    tallest = max(
        stats[1:, cv2.CC_STAT_HEIGHT].max() / stats[1:, cv2.CC_STAT_WIDTH].max()
        for seed in range(12)
        for _, _, stats, _ in [cv2.connectedComponentsWithStats(water(rainy(6, seed), camera(pose)).wet.astype(np.uint8))]
    )
    assert (tallest > 2.0) == runs

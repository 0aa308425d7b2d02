"""Lens and chip: each effect does what its numbers say, and nothing when it is off."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from setpiece.cli.compose import compose_config
from setpiece.dataset.sensor import develop
from setpiece.dataset.sensor_effects.bloom import scatter
from setpiece.dataset.sensor_effects.chromatic_aberration import separate_colors
from setpiece.dataset.sensor_effects.jpeg import through_jpeg
from setpiece.dataset.sensor_effects.mosaic import demosaic, mosaic
from setpiece.dataset.sensor_effects.noise import expose_chip
from setpiece.dataset.sensor_effects.sharpening import sharpen
from setpiece.dataset.sensor_effects.softness import soften
from setpiece.dataset.sensor_effects.vignetting import darken_corners
from setpiece.scenes.effects import Effects, sample_effects
from setpiece.scenes.sensor import sample_sensor
from setpiece.scenes.sensor_effects import Bloom, ChromaticAberration, Noise, SensorEffects, Sharpening, Vignetting
from setpiece.scenes.spec import SensorSpec

Array = NDArray[np.float32]
PRESETS = ("phone", "machine_vision", "dashcam", "cctv")


def grey(level: float, height: int = 120, width: int = 160) -> Array:
    return np.full((height, width, 3), level, np.float32)


def scene() -> Array:
    """Something with edges, colours, shadows and a lamp far beyond white."""
    picture = cv2.GaussianBlur(np.random.default_rng(5).random((120, 160, 3), dtype=np.float32), (0, 0), 4) ** 2
    picture[30:90, 43:70] *= (1.5, 0.6, 0.2)
    picture[20:24, 121:125] = 60.0
    return picture


def test_variance_against_mean_is_the_photon_transfer_line() -> None:
    noise = Noise(iso=400.0, full_well_e=12_000.0, read_noise_e=6.0, saturation=2.0)
    rng = np.random.default_rng(1)
    levels = np.linspace(0.0, 1.2, 13, dtype=np.float32)
    read = [expose_chip(np.full(60_000, level, np.float32), noise, rng) * noise.electrons_per_unit for level in levels]
    slope, offset = np.polyfit([patch.mean(dtype=np.float64) for patch in read], [patch.var(dtype=np.float64) for patch in read], 1)
    assert noise.electrons_per_unit == 12_000 / 2 / 4
    assert slope == pytest.approx(1.0, rel=0.05), "one electron squared per electron"
    assert offset == pytest.approx(36.0, rel=0.15)
    assert expose_chip(np.full(9, 5.0, np.float32), noise, rng).max() == 2.0


@pytest.mark.parametrize("preset", PRESETS)
def test_every_presets_noise_is_on_its_line(preset: str) -> None:
    drawn = sample_effects(compose_config([f"sensor={preset}"]).sensor.effects, np.random.default_rng(0))
    assert drawn is not None
    assert drawn.noise is not None
    level, per_unit = 0.18, drawn.noise.electrons_per_unit
    read = expose_chip(np.full(200_000, level, np.float32), drawn.noise, np.random.default_rng(1)).astype(np.float64) * per_unit
    assert read.var() == pytest.approx(level * per_unit + drawn.noise.read_noise_e**2, rel=0.05)


def test_vignetting_follows_cos4_and_the_barrel() -> None:
    shaded = darken_corners(grey(1.0, 480, 640), Vignetting(corner_angle_deg=30.0))[..., 0]
    radius = np.hypot(*(np.indices((480, 640)) + 0.5 - np.array([240, 320])[:, None, None])) / 400
    assert shaded == pytest.approx(np.cos(np.arctan(radius * np.tan(np.radians(30)))) ** 4, rel=1e-5)
    barrel = darken_corners(grey(1.0, 480, 640), Vignetting(mechanical_stops=1.0))[..., 0]
    assert barrel[240, 320] == 1.0
    assert barrel[0, 0] == pytest.approx(0.5, rel=0.01)


@pytest.mark.parametrize("size", [0.01, -0.01])
def test_aberration_moves_red_and_blue_by_its_size(size: float) -> None:
    y, x = np.indices((240, 320)) + 0.5
    spot = np.exp(-((x - 260) ** 2 + (y - 180) ** 2) / 18).astype(np.float32)[..., None].repeat(3, axis=2)
    moved = separate_colors(spot, ChromaticAberration(red=size, blue=-size))
    center = [((moved[..., c] * x).sum() / moved[..., c].sum(), (moved[..., c] * y).sum() / moved[..., c].sum()) for c in range(3)]
    assert center[1] == pytest.approx((260, 180), abs=1e-3)
    assert center[0] == pytest.approx((260 + 100 * size, 180 + 60 * size), abs=0.04)
    assert center[2] == pytest.approx((260 - 100 * size, 180 - 60 * size), abs=0.04)


@pytest.mark.parametrize("place", [(60, 80), (3, 5), (119, 20)])
def test_bloom_keeps_the_light_and_spreads_it_evenly(place: tuple[int, int]) -> None:
    lamp = grey(0.0)
    lamp[place] = (1000.0, 500.0, 100.0)
    spread = scatter(lamp, Bloom(share=0.1, radius=0.01))
    assert spread.sum(axis=(0, 1)) == pytest.approx(lamp.sum(axis=(0, 1)), rel=0.01)
    assert spread[place][0] == pytest.approx(900, rel=0.05)
    assert spread.min() >= 0
    assert scatter(grey(0.7), Bloom(share=0.3)) == pytest.approx(0.7, rel=1e-5)
    middle = grey(0.0, 121, 161)
    middle[60, 80] = 1.0
    halo = scatter(middle, Bloom(share=0.5, radius=0.01))
    assert halo[60, 80 + 12, 0] == pytest.approx(halo[60 + 12, 80, 0], rel=0.1)


def test_demosaicing_gives_back_what_has_no_detail_and_no_shift() -> None:
    y, x = np.indices((120, 160)) + 0.5
    bump = np.exp(-((x - 70) ** 2 + (y - 50) ** 2) / 300)
    picture = (0.02 + bump[..., None] * (4.0, 1.0, 0.3)).astype(np.float32)
    back = demosaic(mosaic(picture), 16.0)
    assert np.abs(back / picture - 1).max() < 0.06
    for channel in range(3):
        weight = back[..., channel] - 0.02
        assert ((weight * x).sum() / weight.sum(), (weight * y).sum() / weight.sum()) == pytest.approx((70, 50), abs=0.05)


def test_a_colour_filter_alone_leaves_smooth_pictures_as_they_are() -> None:
    smooth = cv2.GaussianBlur(scene(), (0, 0), 3)[30:, :110]
    bare, filtered = (develop(smooth, SensorSpec(effects=SensorEffects(bayer=on))).astype(int) for on in (False, True))
    assert np.abs(bare - filtered).mean() < 1.0
    assert np.abs(bare - filtered).max() < 12


@pytest.mark.parametrize("view", ["AgX", "Standard"])
def test_what_saturates_is_white_under_any_light(view: str) -> None:
    effects = SensorEffects(noise=Noise(saturation=16.3 if view == "AgX" else 1.0), bayer=True)
    sensor = SensorSpec(auto_exposure=False, white_balance_k=3500.0, view_transform=view, effects=effects)
    made = develop(grey(100.0) * np.array((1.4, 1.0, 0.5), np.float32), sensor).astype(int)
    assert made.min() > 235
    assert np.ptp(made, axis=2).max() < 6


def test_demosaicing_shows_the_error_that_cameras_make() -> None:
    fine = grey(0.3)
    fine[40:80, 40:80] = np.random.default_rng(0).uniform(0.1, 0.6, (40, 40, 1))
    back = demosaic(mosaic(fine), 1.0)
    assert np.abs(back - fine)[:36].max() < 1e-3
    assert np.abs(back[40:80, 40:80, 0] - back[40:80, 40:80, 2]).mean() > 0.01, "false colours where detail is finer than the filter"


def test_sharpening_steepens_edges_without_colouring_them() -> None:
    edge = cv2.GaussianBlur(np.where(np.indices((60, 80))[1] < 40, 0.3, 0.6).astype(np.float32), (0, 0), 1.5)[..., None].repeat(3, 2)
    sharp = sharpen(edge, Sharpening(amount=1.0, radius_px=1.5))
    assert np.abs(np.diff(sharp[30, :, 0])).max() > 1.2 * np.abs(np.diff(edge[30, :, 0])).max()
    assert np.array_equal(sharp[..., 0], sharp[..., 2])


def test_jpeg_leaves_its_blocks_only_when_it_is_on() -> None:
    def blockiness(picture: NDArray[np.uint8]) -> float:
        steps = np.abs(np.diff(picture.astype(float), axis=1)).mean(axis=(0, 2))
        return float(steps[7::8].mean() / np.delete(steps, np.arange(7, len(steps), 8)).mean())

    radiance = scene()
    plain, squeezed = develop(radiance, SensorSpec()), develop(radiance, SensorSpec(effects=SensorEffects(jpeg_quality=15)))
    assert blockiness(plain) < 1.05
    assert blockiness(squeezed) > 1.2
    assert np.array_equal(squeezed, through_jpeg(plain, 15))


def test_noise_is_the_seeds_and_nothing_elses() -> None:
    def made(seed: int) -> NDArray[np.uint8]:
        return develop(scene(), SensorSpec(effects=SensorEffects(seed=seed, noise=Noise(), bayer=True)))

    assert np.array_equal(made(1), made(1))
    assert (made(1) != made(2)).mean() > 0.2


def test_effects_that_are_all_off_change_nothing_and_the_input_is_left_alone() -> None:
    radiance = scene()
    before = radiance.copy()
    assert np.array_equal(develop(radiance, SensorSpec(effects=SensorEffects())), develop(radiance, SensorSpec()))
    assert np.array_equal(radiance, before)


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_stay_near_the_clean_picture_and_clip_lamps_to_white(preset: str) -> None:
    config = compose_config([f"sensor={preset}"]).sensor
    effects = sample_effects(config.effects, np.random.default_rng(3))
    assert effects is not None
    sensor = sample_sensor(config, 6500.0, np.random.default_rng(2)).model_copy(update={"effects": effects})
    assert SensorSpec.model_validate_json(sensor.model_dump_json()) == sensor
    made, clean = (develop(scene(), item).astype(float) for item in (sensor, sensor.model_copy(update={"effects": None})))
    assert 0.1 < np.abs(made - clean).mean() < 25
    assert made[21:23, 122:124].min() > 215


def test_switching_one_effect_on_leaves_the_others_draws_alone() -> None:
    phone = compose_config(["sensor=phone"]).sensor.effects
    without = phone.model_copy(update={"vignetting": None, "bloom": None})
    first, second = (sample_effects(config, np.random.default_rng(4)) for config in (phone, without))
    assert first is not None
    assert second is not None
    assert (first.noise, first.jpeg_quality, first.seed, first.sharpening) == (
        second.noise,
        second.jpeg_quality,
        second.seed,
        second.sharpening,
    )
    assert sample_effects(Effects(), np.random.default_rng(4)) is None
    assert compose_config(["sensor=off"]).sensor.effects == Effects()


def test_softness_spreads_a_point_and_keeps_its_light() -> None:
    """A point becomes a Gaussian of the width that was asked for; and leaves against the sky get less false colour."""
    point = np.zeros((41, 41, 3), np.float32)
    point[20, 20] = 100.0
    blot = soften(point, 1.5)
    offsets = np.arange(41) - 20.0
    assert blot.sum() == pytest.approx(300.0, rel=1e-4)
    assert np.sqrt((blot[..., 1].sum(axis=0) * offsets**2).sum() / 100.0) == pytest.approx(1.5, rel=0.03)
    leaves = np.repeat(np.random.default_rng(0).choice([0.02, 0.5], (64, 64, 1)), 3, axis=2).astype(np.float32)

    def false_color(picture: np.ndarray) -> float:
        return float(np.ptp(demosaic(mosaic(picture), 1.0), axis=2).mean())

    assert false_color(soften(leaves, 0.6)) < 0.4 * false_color(leaves)


def test_sharpening_makes_no_halos() -> None:
    """A grey dot on black, such as sky between leaves, becomes hardly brighter; without the limit it would by two thirds."""
    dot = np.zeros((15, 15, 3), np.float32)
    dot[7, 7] = 0.4
    sharp = sharpen(dot, Sharpening(amount=1.2, radius_px=1.2))
    assert 0.4 < sharp.max() <= 0.4 * 1.2 + 1e-6

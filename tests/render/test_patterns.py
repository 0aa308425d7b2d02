"""Every pattern shows, in both engines, and belongs to the object rather than to the world."""

import numpy as np
import pytest

from setpiece.assets.material import Material
from setpiece.assets.patterns import Belt, Brushed, Chips, Fields, Ground, Pebble, Slab, Speckle, Tiles, Veins, Wear, Weave, Wood
from setpiece.assets.surfaces import SURFACES
from setpiece.render.blender.renderer import Renderer
from setpiece.scenes.spec import CameraSpec, HdriSky
from tests.render.scenes import Scene, at, camera, plane

DARK = (0.05, 0.05, 0.05)
PATTERNS = [
    Belt(dirt_color=DARK, dirt=1.0, module_m=(0.3, 0.5), finger_m=0.1),
    Brushed(streak_m=0.05, amount=1.0),
    Chips(colors=(DARK, (0.7, 0.2, 0.1)), chip_m=0.1),
    Fields(colors=(DARK, DARK, DARK, DARK), size_m=0.3, tuft_m=0.03),
    Pebble(scale_m=0.1, bump_m=0.02),
    Ground(second_color=DARK, patch_m=0.3, grain_m=0.02, crack_m=0.4, cracks=0.6),
    Slab(second_color=DARK, cloud_m=0.3, clouds=1.0, joint_m=0.5, tracks=1.0, stains=0.2),
    Speckle(second_color=DARK, scale_m=0.2),
    Tiles(size_m=(0.3, 0.2), joint_m=0.03),
    Veins(second_color=DARK, scale_m=0.4),
    Wear(amount=1.0, scale_m=0.2),
    Weave(weft_color=DARK, thread_m=0.1),
    Wood(dark_color=DARK, ring_width_m=0.03, plank_width_m=0.3, plank_length_m=0.7),
]
MIDDLE = 0.5 * (len(PATTERNS) - 1)


def above(x: float = 0.0, y: float = 0.0) -> CameraSpec:
    return camera(eye=(x, y - 0.5, 2.2), target=(x, y, 0.0), width=48, height=36)


def luminance(renderer: Renderer, scene: Scene) -> np.ndarray:
    return renderer.render(scene.spec, scene.load).radiance[..., 1]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.kind)
def test_a_pattern_varies_the_surface_and_moves_with_the_object(pattern: object, renderer: Renderer) -> None:
    material = Material(base_color=(0.5, 0.5, 0.5), roughness=0.4, pattern=pattern)
    sky = HdriSky(image="studio")
    scenes = [
        Scene({"slab": (plane(2.0, look), at(x, y))}, above(x, y), sky, samples=16)
        for look, x, y in ((material, 0.0, 0.0), (material, 3.7, 1.9), (material.model_copy(update={"pattern": None}), 0.0, 0.0))
    ]
    here, there, plain = (luminance(renderer, scene) for scene in scenes)
    assert np.isfinite(here).all()
    assert np.abs(here - plain).mean() > 0.005 * plain.mean()
    assert np.abs(here - there).mean() < 0.2 * np.abs(here - plain).mean()


def bands(renderer: Renderer, axis: str) -> tuple[float, float]:
    """Variation of the means of columns, and of rows, of a board seen from above."""
    grain = Wood(dark_color=DARK, ring_width_m=0.15, waviness=0.0, pores=0.0, axis=axis)
    view = camera(eye=(0.0, -0.001, 2.0), target=(0.0, 0.0, 0.0), width=40, height=40)
    board = Scene(
        {"slab": (plane(2.0, Material(base_color=(0.5, 0.4, 0.3), pattern=grain)), at())}, view, HdriSky(image="studio"), samples=16
    )
    picture = luminance(renderer, board)
    return float(np.diff(picture.mean(axis=0)).std()), float(np.diff(picture.mean(axis=1)).std())


def test_grain_runs_along_the_axis_that_was_asked_for(renderer: Renderer) -> None:
    for axis, along in (("x", 0), ("y", 1)):
        measured = bands(renderer, axis)
        assert measured[along] < 0.6 * measured[1 - along]


@pytest.mark.slow
def test_eevee_shows_all_patterns(renderer: Renderer) -> None:
    """Strips of all patterns in one picture: each strip varies. Compiling the shaders without a GPU takes a minute."""
    slabs = {
        pattern.kind: (plane(0.2, Material(base_color=(0.5, 0.5, 0.5), roughness=0.4, pattern=pattern)), at(0.4 * (k - MIDDLE), 0.0))
        for k, pattern in enumerate(PATTERNS)
    }
    view = camera(eye=(0.0, -0.01, 5.6), target=(0.0, 0.0, 0.0), width=220, height=40)
    picture = luminance(renderer, Scene(slabs, view, HdriSky(image="studio"), samples=4, engine="eevee"))
    scale_px = 40.0 / 36.0 * 220.0 / 5.6
    for k, pattern in enumerate(PATTERNS):
        column = 110 + round(0.4 * (k - MIDDLE) * scale_px)
        strip = picture[13:27, column - 5 : column + 6]
        assert strip.std() > 0.004 * strip.mean(), pattern.kind


def test_every_surface_has_a_shader(renderer: Renderer) -> None:
    slabs = {name: (plane(0.1, SURFACES[name](np.random.default_rng(0))), at(0.2 * k)) for k, name in enumerate(SURFACES)}
    assert np.isfinite(luminance(renderer, Scene(slabs, above()))).all()


def steepness(renderer: Renderer, roughness: float) -> float:
    """Relative step between neighbouring pixels of a denoised, smudged surface, where it is nearly largest."""
    look = Material(base_color=(0.68, 0.66, 0.65), roughness=roughness, pattern=Wear(amount=0.5, scale_m=0.5, seed=1))
    view = camera(eye=(0.0, -3.0, 2.0), width=160, height=120)
    scene = Scene({"slab": (plane(4.0, look), at())}, view, HdriSky(image="interior"), samples=16)
    spec = scene.spec.model_copy(update={"render": scene.spec.render.model_copy(update={"denoise": True})})
    picture = renderer.render(spec, scene.load).radiance[20:, :, 1]
    return float(np.percentile(np.abs(np.diff(np.log(picture), axis=1)), 99.5))


def test_the_denoiser_draws_no_edges_where_gloss_varies(renderer: Renderer) -> None:
    """At 0.27 the smudges would reach across the roughness at which Cycles changes what it tells the denoiser."""
    assert steepness(renderer, 0.27) < 1.25 * steepness(renderer, 0.4)

"""Targets for size and visibility hold in the scenes that are drawn, and say so when they cannot."""

import numpy as np
import pytest
from pydantic import ValidationError

from setpiece.assets.ref import AssetRef
from setpiece.scenes.body import Body, solid_of
from setpiece.scenes.config import SceneConfig
from setpiece.scenes.errors import CannotPlace
from setpiece.scenes.sample import sample
from setpiece.scenes.spec import CameraSpec, RenderSpec
from setpiece.scenes.targets import size_px, visible_fractions
from setpiece.scenes.transforms import look_at, rigid, rows


def die(library: object, x: float, y: float) -> Body:
    ref: AssetRef = library._ref("builtin", "die", 0)
    return Body(ref, solid_of(ref, library.load), rigid(np.eye(3), np.array([x, y, 0.0])))


def camera(height_m: float) -> CameraSpec:
    pose = look_at(np.array([0.0, 0.0, height_m]), np.zeros(3), 0.0)
    return CameraSpec(width=320, height=240, focal_length_mm=36.0, world_from_camera=rows(pose))


def test_size_of_a_cube_seen_from_above(library: object) -> None:
    assert size_px(camera(0.5), die(library, 0.0, 0.0)) == pytest.approx(320 * 0.016 / (0.5 - 0.016), rel=1e-4)


def test_half_hidden_is_half_visible(library: object) -> None:
    """A second die half over the first, seen from far above."""
    under, over = die(library, 0.0, 0.0), die(library, 0.008, 0.0)
    pose = over.world_from_object.copy()
    pose[2, 3] = 0.016
    over = Body(over.ref, over.solid, pose)
    near = camera(0.4).model_copy(update={"focal_length_mm": 300.0})
    fractions = visible_fractions(near, (under, over), ())
    assert fractions[1] == 1.0
    assert fractions[0] == pytest.approx(0.5, abs=0.05)
    assert visible_fractions(near, (die(library, 3.0, 0.0),), ())[0] == 0.0


def test_scenes_meet_their_targets(tabletop: dict, library: object) -> None:
    targets = {"size_px": [40, 400], "visible_fraction": [0.4, 1]}
    section = {"placement": {"kind": "scatter", "count": 4, "kinds": {"box": 1, "cone": 1}}, "targets": targets}
    config = SceneConfig.model_validate(tabletop | section)
    found = 0
    for index in range(8):
        try:
            scene = sample(config, RenderSpec(), library, seed=2, index=index)
        except CannotPlace:
            continue
        found += 1
        bodies = [Body(o.asset, solid_of(o.asset, library.load), np.array(o.world_from_object)) for o in scene.objects]
        things = bodies[: sum(o.category is not None for o in scene.objects)]
        sizes = [size_px(scene.camera, thing) for thing in things]
        assert min(sizes) >= 40
        assert max(sizes) <= 400
        assert visible_fractions(scene.camera, things, bodies[len(things) :]).min() >= 0.4
    assert found >= 3


def test_targets_out_of_reach_are_said(tabletop: dict, library: object) -> None:
    config = SceneConfig.model_validate(tabletop | {"targets": {"size_px": [2000, 3000], "tries": 3}})
    with pytest.raises(CannotPlace, match=r"targets: met by \d+% of the things at best in 3 cameras, not by 100%"):
        sample(config, RenderSpec(), library, seed=0, index=0)
    with pytest.raises(ValidationError, match="found 30 above 20"):
        SceneConfig.model_validate(tabletop | {"targets": {"size_px": [30, 20]}})

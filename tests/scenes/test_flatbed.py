"""Flatbeds: what lies on the sheet lies on it."""

from functools import cache

import numpy as np
import pytest

from setpiece.assets.library import Library
from setpiece.cli.compose import compose_config
from setpiece.scenes.environment import sample_environment
from setpiece.scenes.environment.build import surface_of
from setpiece.scenes.streams import stream

WORDS = ("experiment=dice_tstr", "environment.tray_probability=0", "environment.ledge_probability=1", "assets.variants=2")


@cache
def library() -> Library:
    return Library(compose_config(WORDS).assets)


@pytest.mark.parametrize("seed", range(8))
def test_a_ledge_lies_on_the_sheet_beside_what_is_usable(seed: int) -> None:
    stage = sample_environment(compose_config(WORDS).environment, library(), stream(seed, 0, 0, "environment"))
    sheet, ledge = stage.scenery[-2:]
    assert (sheet.ref.name, ledge.ref.name) == ("white_sheet", "ledge")
    assert ledge.bounds_m[0, 2] == pytest.approx(surface_of(sheet, library()).height_m, abs=1e-6)
    (low, high), usable = ledge.bounds_m[:, :2], stage.surface.outline_m
    clear = np.maximum(low - usable.max(axis=0), usable.min(axis=0) - high).max()
    assert -1e-9 <= clear <= 0.02 + 1e-9

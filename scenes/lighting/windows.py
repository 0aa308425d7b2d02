"""Windows at night: behind some of them there is light."""

from collections.abc import Mapping

import numpy as np

from setpiece.assets.scenery.building import NAME
from setpiece.assets.scenery.houses.parts import PANES
from setpiece.assets.spec import Rgb
from setpiece.scenes.lighting.photometry import watts
from setpiece.scenes.lighting.temperature import rgb_of_temperature
from setpiece.scenes.stage import Stage

Shine = tuple[float, Rgb]
"""Radiant exitance in W/m^2 of white, and the colour that it is multiplied with."""

_ROOM_K = (2400.0, 4200.0)
"""From bulbs in living rooms to tubes in offices."""
_ROOMS = 0.5
"""Deviation of the logarithm of luminance from one building, or kind of window, to the next."""


def lit_windows(stage: Stage, luminance_cd_m2: float, share: float, rng: np.random.Generator) -> Mapping[int, Mapping[int, Shine]]:
    """Draw which windows of the stage's buildings are lit: all of a kind in a building, since they share a slot.

    Args:
        stage: its scenery is looked through for buildings.
        luminance_cd_m2: of a window, in the median.
        share: of all windows, those with light behind them.
        rng: nine numbers are taken for each building.

    Returns:
        Number of a piece of scenery -> material slot -> how it shines.
    """
    found: dict[int, dict[int, Shine]] = {}
    for number, piece in enumerate(stage.scenery):
        if piece.ref.name != NAME:
            continue
        chances, warmth, levels = rng.random(3), rng.random(3), rng.normal(0.0, _ROOMS, 3)
        shares = lit_shares(share)
        found[number] = {
            slot: shine(luminance_cd_m2 * float(np.exp(level)), _ROOM_K[0] + (_ROOM_K[1] - _ROOM_K[0]) * float(warm))
            for slot, chance, warm, level in zip(PANES, chances, warmth, levels, strict=True)
            if chance < shares[slot]
        }
    return found


def lit_shares(share: float) -> dict[int, float]:
    """Slot -> in how many of the buildings it is lit, so that the share of all windows is lit; those that are shown into come last."""
    shares: dict[int, float] = {}
    left = share
    for slots in (sorted(PANES)[1:], sorted(PANES)[:1]):
        most = sum(PANES[slot] for slot in slots)
        shares |= dict.fromkeys(slots, min(left / most, 1.0))
        left = max(left - most, 0.0)
    return shares


def shine(luminance_cd_m2: float, temperature_k: float) -> Shine:
    """What a pane of this luminance is given: pi L, as watts of the renderer's."""
    color = rgb_of_temperature(temperature_k)
    strongest = max(color)
    red, green, blue = (float(channel / strongest) for channel in color)
    return np.pi * watts(luminance_cd_m2, (red, green, blue)), (red, green, blue)

"""What the things stand in: one kind of environment per file."""

from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import Field

from setpiece.scenes.environment.flatbed import Flatbed, sample_flatbed
from setpiece.scenes.environment.road import Road, sample_road
from setpiece.scenes.environment.room import Room, sample_room
from setpiece.scenes.environment.shelf import Shelf, sample_shelf
from setpiece.scenes.environment.tabletop import Tabletop, sample_tabletop
from setpiece.scenes.environment.yard import Yard, sample_yard
from setpiece.scenes.stage import Stage

if TYPE_CHECKING:
    from setpiece.assets.library import Library

Environment = Annotated[Tabletop | Flatbed | Shelf | Road | Yard | Room, Field(discriminator="kind")]
"""The environment section of a config."""
OUTDOOR = (Road, Yard)
"""Those whose stages are under the open sky, so that weather reaches them."""


def sample_environment(config: Environment, library: "Library", rng: np.random.Generator) -> Stage:
    """Draw the scenery and the surface that things go on.

    Args:
        config: what the user asked for.
        library: where the scenery's models come from.
        rng: the stream "environment".
    """
    match config:
        case Tabletop():
            return sample_tabletop(config, library, rng)
        case Flatbed():
            return sample_flatbed(config, library, rng)
        case Shelf():
            return sample_shelf(config, library, rng)
        case Road():
            return sample_road(config, library, rng)
        case Room():
            return sample_room(config, library, rng)
        case Yard():
            return sample_yard(config, library, rng)

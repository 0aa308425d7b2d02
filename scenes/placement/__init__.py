"""Which things stand where: one kind of placement per file."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from setpiece.scenes.body import Body
from setpiece.scenes.placement.scatter import Scatter, sample_scatter
from setpiece.scenes.stage import Stage

if TYPE_CHECKING:
    from setpiece.assets.library import Library

Placement = Scatter
"""The placement section of a config."""


def sample_placement(config: Placement, stage: Stage, library: "Library", rngs: Mapping[str, np.random.Generator]) -> tuple[Body, ...]:
    """Draw things and put them on the stage's surface.

    Args:
        config: what the user asked for.
        stage: where.
        library: the models.
        rngs: the streams "assets" and "placement".

    Raises:
        CannotPlace: if the things that were drawn do not fit.
        UserError: if the config names kinds that the library does not have.
    """
    return sample_scatter(config, stage, library, rngs)

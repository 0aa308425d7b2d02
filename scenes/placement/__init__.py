"""Which things stand where: one kind of placement per file."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import Field

from setpiece.scenes.body import Body
from setpiece.scenes.placement.along_path import AlongPath, sample_along_path
from setpiece.scenes.placement.bays import Bays, sample_bays
from setpiece.scenes.placement.drop import Drop, sample_drop
from setpiece.scenes.placement.relations import Relations, sample_relations
from setpiece.scenes.placement.scatter import Scatter, sample_scatter
from setpiece.scenes.placement.shelf import Shelved, sample_shelved
from setpiece.scenes.placement.stack import Stack, sample_stack
from setpiece.scenes.stage import Stage

if TYPE_CHECKING:
    from setpiece.assets.library import Library

Placement = Annotated[Scatter | Drop | Stack | Relations | Shelved | AlongPath | Bays, Field(discriminator="kind")]
"""The placement section of a config."""


def sample_placement(config: Placement, stage: Stage, library: "Library", rngs: Mapping[str, np.random.Generator]) -> tuple[Body, ...]:
    """Draw things and put them on the stage's surface.

    Args:
        config: what the user asked for.
        stage: where.
        library: the models.
        rngs: the streams "assets", "placement" and "quota".

    Raises:
        CannotPlace: if the things that were drawn do not fit.
        UserError: if the config names kinds that the library does not have.
    """
    match config:
        case Scatter():
            return sample_scatter(config, stage, library, rngs)
        case Drop():
            return sample_drop(config, stage, library, rngs)
        case Stack():
            return sample_stack(config, stage, library, rngs)
        case Relations():
            return sample_relations(config, stage, library, rngs)
        case Shelved():
            return sample_shelved(config, stage, library, rngs)
        case AlongPath():
            return sample_along_path(config, stage, library, rngs)
        case Bays():
            return sample_bays(config, stage, library, rngs)

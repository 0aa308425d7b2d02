"""Room: a kitchen, a dining room or a living room with four walls, a window, a door, a ceiling and what people have in it."""

from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from pydantic import field_validator

from setpiece.assets.spec import Spec, Unit
from setpiece.scenes.body import Body
from setpiece.scenes.distributions import Choice, Distribution, Uniform
from setpiece.scenes.environment.build import grounded, moved, of_make, scenery
from setpiece.scenes.environment.furnish import FURNISH, Furnished, Walls
from setpiece.scenes.environment.openings import LAMPS, face_m, lamp, window
from setpiece.scenes.fields import Number, Text, Within
from setpiece.scenes.stage import Stage
from setpiece.scenes.transforms import apply

if TYPE_CHECKING:
    from setpiece.assets.library import Library

FRONT_DEG = -90.0
"""The viewer stands towards the world's -y."""


OVERHEAD = {"kitchen": "tube"}
"""Use -> lamp, other than a bulb in a shade: people, and cameras, stand under a kitchen's, at whose height a shade would be in the way."""


class Room(Spec):
    """A closed room.

    Attributes:
        use: "kitchen": things are on a worktop; "dining": on a table; "living": on a sideboard.
        width_m: from side to side.
        depth_m: from the viewer's wall to the one opposite.
        lived_in: share of what a room may but need not have that it has.
    """

    kind: Literal["room"] = "room"
    use: Text = Choice(("kitchen", "dining", "living"), (2.0, 1.0, 1.0))
    width_m: Annotated[Number, Within(3.0, 7.0)] = Uniform(3.6, 4.8)
    depth_m: Annotated[Number, Within(2.5, 7.0)] = Uniform(3.0, 4.6)
    lived_in: Unit = 0.75

    @field_validator("use", mode="after")
    @classmethod
    def _known_uses(cls, use: Distribution[str]) -> Distribution[str]:
        named = set(use.values) if isinstance(use, Choice) else set(use.support)
        if unknown := named - FURNISH.keys():
            raise ValueError(f"{', '.join(sorted(unknown))!r} is not a use; accepted: {', '.join(FURNISH)}")
        return use


def sample_room(config: Room, library: "Library", rng: np.random.Generator) -> Stage:
    """Draw the shell, its lamp, and the furniture."""
    use, width_m, depth_m = config.use.draw(rng), config.width_m.draw(rng), config.depth_m.draw(rng)
    walls, outside = _walls(library, width_m, depth_m, rng)
    floor = scenery(library, "floor", rng)
    floor = grounded(floor, 0.0, (0.0, 0.0), -float(floor.bounds_m[1, 2]))
    ceiling_m = min(float(wall.bounds_m[1, 2]) for wall in walls.all) - 0.01
    ceiling = grounded(scenery(library, "ceiling", rng), 0.0, (0.0, 0.0), ceiling_m)
    # The ceiling ends with the wall that has the window, or it would keep the sky out.
    middle = 0.5 * float(np.ptp(ceiling.bounds_m[:, 0]))
    ceiling = grounded(ceiling, 0.0, (outside * (0.5 * width_m + 0.2 - middle), 0.0), ceiling_m)
    furnished: Furnished = FURNISH[use](library, walls, config.lived_in, rng)
    kind = str(rng.choice([OVERHEAD.get(use, "bulb"), "panel"], p=[0.65, 0.35]))
    at = furnished.lamp_xy_m
    ceiling_lamp, shine = lamp(scenery(library, LAMPS[kind], rng), kind, library, 0.0, at, ceiling_m)
    shell = (floor, *walls.all, ceiling, ceiling_lamp)
    fixtures = (window(walls.window, library), shine)
    return Stage((*shell, *furnished.bodies), furnished.surface, FRONT_DEG, enclosed=True, slots=furnished.slots, fixtures=fixtures)


def _walls(library: "Library", width_m: float, depth_m: float, rng: np.random.Generator) -> tuple[Walls, float]:
    """Four walls of one make; and on which side the one with the window is, -1 left or 1 right."""
    plain, opened = (of_make(scenery(library, name, rng), "walls") for name in ("wall", "window_wall"))
    outside = -1.0 if rng.random() < 0.5 else 1.0
    half = 0.5 * float(np.ptp(plain.bounds_m[:, 0]))
    # Walls end where the outer wall does: nothing of them is seen through the window.
    shift = outside * (0.5 * width_m + 0.2 - half)
    aside = float(rng.uniform(-0.2, 0.2)) * depth_m
    back = _wall(plain, library, 0.0, (shift, 0.5 * depth_m))
    front = _wall(plain, library, 180.0, (shift, -0.5 * depth_m))
    outer = _wall(opened, library, -90.0 * outside, (outside * 0.5 * width_m, aside))
    inner = _wall(plain, library, 90.0 * outside, (-outside * 0.5 * width_m, 0.0))
    return Walls(back, front, outer, inner, width_m, depth_m), outside


def _wall(body: Body, library: "Library", yaw_deg: float, face_xy_m: tuple[float, float]) -> Body:
    """A wall with the middle of its face at a place, the face turned to -y before the turn."""
    turned = moved(body, yaw_deg, (0.0, 0.0, 0.0))
    face = apply(turned.world_from_object, np.array([[0.0, face_m(body, library), 0.0]]))[0]
    return moved(body, yaw_deg, (face_xy_m[0] - face[0], face_xy_m[1] - face[1], 0.0))

"""Building blocks of furniture and buildings: boards, bars and posts with edges that are never sharp."""

from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.part import Part
from setpiece.assets.kit.profile import rounded_rectangle

AXES = {"x": ((0.0, 1.0, 0.0), 90.0), "y": ((1.0, 0.0, 0.0), -90.0), "z": ((0.0, 0.0, 1.0), 0.0)}


def board(x: float, y: float, z: float, *, at: tuple[float, float, float] = (0.0, 0.0, 0.0), soft: float = 0.001, slot: int = 0) -> Part:
    """A box that stands on a point.

    Args:
        x: outer size, metres.
        y: outer size, metres.
        z: outer size, metres.
        at: middle of its base.
        soft: radius of its edges.
        slot: material slot.
    """
    soft = min(soft, 0.2 * min(x, y, z))
    return extrude(rounded_rectangle(x, y, 1.5 * soft, step_deg=45.0), z, soft, steps=1).moved(*at).painted(slot)


def bar(axis: str, length: float, thickness: float, *, start: tuple[float, float, float], slot: int = 0, sides: int = 16) -> Part:
    """A round bar.

    Args:
        axis: "x", "y" or "z", along which it runs.
        length: metres.
        thickness: diameter.
        start: middle of its first end.
        slot: material slot.
        sides: of its section.
    """
    section = rounded_rectangle(thickness, thickness, 0.4999 * thickness, step_deg=360.0 / sides)
    rod = extrude(section, length, 0.06 * thickness, steps=1)
    turn, angle_deg = AXES[axis]
    return rod.turned(turn, angle_deg).moved(*start).painted(slot)

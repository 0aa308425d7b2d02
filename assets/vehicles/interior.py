"""What is seen through a car's windows: floor at the belt, dashboard, steering wheel, seats with their head rests."""

import numpy as np

from setpiece.assets.kit.boolean import intersection
from setpiece.assets.kit.box import rounded_box
from setpiece.assets.kit.loft import tube
from setpiece.assets.kit.part import Part
from setpiece.assets.kit.profile import arc
from setpiece.assets.vehicles.plan import CarPlan
from setpiece.assets.vehicles.prism import across, along

INTERIOR = 9
"""Slot of the inside, after the slots of all vehicles."""

SEAT_M = 0.36
"""Of a front seat's middle from the car's."""
WHEEL_RADIUS_M = 0.185


def interior(plan: CarPlan, room: Part) -> list[Part]:
    """All of it, cut off where it would reach out of the room that the cabin's walls leave."""
    pieces = [_floor(plan), _dashboard(plan), *_front_seats(plan), *_rear_bench(plan), _steering_wheel(plan)]
    return [intersection([room, piece]).painted(INTERIOR) for piece in pieces]


def _floor(plan: CarPlan) -> Part:
    """What is lower than the windows is not seen: the body's upper side lies there, and this hides it."""
    half = plan.width / 2
    low, high = plan.belt - 0.3, plan.belt + 0.008
    return along(np.array([(-half, low), (half, low), (half, high), (-half, high)]), plan.stern_x, plan.nose_x)


def _dashboard(plan: CarPlan) -> Part:
    top, foot = plan.cowl + 0.035, plan.belt - 0.1
    outline = [
        (plan.cowl_x - 0.72, foot),
        (plan.cowl_x, foot),
        (plan.cowl_x, top - 0.03),
        (plan.cowl_x - 0.55, top),
        (plan.cowl_x - 0.72, top - 0.05),
    ]
    return across(np.array(outline), -plan.width / 2, plan.width / 2)


def _seat(width: float, top: float, head: float, plan: CarPlan) -> list[Part]:
    """A backrest that leans back by 15 degrees, and its head rest."""
    tall = 0.5
    back = rounded_box(0.13, width, tall, 0.05, steps=2).moved(z=-tall / 2)
    rest = rounded_box(0.09, head, 0.17, 0.04, steps=2).moved(x=0.02, z=0.12)
    return [part.turned((0, 1, 0), -15.0).moved(z=plan.belt + top) for part in (back, rest)]


def _front_seats(plan: CarPlan) -> list[Part]:
    x = 0.47 * plan.wheelbase - 0.12
    return [part.moved(x, side * SEAT_M) for side in (1.0, -1.0) for part in _seat(0.5, 0.17, 0.26, plan)]


def _rear_bench(plan: CarPlan) -> list[Part]:
    x = max(-0.02, plan.tail_x + 0.35)
    bench, rest = _seat(min(1.3, plan.width - 0.5), 0.09, 0.24, plan)
    return [bench.moved(x), *(rest.moved(x, side * 0.37) for side in (1.0, -1.0))]


def _steering_wheel(plan: CarPlan) -> Part:
    circle = arc((0.0, 0.0), WHEEL_RADIUS_M, 0, 360, 21)[:-1]
    path = np.column_stack([np.zeros(len(circle)), circle])
    rim = tube(path, arc((0.0, 0.0), 0.016, 0, 360, 6)[:-1], up=(1.0, 0.0, 0.0), closed=True)
    return rim.turned((0, 1, 0), 25.0).moved(plan.cowl_x - 0.85, SEAT_M, plan.belt + 0.02)

"""Series: sequences of images of one scene, and several cameras on one moment.

An image's index says where it stands: views vary fastest, then frames, then scenes. So ``index = (scene * length + frame) * views + view``.
"""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from setpiece.assets.spec import Spec
from setpiece.scenes.transforms import look_at, rigid

Float64 = NDArray[np.float64]
Metres = Annotated[float, Field(ge=-1000.0, le=1000.0)]
Degrees = Annotated[float, Field(ge=-360.0, le=360.0)]


class Sequence(Spec):
    """Videos instead of single images.

    Attributes:
        length: frames of each.
        fps: frames per second.
    """

    length: Annotated[int, Field(ge=2, le=100_000)]
    fps: Annotated[float, Field(gt=0.0, le=100_000.0)] = 30.0


class View(Spec):
    """One of several cameras on a rig.

    Attributes:
        name: in records and annotations.
        right_m, down_m, forward_m: where it is, along the axes of the rig's own camera.
        yaw_deg: to the left.
        pitch_deg: upward.
        roll_deg: clockwise, seen from behind.
        focal_length_mm: None: that of the rig.
    """

    name: Annotated[str, Field(min_length=1, max_length=100)]
    right_m: Metres = 0.0
    down_m: Metres = 0.0
    forward_m: Metres = 0.0
    yaw_deg: Degrees = 0.0
    pitch_deg: Annotated[float, Field(ge=-89.0, le=89.0)] = 0.0
    roll_deg: Degrees = 0.0
    focal_length_mm: Annotated[float, Field(ge=8.0, le=400.0)] | None = None

    @property
    def rig_from_camera(self) -> Float64:
        """(4, 4) pose on the rig, OpenCV axes both."""
        yaw, pitch, roll = np.radians([self.yaw_deg, self.pitch_deg, self.roll_deg])
        # As in a world with z up, in which the rig's camera looks along +y.
        ahead = np.array([-np.sin(yaw) * np.cos(pitch), np.cos(yaw) * np.cos(pitch), np.sin(pitch)])
        turn = look_at(np.zeros(3), ahead, float(roll))[:3, :3]
        rig_from_level = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
        return rigid(rig_from_level @ turn, np.array([self.right_m, self.down_m, self.forward_m]))


def baseline_m(views: tuple[View, ...]) -> float | None:
    """Distance between the two cameras of a rectified pair, the first of which is the left one; None if the views are no such pair.

    >>> baseline_m((View(name="left"), View(name="right", right_m=0.12)))
    0.12
    """
    if len(views) != 2 or views[1].right_m <= views[0].right_m:
        return None
    left, right = (view.model_copy(update={"name": "", "right_m": 0.0}) for view in views)
    level = (left.yaw_deg, left.pitch_deg, left.roll_deg) == (0.0, 0.0, 0.0)
    return views[1].right_m - views[0].right_m if level and left == right else None


@dataclass(frozen=True)
class Place:
    """Where an image stands.

    Attributes:
        scene: which scene; what is drawn once for all of its images is drawn by this number.
        frame: of its sequence, from 0.
        view: camera, from 0.
    """

    scene: int
    frame: int
    view: int


def place_of(index: int, length: int, views: int) -> Place:
    """Where an image stands in series of so many frames and so many cameras.

    >>> place_of(11, length=3, views=2)
    Place(scene=1, frame=2, view=1)
    """
    moment, view = divmod(index, views)
    scene, frame = divmod(moment, length)
    return Place(scene, frame, view)

"""SceneConfig: the sections of a config that decide what a scene is."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, field_validator

from setpiece.assets.spec import Spec
from setpiece.scenes.camera import Camera
from setpiece.scenes.environment import Environment
from setpiece.scenes.lens.config import LensConfig, NoLens
from setpiece.scenes.lighting import Lighting
from setpiece.scenes.placement import Placement
from setpiece.scenes.sensor import Sensor
from setpiece.scenes.series import Place, Sequence, View, place_of
from setpiece.scenes.targets import Targets
from setpiece.scenes.weather.config import NoWeather, Weather

Side = Annotated[int, Field(ge=8, le=16384)]


def _parse_resolution(raw: object) -> object:
    """``"640x480"`` as width and height."""
    if not isinstance(raw, str):
        return raw
    sides = raw.lower().split("x")
    if len(sides) != 2 or not all(side.strip().isdecimal() for side in sides):
        raise ValueError(f"found {raw!r}; accepted: WIDTHxHEIGHT in pixels, e.g. 640x480, or [640, 480]")
    return int(sides[0]), int(sides[1])


Resolution = Annotated[tuple[Side, Side], BeforeValidator(_parse_resolution)]
"""Width and height in pixels."""


class SceneConfig(Spec):
    """What scenes are drawn from.

    Attributes:
        environment: what the things stand in.
        lighting: what lights them.
        camera: what sees them.
        placement: which things, and where.
        sensor: how the picture is exposed and balanced.
        lens: what bends the picture.
        weather: of outdoor environments; indoors there is none, whatever it says.
        targets: how large and how visible the things must be.
        resolution: width and height in pixels, ``640x480`` or ``[640, 480]``.
        sampling: how factors are spread over the images: "random", each image for itself; "sobol", evenly; "pairwise", evenly
            after the first scenes, which hold every pair of discrete factors' values (docs/coverage.md).
        sequence: videos of one scene each (docs/cameras.md); None for single images.
        views: several cameras on the rig, each an image of every moment; none for the one camera.
    """

    environment: Environment
    lighting: Lighting
    camera: Camera
    placement: Placement
    sensor: Sensor = Sensor()
    lens: LensConfig = NoLens()
    weather: Weather = NoWeather()
    targets: Targets | None = None
    resolution: Resolution = (640, 480)
    sampling: Literal["random", "sobol", "pairwise"] = "random"
    sequence: Sequence | None = None
    views: tuple[View, ...] = ()

    @field_validator("views")
    @classmethod
    def _distinct(cls, views: tuple[View, ...]) -> tuple[View, ...]:
        names = [view.name for view in views]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"{', '.join(twice)} is there twice; accepted: views with names of their own")
        return views

    def place_of(self, index: int) -> Place:
        """Which scene, frame and view an image is."""
        return place_of(index, self.sequence.length if self.sequence else 1, max(1, len(self.views)))

"""Rig: all light of one image."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from setpiece.assets.spec import Rgb
from setpiece.scenes.spec import Light, Sky


@dataclass(frozen=True)
class Rig:
    """All light of one image.

    Attributes:
        lights: lamps.
        sky: what surrounds the scene.
        temperature_k: about the colour temperature of the whole, for the camera's white balance.
        glowing: number of a thing -> material slot -> radiant exitance in W/m^2: lamps that are parts of things.
        carried: number of a light -> number of the thing that carries it along.
        windows: number of a piece of scenery -> material slot -> radiant exitance in W/m^2 of white, and the colour it is multiplied with.
        low_beam: lumens and colour of a head lamp of the car that a camera may be in; None by day.
    """

    lights: tuple[Light, ...]
    sky: Sky
    temperature_k: float
    glowing: Mapping[int, Mapping[int, float]] = field(default_factory=dict)
    carried: Mapping[int, int] = field(default_factory=dict)
    windows: Mapping[int, Mapping[int, tuple[float, Rgb]]] = field(default_factory=dict)
    low_beam: tuple[float, Rgb] | None = None


HDRI_TEMPERATURES_K = MappingProxyType(
    {
        "city": 6700.0,
        "courtyard": 10200.0,
        "forest": 7900.0,
        "interior": 4900.0,
        "night": 5800.0,
        "studio": 7700.0,
        "sunrise": 8000.0,
        "sunset": 11500.0,
    }
)
"""The environments that ship with Blender (Poly Haven, CC0), with the correlated colour temperature of the light that falls on
a level surface: measured on the files, cosine-weighted over the upper hemisphere, by McCamy's formula (Color Research and
Application 17(2), 1992)."""

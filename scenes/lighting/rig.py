"""Rig: all light of one image."""

from dataclasses import dataclass

from setpiece.scenes.spec import Light, Sky


@dataclass(frozen=True)
class Rig:
    """All light of one image.

    Attributes:
        lights: lamps.
        sky: what surrounds the scene.
        temperature_k: about the colour temperature of the whole, for the camera's white balance.
    """

    lights: tuple[Light, ...]
    sky: Sky
    temperature_k: float


HDRIS = ("city", "courtyard", "forest", "interior", "night", "studio", "sunrise", "sunset")
"""The environments that ship with Blender (Poly Haven, CC0)."""

"""What lens and chip do to a picture beside exposing it: plain data, each effect None when it is off.

All lengths are shares of the frame's diagonal and all levels linear with middle grey at 0.18, so that a preset means the same at
every resolution.
"""

from typing import Annotated

from pydantic import Field

from setpiece.assets.spec import Spec, Unit

Positive = Annotated[float, Field(gt=0.0)]
NonNegative = Annotated[float, Field(ge=0.0)]


class Vignetting(Spec):
    """Light lost towards the corners.

    Attributes:
        corner_angle_deg: angle off axis at the frame's corner, for the cos^4 law. Where the camera corrects its own shading,
            the angle whose loss is left over.
        mechanical_stops: further loss at the corner, by the lens barrel; sets in halfway from the centre.
    """

    corner_angle_deg: Annotated[float, Field(ge=0.0, lt=85.0)] = 0.0
    mechanical_stops: NonNegative = 0.0


class ChromaticAberration(Spec):
    """Lateral chromatic aberration: the red and the blue picture are a little larger or smaller than the green one.

    Attributes:
        red, blue: relative difference in size; 0.001 shifts the corner of a 640x480 picture by 0.4 pixels outwards.
    """

    red: Annotated[float, Field(ge=-0.05, le=0.05)] = 0.0
    blue: Annotated[float, Field(ge=-0.05, le=0.05)] = 0.0


class Bloom(Spec):
    """Light scattered in the lens: a share of every pixel's light, however bright, goes to a wide halo.

    Attributes:
        share: of the light that is scattered.
        radius: standard deviation of the halo's core, over the frame's diagonal.
    """

    share: Unit = 0.02
    radius: Annotated[float, Field(gt=0.0, le=0.2)] = 0.005


class Noise(Spec):
    """Photon and read noise of a chip that collects electrons in linear proportion to light.

    Attributes:
        iso: sensitivity; at twice the ISO half as many electrons make the same grey.
        full_well_e: electrons that saturate a pixel at ISO 100. Of a burst of n pictures merged into one: n times as many.
        read_noise_e: standard deviation of reading a pixel, in electrons.
        saturation: linear level at which the chip saturates; 16.3 is where AgX becomes white, 1 where the Standard view does.
    """

    iso: Annotated[float, Field(ge=25.0, le=409600.0)] = 100.0
    full_well_e: Positive = 100_000.0
    read_noise_e: NonNegative = 2.0
    saturation: Positive = 16.3

    @property
    def electrons_per_unit(self) -> float:
        """Electrons at linear level 1."""
        return self.full_well_e / self.saturation * 100.0 / self.iso


class Sharpening(Spec):
    """Unsharp mask on the finished picture's brightness, as phones and cheap cameras do.

    Attributes:
        amount: how much of the difference to the blurred picture is added.
        radius_px: standard deviation of the blur.
    """

    amount: Annotated[float, Field(ge=0.0, le=5.0)] = 0.5
    radius_px: Annotated[float, Field(gt=0.0, le=10.0)] = 1.0


class SensorEffects(Spec):
    """All of them; nothing is on by default.

    Attributes:
        seed: of the noise.
        vignetting, chromatic_aberration, bloom, noise, sharpening: see there.
        softness_px: standard deviation of the blur of a point by the lens and the low-pass filter in front of the chip, which keep
            detail finer than the colour filters from making false colours; 0.5 is a good lens.
        bayer: the chip sees one colour per pixel (RGGB), and the other two are interpolated.
        jpeg_quality: the picture was a JPEG of this quality (4:2:0) once.
    """

    seed: Annotated[int, Field(ge=0)] = 0
    vignetting: Vignetting | None = None
    chromatic_aberration: ChromaticAberration | None = None
    bloom: Bloom | None = None
    noise: Noise | None = None
    softness_px: Annotated[float, Field(gt=0.0, le=10.0)] | None = None
    bayer: bool = False
    sharpening: Sharpening | None = None
    jpeg_quality: Annotated[int, Field(ge=1, le=100)] | None = None

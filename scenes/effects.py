"""What lens and chip add to a picture, as a config says it: each effect null (off) or a section of distributions."""

from typing import Annotated

import numpy as np

from setpiece.assets.spec import Spec
from setpiece.scenes.distributions import Distribution, Fixed
from setpiece.scenes.fields import Integer, Number, Within
from setpiece.scenes.sensor_effects import Bloom, ChromaticAberration, Noise, SensorEffects, Sharpening, Vignetting


class VignettingConfig(Spec):
    """Distributions of the fields of ``Vignetting``."""

    corner_angle_deg: Annotated[Number, Within(0, 84)] = Fixed(0.0)
    mechanical_stops: Annotated[Number, Within(0, 10)] = Fixed(0.0)


class ChromaticAberrationConfig(Spec):
    """Distributions of the fields of ``ChromaticAberration``."""

    red: Annotated[Number, Within(-0.05, 0.05)] = Fixed(0.0)
    blue: Annotated[Number, Within(-0.05, 0.05)] = Fixed(0.0)


class BloomConfig(Spec):
    """Distributions of the fields of ``Bloom``."""

    share: Annotated[Number, Within(0, 1)] = Fixed(0.02)
    radius: Annotated[Number, Within(1e-4, 0.2)] = Fixed(0.005)


class NoiseConfig(Spec):
    """Distributions of the fields of ``Noise``."""

    iso: Annotated[Number, Within(25, 409600)] = Fixed(100.0)
    full_well_e: Annotated[Number, Within(100, 1e8)] = Fixed(100_000.0)
    read_noise_e: Annotated[Number, Within(0, 1000)] = Fixed(2.0)
    saturation: Annotated[Number, Within(0.2, 1000)] = Fixed(16.3)


class SharpeningConfig(Spec):
    """Distributions of the fields of ``Sharpening``."""

    amount: Annotated[Number, Within(0, 5)] = Fixed(0.5)
    radius_px: Annotated[Number, Within(0.1, 10)] = Fixed(1.0)


class Effects(Spec):
    """All of them, off by default; what they do is said in ``SensorEffects``."""

    vignetting: VignettingConfig | None = None
    chromatic_aberration: ChromaticAberrationConfig | None = None
    bloom: BloomConfig | None = None
    noise: NoiseConfig | None = None
    softness_px: Annotated[Number, Within(0.05, 10)] | None = None
    bayer: bool = False
    sharpening: SharpeningConfig | None = None
    jpeg_quality: Annotated[Integer, Within(1, 100)] | None = None


def sample_effects(config: Effects, rng: np.random.Generator) -> SensorEffects | None:
    """Draw the effects; None when all are off.

    Args:
        config: what the user asked for.
        rng: the stream "sensor_noise"; each effect draws from a child of its own, so that switching one on leaves the others alone.
    """
    if config == Effects():
        return None
    streams = dict(
        zip(("noise seed", "vignetting", "aberration", "bloom", "noise", "sharpening", "jpeg", "softness"), rng.spawn(8), strict=True)
    )
    return SensorEffects(
        seed=int(streams["noise seed"].integers(2**31)),
        vignetting=config.vignetting and Vignetting(**_drawn(config.vignetting, streams["vignetting"])),
        chromatic_aberration=config.chromatic_aberration
        and ChromaticAberration(**_drawn(config.chromatic_aberration, streams["aberration"])),
        bloom=config.bloom and Bloom(**_drawn(config.bloom, streams["bloom"])),
        noise=config.noise and Noise(**_drawn(config.noise, streams["noise"])),
        softness_px=config.softness_px and config.softness_px.draw(streams["softness"]),
        bayer=config.bayer,
        sharpening=config.sharpening and Sharpening(**_drawn(config.sharpening, streams["sharpening"])),
        jpeg_quality=config.jpeg_quality and config.jpeg_quality.draw(streams["jpeg"]),
    )


def _drawn(section: Spec, rng: np.random.Generator) -> dict[str, float]:
    """One value of each field of a section, in the order of its fields."""
    fields: dict[str, Distribution[float]] = dict(section)
    return {name: distribution.draw(rng) for name, distribution in fields.items()}

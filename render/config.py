"""The ``renderer`` section of the config: engine and quality."""

from typing import Annotated, Literal

from pydantic import Field

from setpiece.assets.spec import Spec
from setpiece.scenes.spec import Bounces, NonNegative, RenderSpec


class RendererConfig(Spec):
    """Everything that costs render time. The presets in ``configs/quality`` fill it in, with measured figures.

    Attributes:
        engine: "cycles" (path tracing) or "eevee" (rasterising; needs EGL).
        samples: paths per pixel in Cycles.
        eevee_samples: temporal samples in EEVEE.
        denoise: Open Image Denoise after Cycles.
        denoise_quality, denoise_prefilter: OIDN's presets.
        max_bounces: of any kind of path; the other bounces count within it.
        adaptive_threshold: noise at which Cycles stops sampling a pixel, 0 to always take all samples.
        light_tree: importance-sample many lights; costs time with few.
        sky_map_resolution: width of the sky's importance map, pixels; Blender's automatic choice costs 0.65 CPU-s a frame.
        clamp_indirect: cap on indirect radiance against fireflies, 0 for none.
        texture_limit_px: scale textures down to this, 0 for no limit.
    """

    engine: Literal["cycles", "eevee"] = "cycles"
    samples: Annotated[int, Field(ge=1, le=65536)] = 4
    eevee_samples: Annotated[int, Field(ge=1, le=1024)] = 16
    denoise: bool = True
    denoise_quality: Literal["FAST", "BALANCED", "HIGH"] = "FAST"
    denoise_prefilter: Literal["NONE", "FAST", "ACCURATE"] = "FAST"
    max_bounces: Bounces = 8
    diffuse_bounces: Bounces = 3
    glossy_bounces: Bounces = 3
    transmission_bounces: Bounces = 8
    adaptive_threshold: NonNegative = 0.0
    light_tree: bool = False
    sky_map_resolution: Annotated[int, Field(ge=4, le=8192)] = 1024
    clamp_indirect: NonNegative = 10.0
    texture_limit_px: Literal[0, 128, 256, 512, 1024, 2048, 4096, 8192] = 0

    def to_spec(self, seed: int) -> RenderSpec:
        """The settings of one image; ``seed`` drives Cycles' sampling pattern."""
        settings = self.model_dump(exclude={"samples", "eevee_samples"})
        samples = self.samples if self.engine == "cycles" else self.eevee_samples
        return RenderSpec(**settings, samples=samples, seed=seed)

"""WeatherSpec: the weather of one image, completely decided, in the quantities that meteorologists use."""

from typing import Annotated, Literal

from pydantic import Field

from setpiece.assets.spec import Spec, Unit

NonNegative = Annotated[float, Field(ge=0.0)]
WeatherKind = Literal["clear", "overcast", "rain", "fog", "snow", "dust"]

CONTRAST_AT_VISIBILITY = 3.912
"""Optical depth at the visibility: -ln(0.02), Koschmieder's threshold of 2 % contrast (H. Koschmieder 1924)."""


def _none(tracks: tuple["WheelTrack", ...]) -> bool:
    return not tracks


class WheelTrack(Spec):
    """Two ruts in the snow.

    Attributes:
        points_m: of the line between them, world x and y.
        gauge_m: between their middles.
        tyre_m: width of each.
        pressed: how hard: 0 leaves the snow as it fell, 1 leaves next to none.
    """

    points_m: Annotated[tuple[tuple[float, float], ...], Field(min_length=2)]
    gauge_m: Annotated[float, Field(gt=0.0)]
    tyre_m: Annotated[float, Field(gt=0.0)]
    pressed: Unit


class WeatherSpec(Spec):
    """One weather. Sky and lamps are in the scene's ``sky`` and ``lights`` already; what is here acts on air, surfaces and lens.

    Attributes:
        kind: what people would call it.
        temperature_c: of the air.
        cloud_cover: share of the sky under cloud.
        wind_m_s: speed of the air near the ground.
        wind_to_deg: where it blows to, counter-clockwise from the world's +x.
        visibility_m: meteorological visibility: distance at which a black target has 2 % contrast left against the horizon.
        airlight: radiance of an endlessly deep layer of this air, linear Rec. 709, W/(m^2 sr); what far things fade to.
        fog: "analytic" fades the finished picture by exact depth; "volumetric" renders the air.
        rain_mm_h: rate of rain.
        snow_mm_h: rate of snowfall, as water.
        dust_mg_m3: mass of dust in the air.
        wetness: of surfaces under the open sky: 0 dry, 1 a closed film of water.
        puddles: share of level ground under standing water.
        snow_depth_cm: of the snow that lies.
        dust_cover: share of up-facing surfaces under settled dust.
        lens_drops: drops of water on the front lens, within the picture.
        seed: of drops, flakes and ripples.
        tracks: wheel tracks in the snow that lies.
    """

    kind: WeatherKind = "clear"
    temperature_c: Annotated[float, Field(ge=-60.0, le=60.0)] = 15.0
    cloud_cover: Unit = 0.0
    wind_m_s: NonNegative = 0.0
    wind_to_deg: float = 0.0
    visibility_m: Annotated[float, Field(gt=0.0)] = 50_000.0
    airlight: tuple[NonNegative, NonNegative, NonNegative] = (0.0, 0.0, 0.0)
    fog: Literal["analytic", "volumetric"] = "analytic"
    rain_mm_h: NonNegative = 0.0
    snow_mm_h: NonNegative = 0.0
    dust_mg_m3: NonNegative = 0.0
    wetness: Unit = 0.0
    puddles: Unit = 0.0
    snow_depth_cm: NonNegative = 0.0
    dust_cover: Unit = 0.0
    lens_drops: Annotated[int, Field(ge=0, le=10_000)] = 0
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 0
    tracks: Annotated[tuple[WheelTrack, ...], Field(exclude_if=_none)] = ()

    @property
    def extinction_per_m(self) -> float:
        """Share of the light that is lost per metre of air: Koschmieder's law."""
        return CONTRAST_AT_VISIBILITY / self.visibility_m

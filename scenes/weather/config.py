"""The weather section of a config: one weather as distributions, or a mixture of them."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from setpiece.assets.spec import Spec
from setpiece.scenes.distributions import Fixed, Uniform
from setpiece.scenes.fields import Integer, Number, Within
from setpiece.scenes.mixture import Mixture
from setpiece.scenes.weather.contradictions import contradictions

Share = Annotated[Number, Within(0, 1)]


class NoWeather(Spec):
    """No weather: the lighting's own sky, dry surfaces, air that is not there."""

    kind: Literal["none"] = "none"


class SingleWeather(Spec):
    """One kind of weather. It reaches outdoor stages only. What contradicts itself is refused.

    Attributes:
        kind: decides which values are possible, and how thick the layer of bad air is.
        temperature_c: of the air.
        cloud_cover: share of the sky under cloud.
        wind_m_s: speed of the air near the ground; its direction is even over the compass.
        visibility_m: meteorological visibility without what falls or is blown about, which lowers it further.
        fog: "analytic" fades the finished picture by exact depth; "volumetric" renders the air, with beams around lamps.
        rain_mm_h: rate of rain.
        snow_mm_h: rate of snowfall, as water.
        dust_mg_m3: mass of dust in the air.
        wetness: of surfaces, 0 dry to 1 a closed film of water; None: as the rate of rain makes them.
        puddles: share of level ground under water; None: as the rate of rain makes it.
        snow_depth_cm: of the snow that lies.
        dust_cover: share of up-facing surfaces under settled dust.
        lens_drops: drops of water on the front lens.
    """

    kind: Literal["clear", "overcast", "rain", "fog", "snow", "dust"]
    temperature_c: Annotated[Number, Within(-60, 60)] = Uniform(5.0, 25.0)
    cloud_cover: Share = Fixed(0.0)
    wind_m_s: Annotated[Number, Within(0, 60)] = Uniform(0.0, 6.0)
    visibility_m: Annotated[Number, Within(5, 300_000)] = Fixed(50_000.0)
    fog: Literal["analytic", "volumetric"] = "analytic"
    rain_mm_h: Annotated[Number, Within(0, 200)] = Fixed(0.0)
    snow_mm_h: Annotated[Number, Within(0, 20)] = Fixed(0.0)
    dust_mg_m3: Annotated[Number, Within(0, 5000)] = Fixed(0.0)
    wetness: Share | None = None
    puddles: Share | None = None
    snow_depth_cm: Annotated[Number, Within(0, 100)] = Fixed(0.0)
    dust_cover: Share = Fixed(0.0)
    lens_drops: Annotated[Integer, Within(0, 10_000)] = Fixed(0)

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if found := contradictions(self.kind, self._limits()):
            raise ValueError("; and ".join(found))
        return self

    def _limits(self) -> dict[str, tuple[float, float]]:
        """Lowest and highest value of every quantity that has a distribution."""
        fields = {name: getattr(self, name) for name in type(self).model_fields if name not in ("kind", "fog")}
        return {name: of.support for name, of in fields.items() if of is not None}


class MixedWeather(Mixture[SingleWeather]):
    """A different weather in each image."""

    kind: Literal["mixed"] = "mixed"


Weather = Annotated[NoWeather | SingleWeather | MixedWeather, Field(discriminator="kind")]
"""The weather section of a config."""

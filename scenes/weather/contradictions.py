"""Which weathers there cannot be: rules on what a config can draw, each with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass

from setpiece.scenes.weather.spec import WeatherKind

Limits = Mapping[str, tuple[float, float]]
"""Quantity -> the lowest and the highest value that can be drawn."""

RAIN_COVER, FOG_BELOW_M = 0.8, 1000.0
WARMEST_SNOWFALL_C, WARMEST_SNOW_C, COLDEST_RAIN_C = 2.0, 10.0, -5.0
"""Flakes melt within a few hundred metres above about 2 degrees; lying snow outlasts a warm day; below -5 degrees rain is very rare."""
LEAST_DUST_WIND_M_S = 5.0
"""About the wind that begins to lift soil; the World Meteorological Organization's reports call less of it haze."""


@dataclass(frozen=True)
class Rule:
    """Where ``when`` can be above 0 (or for the ``kind``), all values of ``key`` must lie in [low, high]."""

    key: str
    low: float
    high: float
    reason: str
    when: str | None = None
    kind: WeatherKind | None = None

    def broken(self, kind: str, limits: Limits) -> bool:
        """Whether a config with these limits breaks it."""
        applies = (self.kind is None or kind == self.kind) and (self.when is None or limits[self.when][1] > 0.0)
        return applies and not (self.low <= limits[self.key][0] and limits[self.key][1] <= self.high)


_ANY = float("inf")
_DRY: tuple[WeatherKind, ...] = ("clear", "overcast", "fog", "dust")
RULES = (
    Rule("temperature_c", -60.0, WARMEST_SNOWFALL_C, "snow falls", when="snow_mm_h"),
    Rule("temperature_c", -60.0, WARMEST_SNOW_C, "snow lies", when="snow_depth_cm"),
    Rule("temperature_c", COLDEST_RAIN_C, 60.0, "rain falls", when="rain_mm_h"),
    Rule("cloud_cover", RAIN_COVER, 1.0, "rain falls", when="rain_mm_h"),
    Rule("cloud_cover", RAIN_COVER, 1.0, "snow falls", when="snow_mm_h"),
    Rule("cloud_cover", 0.0, 0.7, "the weather is clear", kind="clear"),
    Rule("cloud_cover", RAIN_COVER, 1.0, "the weather is overcast", kind="overcast"),
    Rule("visibility_m", 0.0, FOG_BELOW_M, "there is fog, which is visibility below 1 km", kind="fog"),
    Rule("visibility_m", FOG_BELOW_M, _ANY, "the weather is clear; weather=fog has less", kind="clear"),
    Rule("visibility_m", FOG_BELOW_M, _ANY, "the weather is overcast; weather=fog has less", kind="overcast"),
    Rule("rain_mm_h", 1e-6, _ANY, "it rains", kind="rain"),
    Rule("dust_mg_m3", 1e-6, _ANY, "there is dust", kind="dust"),
    Rule("wind_m_s", LEAST_DUST_WIND_M_S, 60.0, "dust is blown about", kind="dust"),
    *(Rule(key, 0.0, 0.0, f"the weather is {kind}", kind=kind) for kind in _DRY for key in ("rain_mm_h", "snow_mm_h")),
)


def contradictions(kind: WeatherKind, limits: Limits) -> list[str]:
    """One sentence for each contradiction in a weather; none for a possible one."""
    found = [_sentence(rule, limits) for rule in RULES if rule.broken(kind, limits)]
    if kind == "snow" and limits["snow_mm_h"][0] <= 0.0 and limits["snow_depth_cm"][0] <= 0.0:
        found.append("snow_mm_h, snow_depth_cm: found both 0; accepted: one above 0 where there is snow")
    return found


def _sentence(rule: Rule, limits: Limits) -> str:
    return f"{rule.key}: found {_span(*limits[rule.key])}; accepted: {_accepted(rule.low, rule.high)} where {rule.reason}"


def _span(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def _accepted(low: float, high: float) -> str:
    if low == high:
        return f"{low:g}"
    if high == _ANY:
        return "above 0" if low < 1e-3 else f"at least {low:g}"
    return f"{low:g} to {high:g}"

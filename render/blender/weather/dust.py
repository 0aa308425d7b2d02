"""Dust: a thin dry layer on what faces up."""

from setpiece.render.blender.patterns.graph import Graph
from setpiece.render.blender.weather.fields import space_noise, threshold, upward
from setpiece.render.blender.weather.layer import add_shader, lay
from setpiece.scenes.weather.spec import WeatherSpec

COLOR = (0.42, 0.33, 0.23)
"""Desert and road dust, linear Rec. 709: quartz and clay with some iron."""

OPACITY = 0.9


def add_dust(graph: Graph, weather: WeatherSpec) -> None:
    """Lays dust on the share ``weather.dust_cover`` of what faces up, with soft edges."""
    noise = space_noise(graph, 0.3, weather.seed + 4)
    line = threshold(weather.dust_cover, flat=False)
    patches = graph.ramp(noise, line - 0.1, line + 0.1, smooth=True) if weather.dust_cover < 1.0 else 1.0
    holds = graph.ramp(upward(graph), 0.2, 0.8, 0.0, OPACITY, smooth=True)
    dust = add_shader(graph)
    dust.set("Base Color", (*COLOR, 1.0))
    dust.set("Roughness", 1.0)
    dust.set("IOR", 1.2)
    lay(graph.tree, graph.math("MULTIPLY", patches, holds), dust.bsdf)

"""Dust: a thin dry layer on what faces up."""

from setpiece.render.blender.patterns.graph import Graph
from setpiece.render.blender.weather.fields import patches, upward
from setpiece.render.blender.weather.layer import add_shader, lay
from setpiece.scenes.weather.spec import WeatherSpec

COLOR = (0.42, 0.33, 0.23)
"""Desert and road dust, linear Rec. 709: quartz and clay with some iron."""

EDGE = 0.3
"""Half the width of the edge of a patch, in units of the noise: dust has no edges."""

OPACITY = 0.9


def add_dust(graph: Graph, weather: WeatherSpec, *, ground: bool) -> None:
    """Lays dust on the share ``weather.dust_cover`` of what faces up, with soft edges."""
    field = patches(graph, 0.8 if ground else 0.3, weather.seed + 4, ground=ground)
    line = field.threshold(weather.dust_cover, EDGE)
    share = field.above(graph, line, EDGE)
    holds = graph.ramp(upward(graph), 0.2, 0.8, 0.0, OPACITY, smooth=True)
    dust = add_shader(graph)
    dust.set("Base Color", (*COLOR, 1.0))
    dust.set("Roughness", 1.0)
    dust.set("IOR", 1.2)
    lay(graph.tree, graph.math("MULTIPLY", share, holds), dust.bsdf)

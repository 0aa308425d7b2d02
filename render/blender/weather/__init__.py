"""What weather does to surfaces, one effect per file: water that soaks in, puddles, settled dust, snow.

All of it is shading in the world's frame; the geometry of things stays as it is, so labels know nothing of it.
"""

from setpiece.render.blender.weather.apply import Exposure, apply_weather, expose

__all__ = ["Exposure", "apply_weather", "expose"]

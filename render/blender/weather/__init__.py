"""What weather does to surfaces, one effect per file: water that soaks in, puddles, settled dust, snow.

All of it is shading, so labels know nothing of it; deep snow is also geometry, see ``render/snow_caps.py``.
"""

from setpiece.render.blender.weather.apply import Exposure, apply_weather, expose
from setpiece.render.blender.weather.ruts import lay_ruts
from setpiece.render.blender.weather.snow import make_snow

__all__ = ["Exposure", "apply_weather", "expose", "lay_ruts", "make_snow"]

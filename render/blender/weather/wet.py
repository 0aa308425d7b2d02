"""Wet: water soaks into what is porous and darkens it, then closes to a film that mirrors.

Why things are darker when wet: light that the ground scatters back meets the water's surface from below, where most of it is reflected
totally and goes down again (A. Angstrom 1925; J. Lekner, M. Dorf, "Why some things are darker when wet", Applied Optics 27, 1988).
Which surfaces take water up, and that wetness smooths them, follows S. Lagarde, "Water drop 3b: physically based wet surfaces" (2013), and
H. W. Jensen, J. Legakis, J. Dorsey, "Rendering of wet materials" (1999).
"""

from setpiece.render.blender.patterns.graph import Graph, Socket
from setpiece.render.blender.patterns.shared import share
from setpiece.render.blender.weather.fields import unevenness, upward
from setpiece.scenes.weather.spec import WeatherSpec

WATER_IOR = 1.33
FILM_ROUGHNESS = 0.07
"""Of a thin film: it follows the finest grain of what it covers."""

TRAPPED = 0.475
"""Share of diffuse light that a water surface reflects back down: 1 - (1 - 0.066) / 1.33^2 (Lekner & Dorf)."""

TIGHT, POROUS = 0.25, 0.75
"""Roughness up to which a dielectric takes no water in (paint, plastic, glaze), and from which it is fully porous."""

RELIEF_FADES_M = (3.0, 18.0)
"""Distances between which a wet relief turns from bumps into roughness: further off a pixel holds many bumps, whose single mirrors
would only be noise."""

FAR_ROUGHNESS = 0.3

READ = ("Base Color", "Roughness", "Metallic", "IOR", "Transmission Weight", "Coat Weight", "Coat Roughness")
"""Inputs of the BSDF that water looks at; also sheen and relief, where there are any."""

SOAKED = 0.45
"""Wetness at which the pores are full: below, water only darkens; above, the film closes."""


def wet(graph: Graph, weather: WeatherSpec, *, patchy: bool = True) -> None:
    """Changes what feeds the BSDF to the same surface under water.

    Args:
        graph: the material; its inputs may be linked already.
        weather: its wetness is that of a level surface; walls get 60 % of it, what faces down stays dry.
        patchy: let places dry at their own pace.
    """
    sheen = ("Sheen Weight",) if graph.bsdf.inputs["Sheen Weight"].default_value > 0.0 else ()
    relief = ("Normal",) if graph.bsdf.inputs["Normal"].is_linked else ()
    key = f"wet {weather.wetness!r} {weather.seed} {patchy}"
    share(graph, key, (*READ, *sheen, *relief), lambda shared: _wet(shared, weather, patchy=patchy))


def _wet(graph: Graph, weather: WeatherSpec, *, patchy: bool) -> None:
    amount = graph.math("MULTIPLY", graph.ramp(upward(graph), -0.3, 0.5, 0.0, 1.0), weather.wetness)
    if patchy:
        # Nothing varies when all is dry or all is wet.
        swing = 1.6 * weather.wetness * (1.0 - weather.wetness)
        noise = unevenness(graph, 0.6, weather.seed)
        amount = graph.math("MULTIPLY", amount, graph.math("MULTIPLY_ADD", noise, swing / max(weather.wetness, 0.1), 1.0), clamp=True)
    lacquer = graph.math("SUBTRACT", 1.0, graph.math("MAXIMUM", graph.input("Coat Weight"), graph.input("Transmission Weight")))
    dielectric = graph.math("MULTIPLY", lacquer, graph.math("SUBTRACT", 1.0, graph.input("Metallic")))
    soak(graph, graph.math("MULTIPLY", graph.ramp(amount, 0.0, SOAKED), dielectric))
    film(graph, graph.ramp(amount, 0.6 * SOAKED, 1.0, smooth=True), lacquer, dielectric)


def soak(graph: Graph, pores: Socket) -> None:
    """Darkens and saturates the base colour where ``pores`` (0 to 1) are full of water."""
    porosity = graph.ramp(graph.input("Roughness"), TIGHT, POROUS, smooth=True)
    graph.set("Base Color", graph.mix_color(graph.math("MULTIPLY", pores, porosity), graph.input("Base Color"), under_water(graph)))


def under_water(graph: Graph) -> Socket:
    """The base colour as seen through water: a (1 - p) / (1 - p a), which leaves black black and white white."""
    albedo = graph.input("Base Color")
    albedo = albedo[:3] if isinstance(albedo, tuple) else albedo
    leaving = graph.vector("MULTIPLY", albedo, (1.0 - TRAPPED,) * 3)
    return graph.vector("DIVIDE", leaving, graph.vector("MULTIPLY_ADD", albedo, (-TRAPPED,) * 3, (1.0, 1.0, 1.0)))


def film(graph: Graph, closed: Socket, lacquer: Socket, dielectric: Socket) -> None:
    """Closes a film of water: smoother, of water's index, and levelling half of the relief (almost all of it far off)."""
    smooth = graph.math("MULTIPLY", closed, lacquer)
    relief = graph.bsdf.inputs["Normal"].is_linked
    far = graph.ramp(graph.node("ShaderNodeCameraData", {}).outputs["View Distance"], *RELIEF_FADES_M) if relief else 0.0
    polish(graph, "Roughness", smooth, graph.mix(far, FILM_ROUGHNESS, FAR_ROUGHNESS) if relief else FILM_ROUGHNESS)
    polish(graph, "Coat Roughness", closed, 0.5 * FILM_ROUGHNESS)
    graph.set("IOR", graph.mix(graph.math("MULTIPLY", closed, dielectric), graph.input("IOR"), WATER_IOR))
    if graph.bsdf.inputs["Sheen Weight"].is_linked:
        graph.set("Sheen Weight", graph.math("MULTIPLY", graph.input("Sheen Weight"), graph.math("SUBTRACT", 1.0, closed)))
    if relief:
        level(graph, graph.math("MULTIPLY", smooth, graph.mix(far, 0.5, 0.97)))


def polish(graph: Graph, name: str, share: Socket, roughness: Socket) -> None:
    """Moves a roughness towards a smaller one; what is smoother already stays."""
    before = graph.input(name)
    graph.set(name, graph.mix(share, before, graph.math("MINIMUM", before, roughness)))


def level(graph: Graph, share: Socket) -> None:
    """Turns the normal of the relief towards that of the plain surface."""
    plain = graph.node("ShaderNodeNewGeometry", {}).outputs["Normal"]
    inputs = {0: share, 4: graph.input("Normal"), 5: plain}
    mixed = graph.node("ShaderNodeMix", inputs, data_type="VECTOR", factor_mode="UNIFORM").outputs[1]
    graph.set("Normal", graph.vector("NORMALIZE", mixed))

"""Finishes of vehicles: paint in the colours that are on the road, glass, plastics, lamps."""

import numpy as np

from setpiece.assets.kit.color import linear, vary
from setpiece.assets.kit.finishes import METALS, rubber, wear
from setpiece.assets.material import Material
from setpiece.assets.spec import Rgb
from setpiece.assets.vehicles.slots import GLASS, HEAD_LAMP, TAIL_LAMP

PAINTS: dict[str, tuple[float, bool]] = {
    "#eceded": (0.27, False), "#d9dcde": (0.04, True), "#0c0d0f": (0.16, True), "#101012": (0.05, False), "#5a5e63": (0.12, True),
    "#7d8186": (0.07, True), "#a9adb1": (0.08, True), "#1d3a6b": (0.05, True), "#12294a": (0.04, True), "#8d1118": (0.045, False),
    "#5e0f14": (0.02, True), "#3a4a3c": (0.015, True), "#7a6a55": (0.015, True), "#c4521c": (0.01, False), "#d8b21f": (0.006, False),
    "#2f7d8c": (0.009, True),
}  # fmt: skip
"""sRGB colour -> (share of new cars, whether it holds metal flakes); shares after the paint makers' yearly popularity reports."""

VAN_PAINTS: dict[str, tuple[float, bool]] = {
    "#eceded": (0.66, False), "#a9adb1": (0.09, True), "#5a5e63": (0.07, True), "#1d3a6b": (0.05, False), "#0c0d0f": (0.04, True),
    "#8d1118": (0.03, False), "#d8b21f": (0.03, False), "#2f6b3a": (0.03, False),
}  # fmt: skip
"""As ``PAINTS``, of vans and lorries."""

BUS_PAINTS: dict[str, tuple[float, bool]] = {
    "#eceded": (0.3, False), "#b01c22": (0.2, False), "#e0b020": (0.15, False), "#20508c": (0.12, False), "#2f6b3a": (0.1, False),
    "#a9adb1": (0.08, True), "#d8641c": (0.05, False),
}  # fmt: skip
"""As ``PAINTS``, of city buses."""


def paint(rng: np.random.Generator, palette: dict[str, tuple[float, bool]] = PAINTS) -> Material:
    """Lacquer over a solid or metallic base coat, cleaner or dustier."""
    colors = list(palette)
    shares = np.array([palette[color][0] for color in colors])
    color = colors[int(rng.choice(len(colors), p=shares / shares.sum()))]
    return lacquer(rng, vary(linear(color), rng, 0.06), flakes=palette[color][1])


def lacquer(rng: np.random.Generator, color: Rgb, *, flakes: bool = False) -> Material:
    """Body paint of one colour: flakes reflect like rough metal below the clear coat."""
    dirt = float(rng.beta(1.2, 4.0))
    return Material(
        base_color=color,
        metallic=float(rng.uniform(0.25, 0.5)) if flakes else 0.0,
        roughness=float(rng.uniform(0.38, 0.5)) if flakes else float(rng.uniform(0.45, 0.6)),
        coat=float(np.clip(1.0 - 0.7 * dirt, 0.3, 1.0)),
        coat_roughness=0.02 + 0.12 * dirt,
        pattern=wear(rng, 0.1 + 0.4 * dirt, 0.25),
    )


def glass(rng: np.random.Generator) -> Material:
    """Window glass before a dark inside; labels and renderer take it as opaque."""
    tint = float(rng.uniform(0.6, 1.4))
    return Material(
        base_color=(0.03, 0.031 + 0.002 * tint, 0.031), roughness=0.02, ior=1.52, coat=float(rng.uniform(0.5, 0.9)), coat_roughness=0.01
    )


def style(rng: np.random.Generator, palette: dict[str, tuple[float, bool]] = PAINTS) -> tuple[Material, ...]:
    """One material per slot of ``setpiece.assets.vehicles.slots``, without the plates."""
    trim = Material(
        base_color=vary((0.034, 0.034, 0.035), rng, 0.05), roughness=float(rng.uniform(0.35, 0.7)), pattern=wear(rng, 0.5, 0.05)
    )
    bright = Material(base_color=METALS["aluminium"], metallic=1.0, roughness=float(rng.uniform(0.18, 0.4)), pattern=wear(rng, 0.5, 0.05))
    dark = Material(base_color=(0.04, 0.04, 0.042), metallic=0.3, roughness=0.3, coat=0.6)
    head = Material(base_color=(0.62, 0.64, 0.66), metallic=0.75, roughness=0.18, coat=1.0, coat_roughness=0.01)
    tail = Material(base_color=vary((0.32, 0.03, 0.03), rng, 0.1), roughness=0.15, coat=1.0, coat_roughness=0.02)
    rim = dark if rng.random() < 0.25 else bright
    return paint(rng, palette), glass(rng), trim, rubber(rng, (0.035, 0.035, 0.036)), rim, head, tail


def with_plates(rng: np.random.Generator, plate: str, palette: dict[str, tuple[float, bool]] = PAINTS) -> tuple[Material, ...]:
    """One material per slot of a vehicle; ``plate`` is the texture of both number plates."""
    plates = Material(base_color_map=plate, roughness=0.4)
    return (*style(rng, palette), plates, plates)


def furnished(rng: np.random.Generator, materials: tuple[Material, ...]) -> tuple[Material, ...]:
    """A car's materials with clear windows before an inside, whose material comes last: grey, black, brown or beige cloth or leather."""
    colors = ((0.03, 0.03, 0.032), (0.09, 0.09, 0.092), (0.11, 0.075, 0.05), (0.28, 0.24, 0.18))
    inside = vary(colors[int(rng.choice(4, p=[0.5, 0.32, 0.08, 0.1]))], rng, 0.08)
    clear = float(rng.choice([0.72, 0.5], p=[0.75, 0.25]) * rng.uniform(0.94, 1.04))
    pane = Material(base_color=(0.94 * clear, clear, 0.97 * clear), roughness=0.01, ior=1.52, transmission=1.0, pane=True)
    seats = Material(base_color=inside, roughness=0.8, sheltered=True)
    lit = list(materials)
    lit[GLASS] = pane
    return (*lit, seats)


def with_lamps_on(materials: tuple[Material, ...], head_w_m2: float = 0.0, tail_w_m2: float = 0.0) -> tuple[Material, ...]:
    """The same vehicle with its lamps lit, as seen from outside; the beams themselves are lights of the scene.

    Args:
        materials: of a vehicle, in the order of its slots.
        head_w_m2: radiant exitance of the head lamps' lenses.
        tail_w_m2: of the tail lamps' lenses.
    """
    lit = list(materials)
    lit[HEAD_LAMP] = lit[HEAD_LAMP].model_copy(update={"base_color": (0.85, 0.83, 0.78), "metallic": 0.0, "emission_w_m2": head_w_m2})
    lit[TAIL_LAMP] = lit[TAIL_LAMP].model_copy(update={"base_color": (0.6, 0.02, 0.015), "emission_w_m2": tail_w_m2})
    return tuple(lit)

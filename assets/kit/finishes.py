"""Materials of made things, with the numbers that they have in reality.

Metal reflectances are the linear Rec. 709 normal-incidence values computed from measured n and k (Johnson and Christy; Palik) as
tabulated in the PBR literature (physicallybased.info); dielectrics carry their measured index of refraction.
"""

import numpy as np

from setpiece.assets.kit.color import mix, rgb, vary
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.patterns import Speckle, Wear, Wood
from setpiece.assets.spec import Rgb

METALS: dict[str, Rgb] = {
    "aluminium": (0.912, 0.914, 0.92),
    "steel": (0.66, 0.653, 0.636),
    "stainless": (0.669, 0.639, 0.598),
    "chrome": (0.654, 0.685, 0.701),
    "iron": (0.531, 0.512, 0.496),
    "brass": (0.91, 0.778, 0.423),
    "copper": (0.926, 0.721, 0.504),
    "silver": (0.962, 0.949, 0.922),
}
WOODS: tuple[tuple[Rgb, Rgb], ...] = (
    ((0.55, 0.36, 0.19), (0.36, 0.2, 0.09)),
    ((0.62, 0.45, 0.27), (0.45, 0.28, 0.14)),
    ((0.42, 0.24, 0.11), (0.22, 0.1, 0.045)),
    ((0.68, 0.54, 0.36), (0.54, 0.38, 0.21)),
    ((0.2, 0.105, 0.055), (0.1, 0.05, 0.032)),
)
"""Early and late wood of oak, beech, cherry, pine and walnut."""


def seed(rng: np.random.Generator) -> int:
    """A pattern's seed."""
    return int(rng.integers(1_000_000))


def wear(rng: np.random.Generator, most: float = 0.35, scale_m: float = 0.03, bump_m: float = 0.0) -> Wear:
    """Use, most things little."""
    return Wear(amount=float(most * rng.beta(1.3, 2.2)), scale_m=scale_m, bump_m=bump_m, seed=seed(rng))


def plastic(rng: np.random.Generator, color: Rgb, roughness: float | None = None) -> Material:
    """Moulded plastic; glossy to satin."""
    rough = float(rng.uniform(0.18, 0.5)) if roughness is None else roughness
    return Material(base_color=color, roughness=rough, ior=1.49, pattern=wear(rng))


def translucent_plastic(rng: np.random.Generator, color: Rgb, transmission: float = 0.85) -> Material:
    """Acrylic, dyed."""
    return Material(base_color=color, roughness=float(rng.uniform(0.02, 0.12)), ior=1.49, transmission=transmission)


def rubber(rng: np.random.Generator, color: Rgb) -> Material:
    """Matt vulcanised rubber."""
    return Material(base_color=color, roughness=float(rng.uniform(0.55, 0.85)), ior=1.52, pattern=wear(rng, 0.5, 0.02))


def metal(rng: np.random.Generator, name: str, roughness: tuple[float, float] = (0.12, 0.4), anisotropy: float = 0.0) -> Material:
    """Bare metal."""
    return Material(
        base_color=vary_metal(METALS[name], rng),
        roughness=float(rng.uniform(*roughness)),
        metallic=1.0,
        anisotropy=anisotropy,
        pattern=wear(rng, 0.45, 0.02),
    )


def vary_metal(color: Rgb, rng: np.random.Generator) -> Rgb:
    """The same metal with another oxide film: a few percent."""
    return rgb(np.array(color) * rng.uniform(0.92, 1.0))


def glass(rng: np.random.Generator, color: Rgb = (0.97, 0.985, 0.975)) -> Material:
    """Soda-lime glass; colour is tint per surface."""
    return Material(base_color=color, roughness=float(rng.uniform(0.0, 0.03)), ior=1.52, transmission=1.0)


def glaze(rng: np.random.Generator, color: Rgb) -> Material:
    """Fired ceramic glaze: faintly mottled body under a clear gloss."""
    mottle = Speckle(
        second_color=mix(color, (0.25, 0.2, 0.15), float(rng.uniform(0.05, 0.3))),
        scale_m=float(rng.uniform(0.002, 0.02)),
        contrast=float(rng.uniform(0.0, 0.7)),
        amount=float(rng.uniform(0.03, 0.25)),
        bump_m=float(rng.uniform(0.0, 0.00004)),
        seed=seed(rng),
    )
    rough = float(rng.choice([rng.uniform(0.06, 0.16), rng.uniform(0.3, 0.5)], p=[0.75, 0.25]))
    return Material(base_color=color, roughness=rough, ior=1.54, coat=0.25, pattern=mottle)


def stoneware(rng: np.random.Generator, color: Rgb, grain_m: float = 0.002, amount: float = 0.35, bump_m: float = 0.0002) -> Material:
    """Unglazed fired clay, concrete, brick: matt, grainy."""
    second = mix(color, (0.12, 0.1, 0.09) if rng.random() < 0.5 else (0.6, 0.55, 0.48), 0.22)
    grain = Speckle(second_color=second, scale_m=grain_m, detail=6.0, contrast=0.15, amount=amount, bump_m=bump_m, seed=seed(rng))
    return Material(base_color=color, roughness=float(rng.uniform(0.75, 0.95)), ior=1.5, pattern=grain)


def wood(rng: np.random.Generator, *, lacquered: float = 0.5, ring_m: float = 0.006, plank_m: float = 0.0) -> Material:
    """Solid wood, oiled or lacquered with the given probability of lacquer."""
    early, late = WOODS[int(rng.integers(len(WOODS)))]
    grain = Wood(
        dark_color=vary(late, rng),
        ring_width_m=float(ring_m * rng.uniform(0.6, 1.5)),
        waviness=float(rng.uniform(0.1, 0.6)),
        plank_width_m=plank_m,
        seed=seed(rng),
    )
    coat = 0.6 if rng.random() < lacquered else 0.0
    return Material(
        base_color=vary(early, rng), roughness=float(rng.uniform(0.45, 0.75)), ior=1.5, coat=coat, coat_roughness=0.12, pattern=grain
    )


def printed(rng: np.random.Generator, texture: str, roughness: tuple[float, float] = (0.25, 0.55)) -> Material:
    """Ink on coated paper or board."""
    return Material(base_color_map=texture, roughness=float(rng.uniform(*roughness)), ior=1.5, pattern=wear(rng, 0.3, 0.04))


def art(rng: np.random.Generator, model: Model, prefix: str) -> str:
    """One of the model's textures whose names start so."""
    names = sorted(name for name in model.textures if name.startswith(prefix))
    return names[int(rng.integers(len(names)))]

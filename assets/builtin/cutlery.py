"""What spoons and forks share: a bent, tapering handle of pressed steel."""

import numpy as np

from setpiece.assets.kit.color import NEUTRALS, PLASTICS, pick
from setpiece.assets.kit.fields import Float64, smoothstep
from setpiece.assets.kit.finishes import metal, plastic, wood
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model


def bend(x: Float64, length_m: float, arch_m: float) -> Float64:
    """Height of the middle line: down from the bowl into the neck, up over the arch, down to the handle's end."""
    share = x / length_m
    height: Float64 = arch_m * (0.6 * np.exp(-(((share - 0.36) / 0.17) ** 2)) + 0.55 * np.exp(-(((share - 0.75) / 0.3) ** 2)))
    return height


def handle_width(share: Float64, widest_m: float, neck_m: float, neck_at: float) -> Float64:
    """Full width from the neck to the broad, round end."""
    grown = neck_m + (widest_m - neck_m) * smoothstep(neck_at, 0.97, share) ** 1.3
    end = np.sqrt(np.clip(1 - (np.clip(share - 0.955, 0, 1) / 0.045) ** 2, 0.0, 1.0))
    width: Float64 = grown * np.maximum(end, 0.02)
    return width


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Polished or brushed stainless steel; sometimes silver, plastic or, for the lot of them, wood."""
    kind = rng.random()
    if kind < 0.75:
        return (metal(rng, "stainless", (0.05, 0.25)),)
    if kind < 0.85:
        return (metal(rng, "silver", (0.08, 0.3)),)
    return (plastic(rng, pick(rng, NEUTRALS, PLASTICS)),) if kind < 0.95 else (wood(rng, lacquered=0.3, ring_m=0.003),)

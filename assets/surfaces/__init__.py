"""Surface materials with real variety: each a function of a random generator. Add one: a function, and a line in SURFACES."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from setpiece.assets.material import Material
from setpiece.assets.surfaces.cloth import cotton, felt, leather, linen, paper
from setpiece.assets.surfaces.ground import grass, gravel, road_asphalt, road_paint, soil
from setpiece.assets.surfaces.masonry import brick, cobble, pavement_slabs, roof_tiles, tile
from setpiece.assets.surfaces.panel import brushed_steel, coated_metal, gray_laminate, plastic, white_laminate
from setpiece.assets.surfaces.stone import asphalt, concrete, facade_plaster, granite, marble, plaster, terrazzo
from setpiece.assets.surfaces.wood import beech, oak, painted_wood, pine, plank_floor, walnut

Surface = Callable[[np.random.Generator], Material]

SURFACES: Mapping[str, Surface] = {
    "asphalt": asphalt,
    "beech": beech,
    "brick": brick,
    "brushed_steel": brushed_steel,
    "cobble": cobble,
    "coated_metal": coated_metal,
    "concrete": concrete,
    "cotton": cotton,
    "facade_plaster": facade_plaster,
    "felt": felt,
    "granite": granite,
    "grass": grass,
    "gravel": gravel,
    "gray_laminate": gray_laminate,
    "leather": leather,
    "linen": linen,
    "marble": marble,
    "oak": oak,
    "painted_wood": painted_wood,
    "pavement_slabs": pavement_slabs,
    "paper": paper,
    "pine": pine,
    "plank_floor": plank_floor,
    "plaster": plaster,
    "plastic": plastic,
    "road_asphalt": road_asphalt,
    "road_paint": road_paint,
    "roof_tiles": roof_tiles,
    "soil": soil,
    "terrazzo": terrazzo,
    "tile": tile,
    "walnut": walnut,
    "white_laminate": white_laminate,
}
"""Every surface by name; lengths in their patterns are metres, the grain runs along x."""

FINISHES = ("plastic", "plastic", "coated_metal", "painted_wood", "brushed_steel", "oak", "walnut")


def one_of(rng: np.random.Generator, weights: Mapping[str, float]) -> Material:
    """A material of one of several surfaces, drawn by weight."""
    names = list(weights)
    shares = np.array([weights[name] for name in names])
    return SURFACES[names[int(rng.choice(len(names), p=shares / shares.sum()))]](rng)


def draw_finish(rng: np.random.Generator, names: Sequence[str] = FINISHES) -> Material:
    """What a man-made thing of unknown kind may be finished with."""
    return SURFACES[names[int(rng.integers(len(names)))]](rng)

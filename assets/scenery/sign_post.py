"""Traffic signs on a post: warning, ban, order, speed, priority, information; the face looks to -y."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.finishes import wear
from setpiece.assets.kit.loft import lathe
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.scenery.sign_faces import FACES, Outline, face
from setpiece.assets.surfaces.vary import varied

POST, BACK, FACE = range(3)
ZINC = Material(base_color=(0.43, 0.44, 0.45), metallic=0.5, roughness=0.5)


def shape(rng: np.random.Generator) -> Model:
    """One sign, its lower edge 1.9 to 2.4 m above the ground."""
    name = list(FACES)[int(rng.integers(len(FACES)))]
    texture, outline = face(name, rng)
    height = float(rng.uniform(1.9, 2.4))
    plate = _plate(outline)
    top = float(plate.vertices[:, 2].max())
    post = lathe([(0, 0), (0.03, 0), (0.03, height + top + 0.03), (0, height + top + 0.03)], segments=20).painted(POST)
    print_ = Material(base_color_map="face", roughness=0.35)
    return assemble([post, plate.moved(y=-0.035, z=height)], (ZINC, ZINC, print_), {"face": texture})


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Cleaner or dirtier, newer or more faded sheeting."""
    zinc = ZINC.model_copy(update={"base_color": varied(rng, ZINC.base_color, 0.1, 0.01), "pattern": wear(rng, 0.6, 0.1)})
    printed = Material(base_color_map="face", roughness=float(rng.uniform(0.25, 0.5)), pattern=wear(rng, 0.7, 0.1))
    return zinc, zinc.model_copy(update={"roughness": float(rng.uniform(0.45, 0.6))}), printed


def _plate(outline: Outline) -> Part:
    """A plate of 3 mm, its lower edge at z = 0, printed towards -y."""
    flat = extrude(outline, 0.003)
    size, low = np.ptp(outline, axis=0), outline.min(axis=0)
    # From (x, y, z) to (x, -z, y): the upper face comes to look at -y.
    standing = flat.warped(lambda points: np.stack([points[:, 0], -points[:, 2], points[:, 1]], axis=1)).painted(BACK)
    printed = standing.painted_where(lambda centres: centres[:, 1] < -0.0029, FACE)
    return printed.with_uvs(lambda corners: (corners[..., [0, 2]] - low) / size).moved(z=-float(low[1]))


SIGN_POST = Category("sign_post", shape, style)

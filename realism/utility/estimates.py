"""Means over seeds with intervals that hold for other seeds and other test images.

The two are independent causes of chance, so their intervals are put together per side by the root of the sum of squares of their half
widths (MOVER: Zou & Donner 2008). The images' part is a bootstrap that draws the same images for every detector, so that a picture that is
hard for all of them does not count as a difference; the seeds' part is Student's, from the spread over seeds.
"""

import math

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from setpiece.realism.distances.intervals import LEVEL, Estimate, rule_of_three
from setpiece.realism.evaluation.scores import spread

Floats = npt.NDArray[np.float64]


def mean(values: Floats, images: int) -> Estimate:
    """A score's mean over seeds, in 0..1.

    Args:
        values: (seeds, 1 + replicates), the first column from the images as they are.
        images: that were drawn again.
    """
    whole = values.mean(axis=0)
    return rule_of_three(_join(whole, values[:, 0], images, 0.0, 1.0), images)


def difference(values: Floats, reference: Floats, images: int) -> Estimate:
    """Mean of ``values - reference``, paired by seed and by image; shapes as in ``mean``."""
    between = values - reference
    return _join(between.mean(axis=0), between[:, 0], images, -1.0, 1.0)


def ratio(values: Floats, reference: Floats, images: int) -> Estimate | None:
    """Ratio of the means, paired by seed and by image; None where the reference is 0.

    The seeds' part is first-order: of ``(value - ratio * reference) / mean of reference`` over seeds.
    """
    above, below = values.mean(axis=0), reference.mean(axis=0)
    if not below[0] > 0.0:
        return None
    with np.errstate(invalid="ignore", divide="ignore"):
        whole = np.where(below > 0.0, above / below, np.nan)
    residuals = (values[:, 0] - whole[0] * reference[:, 0]) / below[0]
    return _join(whole, residuals, images, 0.0, math.inf)


def _join(whole: Floats, by_seed: Floats, images: int, least: float, most: float) -> Estimate:
    value, seeds = float(whole[0]), _half_width(by_seed)
    below, above = (math.hypot(part, seeds) for part in spread(whole, images))
    return Estimate(value, max(value - below, least), min(value + above, most), images, 0)


def _half_width(by_seed: Floats) -> float:
    """Of the 95 % interval of a mean over seeds; 0 with one seed, whose chance nobody can know."""
    n = len(by_seed)
    if n < 2:
        return 0.0
    return float(by_seed.std(ddof=1) / math.sqrt(n) * stdtrit(n - 1, 0.5 + LEVEL / 2.0))

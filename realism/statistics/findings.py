"""Compares two sets' statistics and ranks what differs, the most telling first."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from setpiece.realism.distances.intervals import LEVEL, block_weights, few_blocks_factor
from setpiece.realism.statistics.knobs import Knob

Floats = npt.NDArray[np.float64]

_REPLICATES = 300
_FLOOR_SPLITS = 20
NOTABLE = 0.4
"""Effect above which a difference is worth a sentence: in noticeable steps or standard deviations of the real set."""


@dataclass(frozen=True)
class Finding:
    """One statistic, compared.

    Attributes:
        name: key in the knob tables.
        knob: what it means.
        distance: Wasserstein-1 between the samples, in the statistic's unit.
        low, high: its 95 % block-bootstrap interval.
        floor: the same between random halves of the real set.
        shift: mean of real minus mean of synthetic.
        effect: (distance - floor) over what one notices and the real set's spread, added in quadrature; findings are ranked by it.
        real, data: the samples; shares, where there are classes.
        classes: names behind the shares.
    """

    name: str
    knob: Knob
    distance: float
    low: float
    high: float
    floor: float
    shift: float
    effect: float
    real: Floats
    data: Floats
    classes: tuple[str, ...] = ()

    @property
    def notable(self) -> bool:
        """Large enough to act on, and not chance."""
        return self.effect > NOTABLE and self.low > self.floor

    @property
    def sentence(self) -> str:
        """What differs, in words; the spread if the means agree."""
        if abs(self.shift) < 0.4 * self.distance:
            wider = "vary more" if self.real.std() > self.data.std() else "vary less"
            return f"{self.knob.title.lower()}: your photographs {wider} ({self.real.std():.2g} against {self.data.std():.2g})"
        amount = 2.0 ** abs(self.shift) if self.knob.factor else abs(self.shift)
        told = f"{amount:.0%}" if self.knob.share else _number(amount)
        return self.knob.says[0 if self.shift > 0 else 1].format(x=told)


def compare_samples(name: str, knob: Knob, real: Floats, data: Floats, rng: np.random.Generator) -> Finding:
    """Compares one statistic's samples, given in the order of the images."""
    from scipy.stats import wasserstein_distance  # here, because importing it takes 0.8 s

    distance = float(wasserstein_distance(real, data))
    scale = float(np.hypot(knob.noticeable, _spread(real)))
    floor = _floor(real, rng)
    weights = block_weights(len(real), _REPLICATES, rng), block_weights(len(data), _REPLICATES, rng)
    replicates = [wasserstein_distance(real, data, a, b) for a, b in zip(*weights, strict=True)]
    low, high = np.quantile(replicates, [0.5 - LEVEL / 2.0, 0.5 + LEVEL / 2.0])
    widen = few_blocks_factor(min(len(real), len(data)))
    low, high = max(0.0, distance + (low - distance) * widen), distance + (high - distance) * widen
    effect = max(0.0, distance - floor) / scale
    return Finding(name, knob, distance, float(low), float(high), floor, float(real.mean() - data.mean()), effect, real, data)


def compare_shares(name: str, knob: Knob, real: Counter[str], data: Counter[str]) -> Finding:
    """Compares how often each class occurs by total variation: the share of boxes that would have to change class."""
    classes, n_real, n_data = sorted(real | data), max(real.total(), 1), max(data.total(), 1)
    p, q = (np.array([counts[c] / total for c in classes]) for counts, total in ((real, n_real), (data, n_data)))
    distance = float(np.abs(p - q).sum() / 2.0)
    half_normal = np.sqrt(2.0 / np.pi) / 2.0
    floor = float(half_normal * np.sqrt(p * (1 - p) * (1.0 / n_real + 1.0 / n_data)).sum())
    error = float(np.sqrt((p * (1 - p) / n_real + q * (1 - q) / n_data).sum()) / 2.0)
    effect = max(0.0, distance - floor) / (2.0 * knob.noticeable)
    low, high = max(0.0, distance - 1.96 * error), min(1.0, distance + 1.96 * error)
    return Finding(name, knob, distance, low, high, floor, distance, effect, p, q, tuple(classes))


def rank(findings: list[Finding]) -> list[Finding]:
    """The most telling first."""
    return sorted(findings, key=lambda f: (-f.effect, f.name))


def _spread(sample: Floats) -> float:
    """Standard deviation, robust: half of the middle 68 %, but no less than half of the plain one."""
    low, high = np.quantile(sample, [0.16, 0.84])
    return max(float(high - low) / 2.0, float(sample.std()) / 2.0)


def _floor(real: Floats, rng: np.random.Generator) -> float:
    """Mean distance between random halves."""
    from scipy.stats import wasserstein_distance  # here, because importing it takes 0.8 s

    half = len(real) // 2
    if not half:
        return 0.0
    orders = (rng.permutation(real) for _ in range(_FLOOR_SPLITS))
    return float(np.mean([wasserstein_distance(o[:half], o[half:]) for o in orders]))


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 10.0 else f"{value:.2g}"

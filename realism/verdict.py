"""One sentence, and whether it may be said at all."""

from dataclasses import dataclass
from typing import Literal

from setpiece.realism.distances.intervals import Estimate
from setpiece.realism.scores import Score
from setpiece.realism.statistics.findings import Finding

Level = Literal["cannot tell", "alike", "close", "different", "obvious"]

MINIMUM_IMAGES = 30
_STILL_ALIKE, _CLOSE, _OBVIOUS = 0.7, 0.75, 0.95


@dataclass(frozen=True)
class Verdict:
    """The answer.

    Attributes:
        level: in one word.
        sentence: for people, figures included.
        failures: thresholds that were not met, in words; empty when all were.
    """

    level: Level
    sentence: str
    failures: tuple[str, ...]


def judge(auc: Estimate | None, kid: Score, findings: list[Finding], failures: tuple[str, ...], note: str = "") -> Verdict:
    """Words for the figures.

    Args:
        auc: of the classifier two-sample test; None if there were too few images to train it.
        kid: with its scale.
        findings: ranked.
        failures: thresholds not met.
        note: said after the figures.
    """
    note = note and f" {note}"
    n_real, n_data = kid.estimate.n_real, kid.estimate.n_data
    if auc is None or min(n_real, n_data) < MINIMUM_IMAGES:
        sentence = (
            f"Cannot tell: {n_real} photographs and {n_data} synthetic images are too few; at least {MINIMUM_IMAGES} of each, better 200."
        )
        return Verdict("cannot tell", sentence + note, failures)
    level = _level(auc)
    told = f"shown a photograph and a synthetic image it has not seen, a classifier knows which is which {auc.value:.0%} of the time"
    told += f" ({auc.low:.0%} to {auc.high:.0%}; 50% is guessing)"
    scale = f"KID is {kid.estimate.value:.3f}, where photographs among themselves have {kid.floor:.3f} and spoiled ones {kid.ceiling:.3f}"
    opening = {
        "cannot tell": "Cannot tell, the interval is too wide for a verdict and more images are needed",
        "alike": "No difference found",
        "close": "Close to the photographs",
        "different": "Different from the photographs",
        "obvious": "Easily told apart from the photographs",
    }[level]
    notable = [f for f in findings if f.notable][:2]
    why = " First of all, " + "; and ".join(f.sentence for f in notable) + "." if notable and level != "alike" else ""
    return Verdict(level, f"{opening}: {told}; {scale}.{why}{note}", failures)


def _level(auc: Estimate) -> Level:
    if auc.low <= 0.5:
        return "alike" if auc.high < _STILL_ALIKE else "cannot tell"
    if auc.value < _CLOSE:
        return "close"
    return "different" if auc.value < _OBVIOUS else "obvious"

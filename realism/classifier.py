"""The two-sample test that people understand: how well can a simple classifier tell the sets apart (Lopez-Paz & Oquab 2017)?

Logistic regression on frozen features, cross-validated in blocks of neighbouring images, so that two frames of one walk never
sit on both sides. Every image's score comes from a classifier that has not seen it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import solve
from scipy.special import expit

from setpiece.realism.distances.intervals import Estimate, blocks_of, estimate, half_width, influence_error, rule_of_three

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

FOLDS = 5
_INNER_FOLDS = 3
_PENALTIES = (0.3, 0.03, 0.003, 0.0003, 0.00003)
_COMPONENTS = 512
_NEWTON_STEPS = 30
_CALIBRATION_BINS = 10
_TRAINING_FACTOR = (1.0 + FOLDS / (FOLDS - 1.0)) ** 0.5
"""Another draw would train another classifier too: Nadeau & Bengio's correction (2003) of a cross-validated standard error."""


@dataclass(frozen=True)
class Verdicts:
    """What the classifier made of every image.

    Attributes:
        logit_real, logit_data: held-out log-odds of being synthetic, per image.
        fold_real, fold_data: which fold's classifier gave it.
        weights: (FOLDS, d) of the classifiers, on raw features.
        auc: 0.5 is "cannot tell apart", 1 is "always".
        accuracy: balanced, at even odds.
        calibration_error: mean gap between stated and true share of synthetic images (ECE).
    """

    logit_real: Floats
    logit_data: Floats
    fold_real: Ints
    fold_data: Ints
    weights: Floats
    auc: Estimate
    accuracy: Estimate
    calibration_error: float


def tell_apart(real: Floats, data: Floats, rng: np.random.Generator) -> Verdicts:
    """Trains and scores the classifier.

    Args:
        real: features (n, d) of photographs.
        data: features (m, d) of synthetic images.
        rng: deals blocks to folds.
    """
    scores, back = _compact(np.concatenate([real, data]))
    labels = np.repeat([0.0, 1.0], [len(real), len(data)])
    folds = np.concatenate([_deal(len(real), FOLDS, rng), _deal(len(data), FOLDS, rng)])
    logits, weights = np.empty(len(labels)), []
    for fold in range(FOLDS):
        train, test = folds != fold, folds == fold
        w, bias = _fit_tuned(scores[train], labels[train], rng)
        logits[test] = scores[test] @ w + bias
        weights.append(back(w))
    logit_real, logit_data = np.split(logits, [len(real)])
    fold_real, fold_data = np.split(folds, [len(real)])
    auc = roc_auc(logit_real, logit_data, widen=_TRAINING_FACTOR)
    accuracy = _balanced_accuracy(logit_real, logit_data)
    calibration_error = _calibration_error(expit(logits), labels)
    return Verdicts(logit_real, logit_data, fold_real, fold_data, np.stack(weights), auc, accuracy, calibration_error)


def roc_auc(negative: Floats, positive: Floats, widen: float = 1.0) -> Estimate:
    """Area under the ROC curve with DeLong's interval (1988), on the logit scale, so that it stays inside 0..1.

    Args:
        negative: scores of one set.
        positive: of the other, which should be higher.
        widen: factor on the standard error.
    """
    n, m = len(negative), len(positive)
    from scipy.stats import rankdata  # here, because importing it takes 0.8 s

    ranks = rankdata(np.concatenate([negative, positive]))
    wins_positive = (ranks[n:] - rankdata(positive)) / n
    wins_negative = 1.0 - (ranks[:n] - rankdata(negative)) / m
    auc = float(wins_positive.mean())
    shrunk = (auc * n * m + 0.5) / (n * m + 1.0)
    slope = 1.0 / (shrunk * (1.0 - shrunk))
    error, freedom = influence_error([wins_negative, wins_positive])
    centre, half = np.log(shrunk / (1.0 - shrunk)), half_width(widen * error * slope, freedom)
    low, high = float(expit(centre - half)), float(expit(centre + half))
    if auc in (0.0, 1.0):  # no spread to see: the rule of three bounds the share of images that would have crossed over
        bound = 3.0 / min(n, m)
        low, high = (max(0.0, 1.0 - bound), 1.0) if auc == 1.0 else (0.0, min(1.0, bound))
    return Estimate(auc, min(low, auc), max(high, auc), n, m)


def _compact(features: Floats) -> tuple[Floats, Callable[[Floats], Floats]]:
    """Features as principal components of norm 1, at most 512, and the way back for weights.

    They are not divided by their spread: what tells the sets apart has a large one.
    """
    centred = features - features.mean(axis=0)
    left, singular, right = np.linalg.svd(centred, full_matrices=False)
    left, singular, right = left[:, :_COMPONENTS], singular[:_COMPONENTS], right[:_COMPONENTS]
    size = float(np.sqrt((centred**2).sum(axis=1).mean())) or 1.0

    def back(w: Floats) -> Floats:
        out: Floats = right.T @ w / size
        return out

    return left * (singular / size), back


def _deal(n: int, folds: int, rng: np.random.Generator) -> Ints:
    """A fold for each of n images: blocks shuffled, then dealt in turn."""
    blocks = blocks_of(n)
    count = int(blocks[-1]) + 1
    if count < folds:
        blocks, count = np.arange(n), n
    out: Ints = rng.permutation(np.arange(count) % folds)[blocks]
    return out


def _fit_tuned(x: Floats, y: Floats, rng: np.random.Generator) -> tuple[Floats, float]:
    """Fits with the penalty that predicts best on inner folds, by log-loss, which is what keeps the odds honest."""
    folds = np.empty(len(y), np.intp)
    for label in (0.0, 1.0):
        folds[y == label] = _deal(int((y == label).sum()), _INNER_FOLDS, rng)
    losses = [sum(_held_out_loss(x, y, folds == f, p) for f in range(_INNER_FOLDS)) for p in _PENALTIES]
    return _fit(x, y, _PENALTIES[int(np.argmin(losses))])


def _held_out_loss(x: Floats, y: Floats, test: npt.NDArray[np.bool_], penalty: float) -> float:
    w, bias = _fit(x[~test], y[~test], penalty)
    signed = np.where(y[test] > 0.5, 1.0, -1.0) * (x[test] @ w + bias)
    return float(np.average(np.logaddexp(0.0, -signed), weights=_balance(y[test])))


def _fit(x: Floats, y: Floats, penalty: float) -> tuple[Floats, float]:
    """Class-balanced logistic regression, ``mean log-loss + penalty / 2 |w|^2``, by damped Newton steps."""
    sign, share = np.where(y > 0.5, 1.0, -1.0), _balance(y)
    x1 = np.column_stack([x, np.ones(len(x))])
    ridge = np.append(np.full(x.shape[1], penalty), 1e-9)

    def loss(p: Floats) -> float:
        return float(share @ np.logaddexp(0.0, -sign * (x1 @ p)) + ridge @ p**2 / 2.0)

    p, value = np.zeros(x1.shape[1]), loss(np.zeros(x1.shape[1]))
    for _ in range(_NEWTON_STEPS):
        wrong = expit(-sign * (x1 @ p))
        gradient = ridge * p - x1.T @ (share * sign * wrong)
        curvature = (x1.T * (share * wrong * (1.0 - wrong))) @ x1
        curvature[np.diag_indices_from(curvature)] += ridge
        step = solve(curvature, gradient, assume_a="pos", check_finite=False)
        size = next((s for s in (1.0, 0.5, 0.25, 0.1, 0.01) if loss(p - s * step) < value), 0.0)
        p = p - size * step
        previous, value = value, loss(p)
        if previous - value < 1e-9:
            break
    return p[:-1], float(p[-1])


def _balance(y: Floats) -> Floats:
    """Weights that sum to one, half for each class."""
    positive = y > 0.5
    return np.where(positive, 0.5 / max(positive.sum(), 1), 0.5 / max((~positive).sum(), 1))


def _balanced_accuracy(real: Floats, data: Floats) -> Estimate:
    right_real, right_data = (real < 0).astype(np.float64), (data > 0).astype(np.float64)
    value = float(right_real.mean() + right_data.mean()) / 2.0
    influences = [_TRAINING_FACTOR * right_real / 2.0, _TRAINING_FACTOR * right_data / 2.0]
    found = estimate(value, influences, len(real), len(data), low=0.0, high=1.0)
    return rule_of_three(found, min(len(real), len(data)))


def _calibration_error(probability: Floats, labels: Floats) -> float:
    weights = _balance(labels)
    bins = np.minimum((probability * _CALIBRATION_BINS).astype(np.intp), _CALIBRATION_BINS - 1)
    gaps = [abs(float((weights * (probability - labels))[bins == b].sum())) for b in range(_CALIBRATION_BINS)]
    return float(sum(gaps))

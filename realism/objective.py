"""One number that says how far a set lies from photographs, for a search to lower."""

import numpy as np
from threadpoolctl import threadpool_limits

from setpiece.realism.backbones.backbone import load_backbone
from setpiece.realism.classifier import tell_apart
from setpiece.realism.distances.intervals import Estimate
from setpiece.realism.distances.kernel import mmd_estimate, polynomial_kernel
from setpiece.realism.features import extract
from setpiece.realism.image_set import ImageSet


def measure_objective(real: ImageSet, data: ImageSet, objective: str, backbone_name: str, seed: int = 0) -> Estimate:
    """KID ("kid") or the AUC of a classifier that tells the sets apart ("auc"), with its interval.

    Raises:
        UserError: an image cannot be read, or the backbone cannot be had.
    """
    backbone = load_backbone(backbone_name)
    r, d = (extract(s.paths, backbone).values.astype(np.float64) for s in (real, data))
    rng = np.random.default_rng(seed)
    with threadpool_limits(1, "blas"):
        return mmd_estimate(r, d, polynomial_kernel, rng) if objective == "kid" else tell_apart(r, d, rng).auc

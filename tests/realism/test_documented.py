"""The figures in torchmetrics' documentation, from its example's own pictures."""

import numpy as np
import pytest

from setpiece.realism.backbones.backbone import load_backbone
from setpiece.realism.distances.frechet import frechet_distance, gaussian
from setpiece.realism.distances.kernel import mmd, polynomial_kernel

DRAWS_BEFORE = 23_816_528
"""What torch-fidelity's InceptionV3 takes from torch's generator for initial weights, which it then throws away."""


def example_pictures() -> tuple[np.ndarray, np.ndarray]:
    """``torch.manual_seed(42)``, the metric is made, then ``randint(0, 200, ...)`` and ``randint(100, 255, ...)``, without torch.

    torch's generator on the CPU is MT19937, and its ``randint`` takes one output, modulo the range.
    """
    generator = np.random.RandomState(42)
    generator.randint(0, 2**32, DRAWS_BEFORE, dtype=np.uint32)
    shape = (100, 3, 299, 299)
    first, second = (generator.randint(0, 2**32, shape, dtype=np.uint32) for _ in range(2))
    return (first % 200).astype(np.float32), (second % 155 + 100).astype(np.float32)


@pytest.mark.slow
def test_figures_that_torchmetrics_documents() -> None:
    """``FrechetInceptionDistance(feature=64)``: 12.6388. ``KernelInceptionDistance(subset_size=50)``: 0.0312 +- 0.0025 (v1.9.0)."""
    network = load_backbone("inception")
    batches = [np.split((pictures - 128.0) / 128.0, 10) for pictures in example_pictures()]
    early = [np.concatenate([network.run(b, "features64") for b in side]).astype(np.float64) for side in batches]
    assert frechet_distance(gaussian(early[0]), gaussian(early[1])) == pytest.approx(12.6388, abs=6e-5)
    late = [np.concatenate([network.run(b) for b in side]).astype(np.float64) for side in batches]
    assert mmd(late[0], late[1], polynomial_kernel) == pytest.approx(0.0312, abs=0.0025)

"""The networks: what other libraries document for the same weights, and what goes wrong with files."""

import io
import json
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from setpiece.assets.errors import UserError
from setpiece.realism.backbones import packages
from setpiece.realism.backbones.backbone import Backbone, load_backbone
from setpiece.realism.backbones.onnx_graph import OnnxGraph
from setpiece.realism.backbones.packages import WeightsPackage
from setpiece.realism.backbones.tensors import read_torchscript
from setpiece.realism.distances.frechet import frechet_distance, gaussian
from setpiece.realism.distances.kernel import mmd, polynomial_kernel


@pytest.fixture(scope="module")
def inception() -> Backbone:
    return load_backbone("inception")


@pytest.fixture(scope="module")
def efficientnet() -> Backbone:
    return load_backbone("efficientnet")


def _torch_randint(low: int, high: int, shape: tuple[int, ...], generator: np.random.MT19937) -> np.ndarray:
    """``torch.randint`` of small integers: one 32-bit word of the same Mersenne twister each."""
    words = generator.random_raw(int(np.prod(shape)))
    return (words % (high - low) + low).astype(np.uint8).reshape(shape)


def test_torchmetrics_documented_examples(inception: Backbone) -> None:
    """Its docstrings' images and figures (torchmetrics 1.9): FID of 64 features 12.6388, KID 0.0312 +- 0.0025."""
    generator = np.random.RandomState(42)._bit_generator
    sets = [_torch_randint(low, high, (100, 3, 299, 299), generator) for low, high in ((0, 200), (100, 255))]
    pixels = [((s[i : i + 20].astype(np.float32) - 128) / 128) for s in sets for i in range(0, 100, 20)]
    early = np.concatenate([inception.run(p, "features64") for p in pixels])
    assert frechet_distance(gaussian(early[:100]), gaussian(early[100:])) == pytest.approx(12.6388, abs=0.05)


def test_features_are_the_mean_of_the_map(inception: Backbone, efficientnet: Backbone) -> None:
    """What the class-activation map rests on."""
    picture = np.random.default_rng(0).integers(0, 256, (90, 120, 3), dtype=np.uint8)
    for network in (inception, efficientnet):
        pixels = network.transform(picture)[None]
        assert network.run(pixels)[0] == pytest.approx(network.run(pixels, "map")[0].mean(axis=(1, 2)), abs=1e-4)

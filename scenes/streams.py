"""The only randomness of the pipeline: one independent stream per (seed, index, attempt, purpose)."""

from types import MappingProxyType

import numpy as np

PURPOSES = MappingProxyType(
    {
        "environment": 0,
        "lighting": 1,
        "camera": 2,
        "assets": 3,
        "placement": 4,
        "style": 5,
        "sensor": 6,
        "render": 7,
        "scenery_style": 8,
        "lens": 9,
        "sensor_noise": 10,
        "quota": 11,
        "adapt": 12,
        "weather": 13,
        "motion": 14,
        "optics": 15,
        "tracks": 16,
    }
)
"""Purpose -> its fixed number. Append only: a changed number changes every dataset."""


def stream(seed: int, index: int, attempt: int, purpose: str) -> np.random.Generator:
    """The random generator for one purpose of one image.

    Streams are statistically independent of each other (``SeedSequence`` hashes the spawn key), so one more draw for one
    purpose leaves every other purpose, image and attempt as it was.

    Raises:
        KeyError: for a purpose that is not in ``PURPOSES``.
    """
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(index, attempt, PURPOSES[purpose])))

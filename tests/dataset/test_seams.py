"""Haze over foliage, where near and far alternate from pixel to pixel."""

import numpy as np

from setpiece.dataset.atmosphere.seams import two_layers


def faded(radiance: np.ndarray, clear: np.ndarray, airlight: float) -> np.ndarray:
    """As ``through_air`` does it."""
    hazy = airlight + clear[..., None] * (radiance - airlight)
    layers = two_layers(radiance, clear)
    share = layers.near_share[:, None]
    near = share * (layers.near_radiance - airlight) * layers.near_clear[:, None]
    far = (1 - share) * (layers.far_radiance - airlight) * layers.far_clear[:, None]
    hazy[layers.seam] = airlight + near + far
    return hazy


def test_gaps_between_leaves_do_not_become_white_dots() -> None:
    """A denoised crown is even; so it must be in haze, though every other ray through it meets the sky."""
    rng = np.random.default_rng(0)
    clear = np.where(rng.random((40, 40)) < 0.5, 0.95, 0.05).astype(np.float32)
    crown = (1.0 + 0.1 * rng.standard_normal((40, 40, 1)) * np.ones(3)).astype(np.float32)
    hazy = faded(crown, clear, airlight=12.0)
    plain = 12.0 + clear[..., None] * (crown - 12.0)
    assert hazy.std() < 0.3 * plain.std()
    assert abs(hazy.mean() - plain.mean()) < 0.05 * plain.mean()


def test_a_clean_outline_keeps_its_mixture() -> None:
    """A dark wall against the sky with one column of half of each: that column is half wall and half sky in the haze, too."""
    radiance = np.full((20, 20, 3), 0.5, np.float32)
    radiance[:, 10], radiance[:, 11:] = 5.25, 10.0
    clear = np.full((20, 20), 0.9, np.float32)
    clear[:, 10:] = 0.2
    hazy = faded(radiance, clear, airlight=6.0)
    wall, sky = 6.0 + 0.9 * (0.5 - 6.0), 6.0 + 0.2 * (10.0 - 6.0)
    np.testing.assert_allclose(hazy[5:15, 10, 0], 0.5 * (wall + sky), rtol=0.02)
    np.testing.assert_allclose(hazy[5:15, 9, 0], wall, rtol=0.05)


def test_air_adds_no_light_beside_a_lamp_and_takes_none_away() -> None:
    """A small lamp before a dark sky, a thousand times brighter in its middle than at its edge: fog only dims it."""
    rng = np.random.default_rng(3)
    radiance = np.full((24, 24, 3), 0.01, np.float32)
    clear = np.full((24, 24), 0.05, np.float32)
    radiance[9:12, 8:15] = 10.0 ** rng.uniform(-2.0, 1.3, (3, 7, 1)).astype(np.float32)
    clear[8:12, 9:16] = 0.8  # the outline of the distances is not that of the light: the renderer blurs it
    layers = two_layers(radiance, clear)
    own = radiance[layers.seam]
    share = layers.near_share[:, None]
    np.testing.assert_allclose(share * layers.near_radiance + (1 - share) * layers.far_radiance, own, rtol=1e-4, atol=1e-5)
    faded = share * layers.near_clear[:, None] * layers.near_radiance + (1 - share) * layers.far_clear[:, None] * layers.far_radiance
    assert (faded <= own * layers.near_clear[:, None] + 1e-5).all()
    assert (faded >= own * layers.far_clear[:, None] - 1e-5).all()

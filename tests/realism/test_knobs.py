"""Whatever is wrong with the pictures, the statistics name it first."""

import io
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PIL import Image
from pydantic import BaseModel

from setpiece.cli.explain import models_in
from setpiece.farm.config import Config
from setpiece.realism.statistics.findings import compare_samples, rank
from setpiece.realism.statistics.knobs import ANNOTATION_KNOBS, PICTURE_KNOBS
from setpiece.realism.statistics.picture import FIGURES, figures
from tests.realism.conftest import Rgb, scene

_COUNT = 40


def _linear(rgb: Rgb) -> np.ndarray:
    x = rgb / 255
    return np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)


def _stored(linear: np.ndarray) -> Rgb:
    x = np.clip(linear, 0, 1)
    return np.round(255 * np.where(x <= 0.0031308, 12.92 * x, 1.055 * x ** (1 / 2.4) - 0.055)).astype(np.uint8)


def _clip(x: np.ndarray) -> Rgb:
    return np.clip(np.round(x), 0, 255).astype(np.uint8)


def _jpeg(rgb: Rgb) -> Rgb:
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", quality=12)
    return np.asarray(Image.open(buffer))


def _vignette(rgb: Rgb) -> Rgb:
    y, x = np.mgrid[0 : rgb.shape[0], 0 : rgb.shape[1]]
    radius2 = 2 * ((y / rgb.shape[0] - 0.5) ** 2 + (x / rgb.shape[1] - 0.5) ** 2)
    return _stored(_linear(rgb) * (2.0 ** (-1.5 * radius2))[..., None])


FAULTS: dict[str, tuple[str, Callable[[Rgb, np.random.Generator], Rgb]]] = {
    "blur": ("sharpness", lambda p, r: cv2.GaussianBlur(p, (0, 0), 1.5)),
    "noise": ("noise", lambda p, r: _clip(p + r.normal(0, 10, p.shape))),
    "warm cast": ("warmth", lambda p, r: _stored(_linear(p) * [1.25, 1.0, 0.75])),
    "cool cast": ("warmth", lambda p, r: _stored(_linear(p) * [0.8, 1.0, 1.25])),
    "green cast": ("tint", lambda p, r: _stored(_linear(p) * [0.85, 1.1, 0.85])),
    "jpeg": ("blocking", lambda p, r: _jpeg(p)),
    "one stop darker": ("brightness", lambda p, r: _stored(_linear(p) * 0.5)),
    "brighter": ("brightness", lambda p, r: _stored(_linear(p) * 1.5)),
    "flat": ("contrast", lambda p, r: _clip((p - p.mean()) * 0.5 + p.mean())),
    "colourless": ("saturation", lambda p, r: _clip(p.mean(axis=2, keepdims=True) + 0.2 * (p - p.mean(axis=2, keepdims=True)))),
    "vignette": ("vignetting", lambda p, r: _vignette(p)),
    "small": ("resolution", lambda p, r: cv2.resize(p, (80, 80), interpolation=cv2.INTER_AREA)),
}


@pytest.fixture(scope="module")
def ranked() -> dict[str, list[str]]:
    """Statistics in the order in which they are told, by fault."""
    rng = np.random.default_rng(0)
    real = np.stack([figures(scene(rng)) for _ in range(_COUNT)]).astype(np.float64)
    clean = [scene(rng) for _ in range(_COUNT)]
    out = {}
    for name, (_, change) in {"none": ("", lambda p, r: p), **FAULTS}.items():
        data = np.stack([figures(change(p, rng)) for p in clean]).astype(np.float64)
        found = rank([compare_samples(k, PICTURE_KNOBS[k], real[:, i], data[:, i], rng) for i, k in enumerate(FIGURES)])
        out[name] = [f.name for f in found if f.notable]
    return out


def test_injected_faults_are_ranked_first(ranked: dict[str, list[str]]) -> None:
    """At least nine in ten; the rest are named, if not first."""
    first = {name: ranked[name][:1] == [expected] for name, (expected, _) in FAULTS.items()}
    assert sum(first.values()) >= 0.9 * len(FAULTS), {name: ranked[name] for name, right in first.items() if not right}
    assert all(expected in ranked[name] for name, (expected, _) in FAULTS.items())


def test_nothing_is_found_where_nothing_is(ranked: dict[str, list[str]]) -> None:
    assert ranked["none"] == []


def test_sentences_give_the_amount() -> None:
    """0.8 stops darker is said so; twice the box size is a factor of two."""
    rng = np.random.default_rng(1)
    dark, boxes = rng.normal(-2.0, 0.1, 60), rng.normal(-3.0, 0.1, 60)
    brightness = compare_samples("brightness", PICTURE_KNOBS["brightness"], dark, dark + 0.8, rng)
    assert brightness.sentence == "your photographs are 0.8 stops darker"
    assert "sensor.exposure_ev" in brightness.knob.keys
    size = compare_samples("box_size", ANNOTATION_KNOBS["box_size"], boxes, boxes + 1.0, rng)
    assert size.sentence == "boxes in your photographs are 2 times smaller"


def test_saturated_and_black_pictures_have_finite_figures() -> None:
    """No picture makes a NaN."""
    for value in (0, 255):
        assert np.isfinite(figures(np.full((40, 56, 3), value, np.uint8))).all()
    assert np.isfinite(figures(np.zeros((9, 300, 3), np.uint8))).all()


def test_keys_named_by_the_ranking_exist() -> None:
    """Each is a group, or a key of some group's model."""
    models: dict[str, list[type[BaseModel]]] = {name: list(models_in(field.annotation)) for name, field in Config.model_fields.items()}
    for knob in (*PICTURE_KNOBS.values(), *ANNOTATION_KNOBS.values()):
        for key in knob.keys:
            section, *rest = key.split(".")
            candidates = models[section]
            for part in rest:
                fields = [m.model_fields[part] for m in candidates if part in m.model_fields]
                assert fields, f"{key}: no {part}"
                candidates = [m for f in fields for m in models_in(f.annotation)]

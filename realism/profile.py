"""Measures a set of photographs and writes the overrides that move an experiment towards it."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from setpiece.realism.check import picture_figures
from setpiece.realism.image_set import ImageSet
from setpiece.realism.images import read_picture
from setpiece.realism.statistics.annotation import annotation_figures, class_counts
from setpiece.realism.statistics.shooting import shooting_figures

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Profile:
    """A real set in numbers.

    Attributes:
        images: how many were measured.
        resolution: the most frequent width and height, pixels.
        figures: per statistic, values over images (or boxes).
        classes: share of each class; empty without annotations.
    """

    images: int
    resolution: tuple[int, int]
    figures: dict[str, Floats]
    classes: dict[str, float]


def measure_profile(images: ImageSet) -> Profile:
    """Measures pictures, and annotations where there are any."""
    figures = dict(picture_figures(images)) | shooting_figures(images.paths)
    classes: dict[str, float] = {}
    if images.annotated:
        figures |= {k: v for k, v in annotation_figures(images).items() if len(v)}
        counts = class_counts(images)
        classes = {name: count / counts.total() for name, count in sorted(counts.items())}
    sizes = Counter((read_picture(p).rgb.shape[1], read_picture(p).rgb.shape[0]) for p in images.paths[:: max(1, len(images.paths) // 20)])
    return Profile(len(images.paths), sizes.most_common(1)[0][0], figures, classes)


def overrides(profile: Profile, source: str, kinds: frozenset[str] = frozenset()) -> str:
    """A Hydra experiment file, to be laid over another (``+experiment/...`` or by path); each line says what it was measured from.

    Only keys whose value follows from a measurement are set; the rest of the profile stands in comments for a person to use.

    Args:
        profile: what was measured.
        source: of the photographs, for the heading.
        kinds: names of things that can be rendered; where every class is one of them, the classes' shares become their weights.
    """
    lines = ["# @package _global_", f"# Measured from {profile.images} photographs in {source}. Lay it over an experiment."]
    width, height = profile.resolution
    lines.append(f"resolution: {width}x{height}")
    for section, keys in (("placement", _placement(profile, kinds)), ("camera", _camera(profile)), ("sensor", _sensor(profile))):
        lines += [f"{section}:", *keys] if keys else []
    lines.append("# Measured, for comparison with a dataset's own profile (mean, standard deviation):")
    lines += [f"#   {name}: {values.mean():.4g}, {values.std():.4g}" for name, values in profile.figures.items()]
    lines += [f"#   class {name}: {share:.1%} of the boxes" for name, share in profile.classes.items()]
    return "\n".join(lines) + "\n"


def _placement(profile: Profile, kinds: frozenset[str]) -> list[str]:
    lines = []
    if "objects_per_image" in profile.figures:
        lines.append(f"  count: {_normal(profile.figures['objects_per_image'], least=0)} # objects per image")
    if profile.classes and profile.classes.keys() <= kinds:
        shares = ", ".join(f"{name}: {share:.3g}" for name, share in profile.classes.items())
        lines += [f"  kinds: {{{shares}}} # shares of the boxes", "  exact_shares: true"]
    return lines


def _camera(profile: Profile) -> list[str]:
    lines = []
    if "truncation" in profile.figures:
        cut = float(profile.figures["truncation"].mean())
        lines.append(f"  min_in_frame: {np.clip(1.0 - cut, 0.5, 1.0):.2f} # {cut:.1%} of the boxes touch the frame's edge")
    if "focal_length_mm" in profile.figures:
        values = profile.figures["focal_length_mm"]
        lines.append(f"  focal_length_mm: {_normal(values, least=8)} # as {len(values)} files say, for a frame 36 mm wide")
    return lines


def _sensor(profile: Profile) -> list[str]:
    middle_grey = float(np.log2(0.18))
    offset = _normal(profile.figures["brightness"] - middle_grey, least=-4)
    lines = [f"  exposure_ev: {offset} # against middle grey; check once, a view transform shifts it"]
    effects = []
    if "iso" in profile.figures:
        values = profile.figures["iso"]
        effects.append(f"    noise: {{iso: {_normal(values, least=25)}}} # as {len(values)} files say")
    if "jpeg_quality" in profile.figures:
        values = profile.figures["jpeg_quality"]
        low, high = np.rint(np.quantile(values, [0.05, 0.95])).astype(int)
        effects.append(f"    jpeg_quality: [uniform, {low}, {high}] # by the tables of {len(values)} files")
    return [*lines, "  effects:", *effects] if effects else lines


def _normal(values: Floats, least: float) -> str:
    low, high = np.quantile(values, [0.01, 0.99])
    spread = max(float(values.std()), 0.01)
    return f"[normal, {values.mean():.3g}, {spread:.3g}, {max(float(low), least):.3g}, {max(float(high), least, float(low) + 0.01):.3g}]"

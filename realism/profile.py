"""Measures a set of photographs and writes the overrides that move an experiment towards it."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from setpiece.realism.check import picture_figures
from setpiece.realism.image_set import ImageSet
from setpiece.realism.images import read_picture
from setpiece.realism.statistics.annotation import annotation_figures, class_counts

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
    figures = dict(picture_figures(images))
    classes: dict[str, float] = {}
    if images.annotated:
        figures |= {k: v for k, v in annotation_figures(images).items() if len(v)}
        counts = class_counts(images)
        classes = {name: count / counts.total() for name, count in sorted(counts.items())}
    sizes = Counter((read_picture(p).rgb.shape[1], read_picture(p).rgb.shape[0]) for p in images.paths[:: max(1, len(images.paths) // 20)])
    return Profile(len(images.paths), sizes.most_common(1)[0][0], figures, classes)


def overrides(profile: Profile, source: str) -> str:
    """A Hydra experiment file, to be laid over another (``+experiment/...`` or by path); each line says what it was measured from.

    Only keys whose value follows from a measurement are set; the rest of the profile stands in comments for a person to use.
    """
    lines = ["# @package _global_", f"# Measured from {profile.images} photographs in {source}. Lay it over an experiment."]
    width, height = profile.resolution
    lines.append(f"resolution: {width}x{height}")
    if "objects_per_image" in profile.figures:
        lines += ["placement:", f"  count: {_normal(profile.figures['objects_per_image'], least=0)} # objects per image"]
    lines += ["camera:", *_camera(profile)] if "box_size" in profile.figures else []
    lines += _sensor(profile)
    lines.append("# Measured, for comparison with a dataset's own profile (mean, standard deviation):")
    lines += [f"#   {name}: {values.mean():.4g}, {values.std():.4g}" for name, values in profile.figures.items()]
    lines += [f"#   class {name}: {share:.1%} of the boxes" for name, share in profile.classes.items()]
    return "\n".join(lines) + "\n"


def _camera(profile: Profile) -> list[str]:
    cut = float(profile.figures["truncation"].mean())
    return [f"  min_in_frame: {np.clip(1.0 - cut, 0.5, 1.0):.2f} # {cut:.1%} of the boxes touch the frame's edge"]


def _sensor(profile: Profile) -> list[str]:
    brightness = profile.figures["brightness"]
    middle_grey = float(np.log2(0.18))
    offset = _normal(brightness - middle_grey, least=-4)
    return ["sensor:", f"  exposure_ev: {offset} # against middle grey; check once, a view transform shifts it"]


def _normal(values: Floats, least: float) -> str:
    low, high = np.quantile(values, [0.01, 0.99])
    spread = max(float(values.std()), 0.01)
    return f"[normal, {values.mean():.3g}, {spread:.3g}, {max(float(low), least):.3g}, {max(float(high), least, float(low) + 0.01):.3g}]"

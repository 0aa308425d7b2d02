"""Report: where a batch's time went, which images were slow, what failed and why; and the same for Prometheus."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from setpiece.dataset.places import Place
from setpiece.farm.journal import failed, made, read_journal
from setpiece.farm.status import Status
from setpiece.farm.timings import Timings

STRAGGLER = 3.0
"""An image is one if it took so many times the median."""


@dataclass(frozen=True)
class Report:
    """What the journals add up to.

    Attributes:
        images: finished, as often as they were made.
        cpu_s: CPU seconds a image, mean.
        stages: stage -> wall seconds an image: mean, median, 95th percentile.
        stragglers: the slowest images: index, wall seconds, the stage that took longest; at least three times the median.
        failures: cause -> how often; numbers in causes are folded together.
        quarantined: reason -> how often.
    """

    images: int
    cpu_s: float
    stages: dict[str, tuple[float, float, float]]
    stragglers: tuple[tuple[int, float, str], ...]
    failures: dict[str, int]
    quarantined: dict[str, int]


def report(root: Place, listed: int = 10) -> Report:
    """Add up the journals of a dataset.

    Args:
        root: its folder or URL.
        listed: at most so many stragglers.
    """
    timings, cpu_s = Timings(), 0.0
    failures, quarantined = Counter[str](), Counter[str]()
    for entry in read_journal(root):
        if image := made(entry):
            timings.add(image)
            cpu_s += image.cpu_s
            quarantined.update(_cause(reason) for reason in image.quarantined)
        elif failure := failed(entry):
            failures[_cause(failure.reason)] += 1
            quarantined.update(_cause(reason) for reason in failure.quarantined)
    return Report(
        images=len(timings),
        cpu_s=cpu_s / max(1, len(timings)),
        stages={name: _spread(timings.stage(name)) for name in timings.stages},
        stragglers=timings.slowest(STRAGGLER, listed),
        failures=dict(failures.most_common()),
        quarantined=dict(quarantined.most_common()),
    )


def cost(images: int, hours: float, price_per_hour: float) -> float:
    """Price of 1,000 images, in the currency of the hourly price; infinite before the first image."""
    return 1000.0 * hours * price_per_hour / images if images else float("inf")


def prometheus(now: Status, total: Report) -> str:
    """Both in Prometheus' text exposition format 0.0.4, for node_exporter's textfile collector."""
    made_by = [(f'{{worker="{worker.name}"}}', worker.images) for worker in now.workers]
    silent = [(f'{{worker="{worker.name}"}}', worker.silent_s) for worker in now.workers]
    stages = [(f'{{stage="{name}"}}', mean) for name, (mean, _, _) in total.stages.items()]
    lines = [
        *_gauge("setpiece_images_wanted", "Images that runs asked for.", [("", now.wanted)]),
        *_gauge("setpiece_images_done", "Images that are complete.", [("", now.done)]),
        *_gauge("setpiece_images_failed", "Missing images that were given up.", [("", len(now.failed))]),
        *_gauge("setpiece_frames_quarantined", "Frames whose labels and picture disagreed.", [("", now.quarantined)]),
        *_gauge("setpiece_images_per_second", "Lately, all workers together.", [("", now.images_per_s)]),
        *_gauge("setpiece_cpu_seconds_per_image", "Mean.", [("", total.cpu_s)]),
        *_gauge("setpiece_stage_seconds", "Mean wall time of a stage of an image.", stages),
        *_gauge("setpiece_worker_images", "Images by worker.", made_by),
        *_gauge("setpiece_worker_silent_seconds", "Since its last image.", silent),
    ]
    return "\n".join(lines) + "\n"


def _gauge(name: str, text: str, samples: Sequence[tuple[str, float]]) -> list[str]:
    return [f"# HELP {name} {text}", f"# TYPE {name} gauge", *(f"{name}{labels} {value:g}" for labels, value in samples)]


def _spread(seconds: NDArray[np.float32]) -> tuple[float, float, float]:
    """Mean, median and 95th percentile."""
    return float(seconds.mean(dtype=np.float64)), float(np.median(seconds)), float(np.quantile(seconds, 0.95))


def _cause(reason: str) -> str:
    """The reason without the numbers that differ from image to image."""
    return re.sub(r"\d+(\.\d+)?", "N", reason)

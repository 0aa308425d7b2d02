"""Batch: what is simulated: images, machines, their faults, and the store that they share."""

import math
from collections.abc import Sequence
from typing import Annotated, Self

import numpy as np
from pydantic import Field, model_validator

from setpiece.assets.spec import Spec, Unit
from setpiece.farm.indices import share_of

Positive = Annotated[float, Field(gt=0.0)]
NotNegative = Annotated[float, Field(ge=0.0)]


class ImageTimes(Spec):
    """How long images take on an ordinary worker: log-normal.

    Attributes:
        median_s: seconds from sampling to encoded files, without what the store takes.
        sigma: standard deviation of the logarithm; 0 where all are alike.
    """

    median_s: Positive = 7.0
    sigma: Annotated[float, Field(ge=0.0, le=3.0)] = 0.35

    @property
    def mean_s(self) -> float:
        """Mean seconds an image."""
        return self.median_s * math.exp(self.sigma**2 / 2.0)

    def sums(self, images: int) -> tuple[float, float]:
        """Logarithm's mean and deviation of the log-normal with the mean and variance of so many images' sum.

        Fenton and Wilkinson's approximation of a sum of log-normals; exact for one image, and for the first two moments of any number.
        """
        variance = math.log1p(math.expm1(self.sigma**2) / images)
        return math.log(images * self.mean_s) - variance / 2.0, math.sqrt(variance)


class Faults(Spec):
    """What goes wrong. Times between faults of one worker are exponential.

    Attributes:
        crashes_per_hour: of a worker's process; the next one starts at once on the same machine.
        preemptions_per_hour: the machine itself is taken away.
        replace_s: mean time until another machine takes its place, exponential.
        slow_share: of the machines are slow, each by a factor of its own.
        slow_alpha: that factor is Pareto's: a share of ``x ** -slow_alpha`` of the slow machines is slower than x times.
    """

    crashes_per_hour: NotNegative = 0.0
    preemptions_per_hour: NotNegative = 0.0
    replace_s: NotNegative = 300.0
    slow_share: Unit = 0.0
    slow_alpha: Annotated[float, Field(gt=1.0)] = 3.0

    @property
    def per_second(self) -> float:
        """Faults of one worker, a second."""
        return (self.crashes_per_hour + self.preemptions_per_hour) / 3600.0


class StoreLimits(Spec):
    """What the shared store allows.

    Attributes:
        latency_s: of one write, or one page of a listing; the writes of an image follow each other.
        writes_per_s: of all workers together; None for no limit. Amazon documents at least 3,500 a second for each partitioned prefix.
        bytes_per_s: of all workers together; None for no limit.
    """

    latency_s: NotNegative = 0.03
    writes_per_s: Positive | None = None
    bytes_per_s: Positive | None = None


class Batch(Spec):
    """One batch.

    Attributes:
        images: to be made.
        workers: processes at work at once, each of which renders one image at a time.
        tasks: ranges of consecutive indices that a scheduler hands out in order, a new one to each worker that is free.
        steal: a worker for whom no task is left lists the dataset and makes what is missing, in an order of its own, looking before each
            image whether it is there by now. Two may then make the same image.
        images_per_commit: images that become visible together: 1, each with its record; more, a shard of so many.
        files_per_image, bytes_per_image: what is written, the record included; with shards, one file and its images' records.
        startup_s: from a task's or a new process's start to its first image.
        image_times, faults, store: as above.
    """

    images: Annotated[int, Field(ge=1, le=10**12)] = 10**6
    workers: Annotated[int, Field(ge=1, le=10**5)] = 1000
    tasks: Annotated[int, Field(ge=1)] = 1000
    steal: bool = False
    images_per_commit: Annotated[int, Field(ge=1)] = 1
    files_per_image: Annotated[int, Field(ge=1)] = 7
    bytes_per_image: NotNegative = 0.77e6
    startup_s: NotNegative = 4.0
    image_times: ImageTimes = ImageTimes()
    faults: Faults = Faults()
    store: StoreLimits = StoreLimits()

    @model_validator(mode="after")
    def _enough_work(self) -> Self:
        if self.tasks > self.commits:
            raise ValueError(f"tasks={self.tasks}: there are {self.commits} commits to share out; accepted: at most so many tasks")
        if self.commits > 2 * 10**7:
            raise ValueError(f"{self.commits} commits are too many to follow one by one; accepted: 20 million, so raise images_per_commit")
        return self

    @property
    def commits(self) -> int:
        """Commits that the whole batch takes when each is made once."""
        return -(-self.images // self.images_per_commit)

    @property
    def writes_per_commit(self) -> int:
        """Files of a commit: those of an image, or a shard and the records of its images."""
        return self.files_per_image if self.images_per_commit == 1 else 1 + self.images_per_commit

    @property
    def service_s(self) -> float:
        """How long the store is busy with one commit, all else idle."""
        by_writes = self.writes_per_commit / self.store.writes_per_s if self.store.writes_per_s else 0.0
        by_bytes = self.bytes_per_image * self.images_per_commit / self.store.bytes_per_s if self.store.bytes_per_s else 0.0
        return max(by_writes, by_bytes)

    def task(self, number: int) -> range:
        """The commits of a task, shared out as ``share=K/N`` does."""
        return share_of(range(self.commits), number, self.tasks)


def fitted(seconds: Sequence[float]) -> ImageTimes:
    """The log-normal of measured image times, by its median and the deviation of its logarithm.

    Raises:
        ValueError: there are fewer than two, or one is not positive.
    """
    times = np.asarray(seconds, dtype=float)
    if len(times) < 2 or not (times > 0.0).all():
        raise ValueError("accepted: at least two positive times")
    return ImageTimes(median_s=float(np.median(times)), sigma=min(3.0, float(np.log(times).std(ddof=1))))

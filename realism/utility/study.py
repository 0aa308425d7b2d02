"""A study, opened and checked: everything that would make its figures a lie is refused before any training."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from setpiece.assets.errors import UserError
from setpiece.realism.detection.alike import open_alike
from setpiece.realism.detection.coco import CocoSet, widened
from setpiece.realism.detection.leaks import Fingerprints, fingerprints, join, refuse_leaks
from setpiece.realism.training.config import TrainConfig
from setpiece.realism.utility.cells import Cell, draw

_KEY_DIGITS = 8
_NO_EFFECT = {"device", "save_every"}
"""Settings that do not change what is trained, as `setpiece train` has it."""


@dataclass(frozen=True)
class Source:
    """An annotated set and its images' fingerprints, in the order of ``coco.images``."""

    coco: CocoSet
    prints: Fingerprints

    def subset(self, ids: Sequence[int]) -> "Source":
        """Some of the images."""
        rows = [row for row, image in enumerate(self.coco.images) if image["id"] in set(ids)]
        return Source(self.coco.subset(ids), self.prints.at(rows))

    @property
    def sha256(self) -> str:
        """Of annotations, classes and the files' bytes."""
        content = json.dumps([self.coco.classes, self.coco.images, self.coco.annotations], sort_keys=True)
        return hashlib.sha256(content.encode() + self.prints.digests.tobytes()).hexdigest()


@dataclass(frozen=True)
class Job:
    """One training of a study.

    Attributes:
        cell: which.
        seed: of order, augmentation, initial weights, and of the draw of photographs.
        config: of the training.
        parts: sets that are trained on.
        shares: of the parts in the batches.
    """

    cell: Cell
    seed: int
    config: TrainConfig
    parts: tuple[Source, ...]
    shares: tuple[float, ...] | None

    @property
    def key(self) -> str:
        """SHA-256 of all that decides what is trained."""
        content: dict[str, Any] = {
            "config": self.config.model_dump(mode="json", exclude=_NO_EFFECT),
            "data": [part.sha256 for part in self.parts],
            "shares": self.shares,
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    @property
    def name(self) -> str:
        """Of its folder: cell, seed, and the beginning of the key."""
        return f"{self.cell.name}-seed{self.seed}-{self.key[:_KEY_DIGITS]}"

    @property
    def prints(self) -> Fingerprints:
        """Of all images that are trained on."""
        return join([part.prints for part in self.parts])


@dataclass(frozen=True)
class Study:
    """What is compared.

    Attributes:
        real, synthetic: sets to train on.
        test: photographs to judge by.
        config: of every training, but for its seed.
        cells, seeds: each cell is trained once with each seed.
        margin_px: by which the sides of the synthetic boxes were moved outwards.
    """

    real: Source
    synthetic: Source
    test: Source
    config: TrainConfig
    cells: tuple[Cell, ...]
    seeds: tuple[int, ...]
    margin_px: float = 0.0

    def jobs(self) -> Iterator[Job]:
        """Every training; all cells of the first seed come first."""
        for seed in self.seeds:
            for cell in self.cells:
                yield self.job(cell, seed)

    def job(self, cell: Cell, seed: int) -> Job:
        """One of them."""
        real = self.real if cell.shots is None else self.real.subset(draw(self.real.coco, seed, cell.shots))
        parts = [(real, cell.real_share), (self.synthetic, 1.0 - cell.real_share)]
        used = [(part, share) for part, share in parts if share > 0.0]
        shares = tuple(share for _, share in used) if len(used) > 1 else None
        return Job(cell, seed, self.config.model_copy(update={"seed": seed}), tuple(part for part, _ in used), shares)


def open_study(
    sources: Mapping[str, Path],
    mapping: Mapping[str, str],
    config: TrainConfig,
    cells: Sequence[Cell],
    seeds: Sequence[int],
    margin_px: float = 0.0,
) -> Study:
    """Opens and checks the sets.

    Args:
        sources: files or folders of "real_train", "data" (synthetic) and "real_test".
        mapping: names of classes to those of real_train; "-" leaves one out.
        config: of every training.
        cells: what is compared.
        seeds: of the trainings.
        margin_px: by which the sides of the synthetic boxes are moved outwards, as people draw them.

    Raises:
        UserError: two of the sets are one, one cannot be opened, classes differ, masks are missing, more photographs are asked for than
            there are, or test images are among the training images.
    """
    _refuse_twins(sources)
    named = [(what, sources[what]) for what in ("real_train", "data", "real_test")]
    opened = open_alike(named, mapping)
    for coco, (what, _) in zip(opened, named, strict=True):
        if config.model == "mask_rcnn" and not coco.has_masks:
            raise UserError(
                f"model=mask_rcnn: {what}={coco.source} has boxes without masks; model=faster_rcnn trains and judges boxes, "
                "or give data with masks"
            )
    for cell in cells:
        if cell.shots is not None:
            draw(opened[0], 0, cell.shots)
    real, synthetic, test = (Source(coco, fingerprints([coco.paths[i["id"]] for i in coco.images])) for coco in opened)
    for (what, path), part in zip(named, (real, synthetic), strict=False):
        refuse_leaks(test.prints, part.prints, f"real_test={sources['real_test']} against {what}={path}")
    wide = Source(widened(synthetic.coco, margin_px), synthetic.prints)
    return Study(real, wide, test, config, tuple(cells), tuple(seeds), margin_px)


def _refuse_twins(sources: Mapping[str, Path]) -> None:
    """Two arguments that name one file."""
    seen: dict[Path, str] = {}
    for what, path in sources.items():
        where = path.expanduser().resolve()
        where = where / "annotations.json" if where.is_dir() else where
        if where in seen:
            raise UserError(f"{what}={path}: is {seen[where]} too; expected another set")
        seen[where] = what

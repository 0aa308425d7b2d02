"""Footprint: what a finished dataset of any size weighs, and what closing it costs. Arithmetic, no simulation."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from setpiece.assets.spec import Spec
from setpiece.dataset.files import PER_FOLDER
from setpiece.farm.simulation.batch import NotNegative
from setpiece.farm.simulation.events import PAGE


class PerImage(Spec):
    """What one image takes; defaults measured on ``experiment=tabletop``, 640x480, every label (docs/scale.md says how).

    Attributes:
        cpu_s: CPU seconds from sampling to encoded files.
        files, bytes: written, the record included.
        record_bytes, annotations_bytes: of its record, and of its part of annotations.json.
        finalise_s: CPU seconds for which ``finalise`` reads and describes it.
    """

    cpu_s: NotNegative = 7.0
    files: Annotated[int, Field(ge=1)] = 7
    bytes: NotNegative = 0.77e6
    record_bytes: NotNegative = 30e3
    annotations_bytes: NotNegative = 9.4e3
    finalise_s: NotNegative = 0.5e-3


@dataclass(frozen=True)
class Footprint:
    """What a dataset of some size weighs.

    Attributes:
        files: image files and records, or shards and records.
        folders: that hold records; each modality has as many.
        bytes: all told.
        record_bytes: of the records.
        annotations_bytes: of one annotations.json.
        list_pages: of 1,000 names, to list all records.
        finalise_s: CPU time, which several processes share where there are cores.
        cpu_hours: to render it.
    """

    files: int
    folders: int
    bytes: float
    record_bytes: float
    annotations_bytes: float
    list_pages: int
    finalise_s: float
    cpu_hours: float

    def tree_merge_s(self, parts: int, append_bytes_per_s: float = 200e6) -> float:
        """Finalising parts at once, then joining their annotations one after the other.

        Args:
            parts: how many processes describe an equal part each.
            append_bytes_per_s: at which one process copies their outputs behind each other.
        """
        return self.finalise_s / parts + (self.annotations_bytes / append_bytes_per_s if parts > 1 else 0.0)


def footprint(images: int, each: PerImage, images_per_commit: int = 1) -> Footprint:
    """Add up.

    Args:
        images: of the dataset.
        each: what one takes.
        images_per_commit: 1 for plain files, more for shards of so many.
    """
    commits = -(-images // images_per_commit)
    plain = images_per_commit == 1
    return Footprint(
        files=images * each.files if plain else commits + images,
        folders=-(-images // PER_FOLDER),
        bytes=images * each.bytes,
        record_bytes=images * each.record_bytes,
        annotations_bytes=images * each.annotations_bytes,
        list_pages=-(-images // PAGE),
        finalise_s=images * each.finalise_s,
        cpu_hours=images * each.cpu_s / 3600.0,
    )


def price_per_thousand(cpu_s: float, price_per_core_hour: float, writes: float = 0.0, price_per_million_writes: float = 0.0) -> float:
    """Price of 1,000 images: their CPU seconds, and their writes where a store asks for money.

    Args:
        cpu_s: CPU seconds an image, all of which are paid for and no others.
        price_per_core_hour: in any currency.
        writes: an image.
        price_per_million_writes: in the same currency.
    """
    return 1000.0 * (cpu_s / 3600.0 * price_per_core_hour + writes * price_per_million_writes / 1e6)

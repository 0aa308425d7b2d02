"""What a dataset's summary counts, record by record."""

from collections import Counter
from dataclasses import dataclass, field

from setpiece.assets.ref import AssetRef
from setpiece.dataset.manifest import Summary
from setpiece.dataset.places import Place
from setpiece.dataset.record import AnyRecord


@dataclass
class Counts:
    """Running totals; see ``manifest.Summary``."""

    images: int = 0
    hidden: int = 0
    categories: Counter[str] = field(default_factory=Counter)
    assets: dict[tuple[str, str, int, str], AssetRef] = field(default_factory=dict)

    def add(self, record: AnyRecord) -> None:
        """Counts one image."""
        self.images += 1
        self.hidden += sum(thing.bbox_xywh is None for thing in record.objects)
        self.categories.update(thing.category for thing in record.objects if thing.bbox_xywh is not None)
        for thing in record.spec.objects:
            ref = thing.asset
            self.assets[ref.source, ref.name, ref.variant, ref.sha256] = ref

    def merge(self, other: "Counts") -> None:
        """Adds what another counted."""
        self.images += other.images
        self.hidden += other.hidden
        self.categories.update(other.categories)
        self.assets.update(other.assets)

    def summary(self, root: Place, annotations_sha256: str) -> Summary:
        """The totals, with the frames in the dataset's quarantine."""
        return Summary(
            images=self.images,
            annotations=self.categories.total(),
            hidden_objects=self.hidden,
            quarantined=sum(1 for _ in (root / "quarantine").glob("*/[!.]*.json")),
            annotations_per_category=dict(sorted(self.categories.items())),
            annotations_sha256=annotations_sha256,
            assets=tuple(self.assets[key] for key in sorted(self.assets)),
        )

"""Exact labels by casting one ray through each pixel centre: ``label(frame) -> Labels``."""

from setpiece.dataset.labels.label import label
from setpiece.dataset.labels.prepared import CastCache
from setpiece.dataset.labels.types import Labels, ObjectLabel, Window

__all__ = ["CastCache", "Labels", "ObjectLabel", "Window", "label"]

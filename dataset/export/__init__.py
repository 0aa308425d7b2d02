"""Datasets in the layouts that other people's training code wants: images by split, labels beside them."""

from setpiece.dataset.export.export import FORMATS, Exported, export

__all__ = ["FORMATS", "Exported", "export"]

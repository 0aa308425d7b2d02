"""Datasets of setpiece for PyTorch: ``Detection``. Needs torch and torchvision (extra ``train``); nothing else in this room does."""

from setpiece.dataset.torch.dense import Depth, Flow, Normals
from setpiece.dataset.torch.detection import Detection, collate, per_object

__all__ = ["Depth", "Detection", "Flow", "Normals", "collate", "per_object"]

"""Pictures whose values are ids: instances and categories."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from setpiece.dataset.labels.types import Labels


def instance_ids(labels: Labels) -> NDArray[np.uint16]:
    """(H, W) uint16 instance ids, 0 for background and scenery.

    Raises:
        ValueError: if an id does not fit 16 bits.
    """
    largest = int(labels.instances.max(initial=0))
    if largest > np.iinfo(np.uint16).max:
        raise ValueError(f"instance id {largest} does not fit a 16-bit PNG")
    return labels.instances.astype(np.uint16)


def category_ids(labels: Labels, ids: Mapping[str, int]) -> NDArray[np.unsignedinteger[Any]]:
    """(H, W) category ids, 0 for background and scenery; 8 bits where the dataset has at most 255 categories, else 16."""
    dtype = np.uint8 if len(ids) <= 255 else np.uint16
    table: NDArray[np.unsignedinteger[Any]] = np.zeros(int(labels.instances.max(initial=0)) + 1, dtype=dtype)
    for thing in labels.objects:
        if thing.instance_id < len(table):
            table[thing.instance_id] = ids[thing.category]
    return table[labels.instances]

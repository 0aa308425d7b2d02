"""From a mask in a box of the picture to a tight Window."""

import numpy as np

from setpiece.dataset.labels.types import Bool, Window


def tight(mask: Bool, x: int, y: int) -> Window:
    """The window around the True pixels of a mask whose first pixel is at column x and row y; the mask is copied.

    The first row and column of an empty mask's window are 0.
    """
    rows = np.flatnonzero(mask.any(axis=1))
    if not len(rows):
        return Window(0, 0, np.zeros((0, 0), dtype=np.bool_))
    top, bottom = rows[0], rows[-1] + 1
    columns = np.flatnonzero(mask[top:bottom].any(axis=0))
    left, right = columns[0], columns[-1] + 1
    return Window(x + int(left), y + int(top), mask[top:bottom, left:right].copy())

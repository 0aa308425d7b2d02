"""The face of a model that things may stand on, measured on the finished mesh."""

from dataclasses import replace

import numpy as np
from scipy.spatial import ConvexHull

from setpiece.assets.mesh import Float32, Model, Support


def with_support(model: Model, height_m: float, outline_m: Float32 | None = None) -> Model:
    """The model with a support at a height.

    Args:
        model: has vertices at that height.
        height_m: of the face.
        outline_m: (N, 2) convex, counter-clockwise; default: the hull of the vertices at that height.
    """
    heights = model.mesh.vertices[:, 2]
    level = heights[np.abs(heights - height_m).argmin()]
    if outline_m is None:
        points = model.mesh.vertices[heights == level][:, :2]
        outline_m = points[ConvexHull(points.astype(np.float64)).vertices]
    return replace(model, support=Support(outline_m, float(level)))

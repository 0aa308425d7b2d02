"""The map of wheel tracks: how hard the snow before a camera is pressed, seen from above."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from setpiece.scenes.spec import CameraSpec
from setpiece.scenes.weather.spec import WheelTrack

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

SIDE_M, CELLS = 120.0, 1536
"""The map covers this much; its cells are 8 cm, a third of a tyre."""
AHEAD_M = 48.0
"""Most of it lies before the camera."""
SHIFT = 4
"""Fractional bits of OpenCV's coordinates."""
WIDER = 1
"""Cells by which OpenCV draws lines wider than it is told; measured."""
EDGE_CELLS = 0.8
"""Blur of the edges: snow that has broken off them."""


@dataclass(frozen=True, eq=False)
class TrackMap:
    """The map.

    Attributes:
        pressed: (CELLS, CELLS) float32 from 0 to 1, rows along +y.
        low_m: (2,) world x and y of its lower left corner.
    """

    pressed: Float32
    low_m: Float64


def map_tracks(tracks: Sequence[WheelTrack], camera: CameraSpec) -> TrackMap:
    """Draw the tracks around a camera; where several run over each other the hardest counts."""
    pose = np.array(camera.world_from_camera)
    ahead = pose[:2, 2] / max(float(np.linalg.norm(pose[:2, 2])), 1e-6)
    low_m = pose[:2, 3] + AHEAD_M * ahead - 0.5 * SIDE_M
    pressed = np.zeros((CELLS, CELLS), np.uint8)
    per_m = CELLS / SIDE_M
    for track in sorted(tracks, key=lambda track: track.pressed):
        ruts = [_cells(rut, low_m) for rut in ruts_of(track)]
        thickness, level = max(1, round(track.tyre_m * per_m) - WIDER), round(255 * track.pressed)
        cv2.polylines(pressed, ruts, isClosed=False, color=level, thickness=thickness, lineType=cv2.LINE_8, shift=SHIFT)
    soft = cv2.GaussianBlur(pressed, (0, 0), EDGE_CELLS)
    return TrackMap(soft.astype(np.float32) / 255.0, low_m)


def ruts_of(track: WheelTrack) -> tuple[Float64, Float64]:
    """(N, 2) lines of the right and the left wheels."""
    middle = np.array(track.points_m)
    ahead = np.gradient(middle, axis=0)
    left = np.column_stack([-ahead[:, 1], ahead[:, 0]]) / np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-9)
    return middle - 0.5 * track.gauge_m * left, middle + 0.5 * track.gauge_m * left


def _cells(points_m: Float64, low_m: Float64) -> NDArray[np.int32]:
    """OpenCV's fixed-point coordinates, in which integers are the middles of cells."""
    cells = (points_m - low_m) * CELLS / SIDE_M - 0.5
    fixed: NDArray[np.int32] = np.round(cells * 2**SHIFT).astype(np.int32)
    return fixed

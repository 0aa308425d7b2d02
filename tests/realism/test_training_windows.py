"""Windows of larger pictures, and boxes as people draw them: both change what training sees, never the data."""

from pathlib import Path

import numpy as np
import pytest

from setpiece.assets.errors import UserError
from setpiece.cli import train as train_verb
from setpiece.realism.detection.coco import open_coco, widened
from setpiece.realism.training.batches import Batches
from setpiece.realism.training.config import compose
from tests.realism.annotated import SIDE, write_coco

pytestmark = pytest.mark.train


def sides(own_scale: bool, folder: Path, margin_px: float = 0.0) -> np.ndarray:
    """Longer side of each box that eight steps of training see whole, whose windows are the images."""
    config = compose("fcos", "none", {"size": 2 * SIDE, "crop": 2 * SIDE, "steps": 8, "batch": 1, "own_scale": own_scale})
    batches = Batches((widened(open_coco(folder, "data"), margin_px),), config)
    boxes = np.concatenate([target["boxes"].numpy() for step in range(8) for target in batches(step)[1]])
    return np.sort((boxes[:, 2:] - boxes[:, :2]).max(axis=1))


def test_windows_keep_their_scale_where_pictures_are_fitted(tmp_path: Path) -> None:
    folder = write_coco(tmp_path, 8, seed=0)
    drawn = np.sort([max(a["bbox"][2:]) for a in open_coco(folder, "data").annotations])
    np.testing.assert_allclose(sides(True, folder), drawn, atol=1e-3)
    np.testing.assert_allclose(sides(False, folder), 2 * drawn, atol=1e-3)


def test_margins_move_every_side_outwards_and_stop_at_the_edge(tmp_path: Path) -> None:
    coco = open_coco(write_coco(tmp_path, 8, seed=0), "data")
    corners = [np.array([[*a["bbox"][:2]], [a["bbox"][0] + a["bbox"][2], a["bbox"][1] + a["bbox"][3]]]) for a in coco.annotations]
    for wide, (low, high) in zip(widened(coco, 3.0).annotations, corners, strict=True):
        x, y, w, h = wide["bbox"]
        np.testing.assert_allclose([x, y], np.maximum(low - 3.0, 0.0))
        np.testing.assert_allclose([x + w, y + h], np.minimum(high + 3.0, SIDE))
    assert widened(coco, 0.0).annotations == coco.annotations


@pytest.mark.parametrize("words", ["1,2", "-1", "wide", "nan"])
def test_other_margins_are_refused(words: str, tmp_path: Path) -> None:
    data = write_coco(tmp_path / "data", 2, seed=0)
    with pytest.raises(UserError, match=f"margins_px={words}: expected 1 numbers of pixels from 0 on"):
        train_verb.run([f"data={data}", f"out={tmp_path / 'run'}", f"margins_px={words}"])

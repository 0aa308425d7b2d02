"""Which images train, validate and test: by scene, so that no two splits show one scene, and for good, however a dataset grows."""

from dataclasses import dataclass
from typing import Literal

from setpiece.assets.errors import UserError
from setpiece.scenes.spec import SceneSpec

Split = Literal["train", "valid", "test"]
_GOLDEN = 2654435769
"""2^32 over the golden ratio: multiples of it, modulo 2^32, cover the circle evenly from the first on (Knuth, TAOCP 3, 6.4)."""


@dataclass(frozen=True)
class Shares:
    """How the scenes are split; what is neither validated nor tested on is trained on.

    Attributes:
        valid: share of the scenes, 0 to 1.
        test: share of the scenes, 0 to 1.
    """

    valid: float = 0.2
    test: float = 0.0

    def __post_init__(self) -> None:
        """Raises UserError if the shares leave nothing to train on, or are negative."""
        if self.valid < 0.0 or self.test < 0.0 or self.valid + self.test >= 1.0:
            raise UserError(f"valid={self.valid:g} test={self.test:g}: expected shares from 0 on, with a sum below 1")

    def split_of(self, scene: int) -> Split:
        """The split of a scene. Of any n scenes in a row, each split has its share of n to within a few scenes.

        >>> [Shares(valid=0.25).split_of(scene) for scene in range(4)]
        ['train', 'valid', 'train', 'train']
        """
        position = (scene + 1) * _GOLDEN % 2**32 / 2**32
        if position < self.test:
            return "test"
        return "valid" if position < self.test + self.valid else "train"


def scene_of(spec: SceneSpec) -> int:
    """Number of the scene that an image shows; frames of a video and views of a moment share it."""
    if spec.video is not None:
        return spec.video.video_id
    return spec.index if spec.view is None else spec.view.group_id

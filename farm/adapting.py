"""Moves pictures towards photographs as they are written; labels are those of the picture before, which stays where it was."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.errors import UserError
from setpiece.dataset.config import AdaptConfig
from setpiece.dataset.reference import fingerprint, network_hashes, photographs
from setpiece.scenes.spec import SceneSpec
from setpiece.scenes.streams import stream

Picture = NDArray[np.uint8]


def adapter(config: AdaptConfig | None) -> Callable[[Picture, SceneSpec], Picture]:
    """What is done to each picture, a function of the picture, the photographs, the scene's seed, index and attempt.

    Args:
        config: how; None leaves pictures as they are.

    Raises:
        UserError: the photographs or networks are not those that the dataset was begun with.
    """
    if config is None:
        return lambda picture, spec: picture
    from setpiece.realism.adapt import adapt_picture, method
    from setpiece.realism.images import read_picture

    folder = Path(config.reference).expanduser()
    paths = photographs(folder)
    if not paths or fingerprint(folder) != config.reference_sha256:
        what = "other photographs than those" if paths else "none of the photographs"
        raise UserError(f"output.adapt.reference={config.reference}: it holds {what} that this dataset was begun with")
    if network_hashes(config.method) != config.networks_sha256:
        raise UserError(
            f"output.adapt.method={','.join(config.method)}: an ONNX file is not there, or not the one this dataset was begun with"
        )
    methods = [method(str(Path(name).expanduser())) for name in config.method]

    def adapt(picture: Picture, spec: SceneSpec) -> Picture:
        rng = stream(spec.seed, spec.index, spec.attempt, "adapt")
        like = read_picture(paths[int(rng.integers(len(paths)))]).rgb
        return adapt_picture(picture, like, methods, rng, config.strength)

    return adapt

"""Weather over a finished picture, in the order in which light meets it: air, what falls, drops on the lens."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from setpiece.dataset.atmosphere.air import through_air, transmittance
from setpiece.dataset.atmosphere.contrast import contrast
from setpiece.dataset.atmosphere.drops import through_drops
from setpiece.dataset.atmosphere.precipitation import precipitate
from setpiece.dataset.labels.types import Labels, ObjectLabel
from setpiece.scenes.spec import SceneSpec

Float32 = NDArray[np.float32]


def weathered(radiance: Float32, labels: Labels, spec: SceneSpec) -> Float32:
    """The radiance that reaches the sensor; ``radiance`` itself where there is no weather.

    Args:
        radiance: (H, W, 3) float32, linear Rec. 709, as rendered.
        labels: of the same image; exact depth.
        spec: the scene.
    """
    weather = spec.weather
    if weather is None:
        return radiance
    if weather.fog == "analytic":
        radiance = through_air(radiance, labels.depth_m, spec.camera, weather)
    frame_id = 0 if spec.video is None else spec.video.frame_id
    radiance = precipitate(radiance, labels.depth_m, spec.camera, weather, frame_id)
    return through_drops(radiance, weather, spec.camera)


def with_visibility(labels: Labels, radiance: Float32, spec: SceneSpec) -> Labels:
    """The labels, each object with the transmittance of the air before it and its contrast; unchanged where there is no weather.

    Args:
        labels: of the image.
        radiance: (H, W, 3) as ``weathered`` gave it.
        spec: the scene.
    """
    if spec.weather is None:
        return labels
    clear = transmittance(labels.depth_m, spec.camera, spec.weather)

    def seen(thing: ObjectLabel) -> ObjectLabel:
        if thing.visible_px == 0:
            return thing
        through = float(clear[thing.visible.slices][thing.visible.mask].mean(dtype=np.float64))
        return replace(thing, transmittance=round(through, 6), contrast=round(contrast(radiance, thing.visible), 6))

    return replace(labels, objects=tuple(seen(thing) for thing in labels.objects))

"""View transforms of Blender's own OpenColorIO configuration, without Blender."""

import importlib.util
from functools import lru_cache
from pathlib import Path

import PyOpenColorIO

from setpiece.assets.errors import UserError

DISPLAY = "sRGB"


@lru_cache(maxsize=16)
def view_processor(view: str, look: str | None) -> PyOpenColorIO.CPUProcessor:
    """The processor from linear Rec. 709 to display values 0..1, made as Blender makes it.

    Args:
        view: name of a view of the sRGB display, e.g. "AgX".
        look: name of a look, e.g. "AgX - Medium High Contrast"; None for the view as it is.

    Raises:
        UserError: there is no such view, or no such look for this view.
    """
    config = blender_config()
    views = list(config.getViews(DISPLAY))
    if view not in views:
        raise UserError(f"sensor.view_transform: there is no view {view!r}; choose one of {', '.join(views)}")
    if look is not None and look not in looks_of(view):
        raise UserError(f"sensor.look: view {view!r} has no look {look!r}; choose null or one of {', '.join(looks_of(view))}")
    source = config.getColorSpace("scene_linear").getName()
    steps = PyOpenColorIO.GroupTransform()
    if look is not None:
        result = config.getLook(look).getProcessSpace()
        steps.appendTransform(PyOpenColorIO.LookTransform(src=source, dst=result, looks=look))
        source = result
    steps.appendTransform(PyOpenColorIO.DisplayViewTransform(src=source, display=DISPLAY, view=view, looksBypass=look is not None))
    return config.getProcessor(steps).getDefaultCPUProcessor()


def looks_of(view: str) -> list[str]:
    """The looks that Blender offers with a view: those named after it, or else those named after none."""
    names = list(blender_config().getLookNames())
    own = [name for name in names if name.startswith(f"{view} - ")]
    return own or [name for name in names if " - " not in name]


@lru_cache(maxsize=1)
def blender_config() -> PyOpenColorIO.Config:
    """The configuration in bpy's data files; bpy is found, not imported.

    Raises:
        UserError: bpy is not installed, or has no configuration where it is expected.
    """
    found = importlib.util.find_spec("bpy")
    if found is None or found.origin is None:
        raise UserError("bpy is not installed: its OpenColorIO configuration turns radiance into pictures; pip install bpy==5.0.1")
    folder = Path(found.origin).parent
    files = sorted(folder.glob("*/datafiles/colormanagement/config.ocio"))
    if not files:
        raise UserError(f"{folder}: no */datafiles/colormanagement/config.ocio there; pip install --force-reinstall bpy==5.0.1")
    return PyOpenColorIO.Config.CreateFromFile(str(files[-1]))

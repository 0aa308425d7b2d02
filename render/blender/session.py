"""Blender's own folder for temporary files, which stays behind in a process that does not wait for Blender's clean-up."""

import shutil
from pathlib import Path

import bpy


def remove_session_folder() -> None:
    """Remove it; the last thing that a process asks of Blender.

    Where Blender could make no folder of its own it uses that of all, which stays.
    """
    folder = Path(bpy.app.tempdir)
    if folder.name.startswith("blender_"):
        shutil.rmtree(folder, ignore_errors=True)

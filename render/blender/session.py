"""Blender's own folder for temporary files, which stays behind in a process that does not wait for Blender's clean-up."""

import shutil

import bpy


def remove_session_folder() -> None:
    """Remove it; the last thing that a process asks of Blender."""
    shutil.rmtree(bpy.app.tempdir, ignore_errors=True)

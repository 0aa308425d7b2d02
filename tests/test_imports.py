"""Which heavy libraries a part of setpiece brings along, asked of the interpreter itself."""

import pkgutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CORE = ("assets", "scenes", "render", "dataset", "farm")


def loaded_after(imports: list[str], watched: list[str]) -> list[str]:
    """Which of the watched modules a fresh interpreter has loaded after these imports."""
    code = f"import sys, {', '.join(imports)}; print(*[name for name in {watched!r} if name in sys.modules])"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()


def modules(room: str) -> list[str]:
    """Every module of a room, except the workers' own and those that are programs."""
    found = [f"setpiece.{room}", *(info.name for info in pkgutil.walk_packages([str(ROOT / room)], f"setpiece.{room}."))]
    return [name for name in found if not name.startswith("setpiece.render.blender") and name != "setpiece.farm.worker"]


def test_the_core_needs_no_blender_no_torch_no_ray() -> None:
    everything = [name for room in CORE for name in modules(room)]
    assert len(everything) > 30
    assert loaded_after(everything, ["bpy", "mathutils", "torch", "torchvision", "ray", "fsspec", "s3fs", "selenium", "pytest"]) == []


def test_the_workers_need_no_torch_and_no_ray() -> None:
    assert loaded_after(["setpiece.farm.worker"], ["bpy", "torch", "torchvision", "ray"]) == ["bpy"]


def test_the_command_line_starts_light() -> None:
    """Help, and a mistake in a verb, come without Hydra, numpy or pydantic being loaded."""
    assert loaded_after(["setpiece.cli.main"], ["hydra", "numpy", "pydantic", "trimesh", "bpy"]) == []

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
    """Every module of a room, except the workers' own, those that are programs, and the doors to torch."""
    found = [f"setpiece.{room}", *(info.name for info in pkgutil.walk_packages([str(ROOT / room)], f"setpiece.{room}."))]
    apart = ("setpiece.render.blender", "setpiece.dataset.torch")
    return [name for name in found if not name.startswith(apart) and name != "setpiece.farm.worker"]


def test_the_core_needs_no_blender_no_torch_no_ray() -> None:
    everything = [name for room in CORE for name in modules(room)]
    assert len(everything) > 30
    assert loaded_after(everything, ["bpy", "mathutils", "torch", "torchvision", "ray", "fsspec", "s3fs", "selenium", "pytest"]) == []


def test_the_workers_need_no_torch_and_no_ray() -> None:
    assert loaded_after(["setpiece.farm.worker"], ["bpy", "torch", "torchvision", "ray"]) == ["bpy"]


def test_the_command_line_starts_light() -> None:
    """Help, and a mistake in a verb, come without Hydra, numpy or pydantic being loaded."""
    assert loaded_after(["setpiece.cli.main"], ["hydra", "numpy", "pydantic", "trimesh", "bpy"]) == []


def test_asking_how_far_a_batch_is_loads_no_scene_code() -> None:
    heavy = ["hydra", "scipy", "cv2", "OpenEXR", "fcl", "trimesh", "mujoco", "bpy"]
    assert loaded_after(["setpiece.cli.status", "setpiece.farm.status", "setpiece.cli.report", "setpiece.farm.report"], heavy) == []


def test_a_run_loads_no_library_that_its_scenes_do_not_need() -> None:
    """trimesh reads other people's meshes, MuJoCo drops things, splines bend pictures and cars: seconds of every start, if at its top."""
    rare = ["trimesh", "networkx", "mujoco", "scipy.interpolate", "scipy.optimize"]
    assert loaded_after(["setpiece.cli.generate", "setpiece.cli.compose", "setpiece.farm.local", "setpiece.assets.builtin"], rare) == []
    assert loaded_after(["setpiece.farm.worker"], rare) == []

"""Asks Blender for its devices in a process of its own, so that a broken driver cannot take the caller down.

``python -m setpiece.farm.probe`` prints one JSON object: {"bpy": version, "devices": [[backend, name, id], ...], "egl": version or null}.
"""

import json
import os
import subprocess
import sys
from dataclasses import astuple, dataclass
from pathlib import Path

from setpiece.render.devices import Device

_TIMEOUT_S = 120.0

GPU_NODES = ("nvidia[0-9]*", "nvidiactl", "dri/renderD*", "kfd", "dxg")
"""In /dev on Linux: NVIDIA's, the kernel's own (AMD, Intel), ROCm's, WSL's. Without any of them no backend can reach a card."""
NO_GPU_NODE = "/dev has no file of a GPU"


@dataclass(frozen=True)
class Probe:
    """What Blender said.

    Attributes:
        bpy_version: e.g. "5.0.1"; None if bpy could not be imported.
        devices: everything Cycles can render on; empty if bpy could not be imported.
        egl: version and vendor of EGL, which EEVEE needs; None without it.
        error: the last line of the trouble; None if there was none.
    """

    bpy_version: str | None
    devices: tuple[Device, ...]
    egl: str | None
    error: str | None


def may_have_gpu(dev: Path = Path("/dev")) -> bool:
    """Whether it is worth the CPU second of ``probe`` to look for GPUs."""
    return not sys.platform.startswith("linux") or any(next(dev.glob(pattern), None) for pattern in GPU_NODES)


def probe() -> Probe:
    """Ask, and survive whatever the driver does."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "setpiece.farm.probe"], capture_output=True, text=True, timeout=_TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired:
        return Probe(None, (), None, f"bpy did not answer within {_TIMEOUT_S:.0f} s")
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or not lines:
        return Probe(None, (), None, _last_line(done))
    answer = json.loads(lines[-1])
    return Probe(answer["bpy"], tuple(Device(*device) for device in answer["devices"]), answer["egl"], None)


def _last_line(done: subprocess.CompletedProcess[str]) -> str:
    """What a failed process said last, or how it ended."""
    lines = done.stderr.strip().splitlines()
    return lines[-1] if lines else f"the process that imports bpy ended with status {done.returncode}"


def _answer() -> None:
    """The child's side."""
    import bpy  # noqa: TID251 (this module is a separate program; its parent never gets here)

    from setpiece.farm.egl import egl_description
    from setpiece.render.blender.devices import find_devices
    from setpiece.render.blender.session import remove_session_folder

    devices = [astuple(device) for device in find_devices()]
    sys.stdout.write("\n" + json.dumps({"bpy": bpy.app.version_string, "devices": devices, "egl": egl_description()}) + "\n")
    sys.stdout.flush()
    remove_session_folder()
    os._exit(0)  # bpy's own clean-up may crash; the answer is out


if __name__ == "__main__":
    _answer()

"""``setpiece doctor``: what this machine can do, what is missing, and what ``generate`` would use."""

import importlib.util
import json
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from setpiece.assets.errors import UserError
from setpiece.cli import system
from setpiece.farm.machine import available_memory_mb, cpu_count
from setpiece.farm.probe import NO_GPU_NODE, Probe, may_have_gpu, probe
from setpiece.render.devices import choose_device

HELP = """
Usage: setpiece doctor [--json]

Looks at Python, Blender, GPUs, EGL, system libraries, memory, disk and optional extras, and says what `generate` would
use here and why. Exit code 1 if something that `generate` needs is missing.
"""

_EXTRAS = {"torch": "train", "torchvision": "train", "ray": "farm", "submitit": "slurm", "onnxruntime": "realism"}
_LOW_MEMORY_MB, _LOW_DISK_GB, _LOW_SHM_MB = 2000, 2.0, 256


@dataclass(frozen=True)
class Finding:
    """One line of the report: "ok", a "note" (something optional lacks), or a "problem"."""

    subject: str
    status: Literal["ok", "note", "problem"]
    text: str


def run(words: list[str]) -> int:
    """Examine and report; returns the exit code."""
    if set(words) - {"--json"}:
        raise UserError(f"unknown arguments {' '.join(words)}\n{HELP.strip().splitlines()[0]}")
    findings = list(examine())
    if words:
        print(json.dumps([asdict(finding) for finding in findings], indent=1))
    else:
        width = max(len(finding.subject) for finding in findings)
        for finding in findings:
            print(f"{finding.status:<7}  {finding.subject:<{width}}  {finding.text}")
    return int(any(finding.status == "problem" for finding in findings))


def examine() -> Iterator[Finding]:
    """Everything that is looked at, in the report's order."""
    answer = probe()
    yield _python()
    yield _bpy(answer)
    yield _libraries()
    yield _gpus(answer)
    yield _egl(answer)
    yield from _resources()
    yield _browser()
    yield _extras()
    yield _plan(answer)


def _python() -> Finding:
    text = f"{platform.python_version()} at {sys.executable}; setpiece {version('setpiece')}"
    if sys.version_info[:2] != (3, 11):
        return Finding("Python", "problem", f"{text}; Python 3.11 is needed: bpy has wheels for no other")
    return Finding("Python", "ok", text)


def _bpy(answer: Probe) -> Finding:
    if answer.error is not None:
        return Finding("Blender", "problem", f"bpy {version('bpy')} does not start: {answer.error}")
    return Finding("Blender", "ok", f"bpy {answer.bpy_version}")


def _libraries() -> Finding:
    needs = system.missing()
    if not needs:
        return Finding("Libraries", "ok", "every system library is there")
    fatal = any(not need.purpose.startswith("EEVEE") for need in needs)
    lacking = ", ".join(f"{need.name} ({need.purpose})" for need in needs)
    return Finding("Libraries", "problem" if fatal else "note", f"missing: {lacking}. Install: {system.apt_line(needs)}")


def _gpus(answer: Probe) -> Finding:
    cards = [str(device) for device in answer.devices if device.backend != "CPU"]
    if cards:
        return Finding("GPU", "ok", "; ".join(cards))
    why = "" if may_have_gpu() else f" ({NO_GPU_NODE}, so `generate` does not ask Blender for one)"
    return Finding("GPU", "note", f"none that Cycles can use; the CPU renders{why}")


def _egl(answer: Probe) -> Finding:
    if answer.egl is None:
        return Finding("EGL", "note", "none: renderer=eevee cannot work; renderer=cycles can")
    return Finding("EGL", "ok", f"{answer.egl}: renderer=eevee can work")


def _resources() -> Iterator[Finding]:
    yield Finding("CPU", "ok", f"{cpu_count()} cores for this process")
    memory = available_memory_mb()
    if memory is not None:
        yield Finding("Memory", "ok" if memory > _LOW_MEMORY_MB else "note", f"{memory / 1000:.1f} GB available; a worker takes about 1 GB")
    free = shutil.disk_usage(Path.cwd()).free / 1e9
    yield Finding("Disk", "ok" if free > _LOW_DISK_GB else "note", f"{free:.1f} GB free in {Path.cwd()}")
    shm = Path("/dev/shm")
    if shm.is_dir():
        free_mb = shutil.disk_usage(shm).free / 1e6
        yield Finding("/dev/shm", "ok" if free_mb > _LOW_SHM_MB else "note", f"{free_mb:.0f} MB free; images leave Blender through it")


def _browser() -> Finding:
    lacking = tuple(need for need in system.BROWSER if not system.has_program(need.name))
    if lacking:
        return Finding("Chromium", "note", f"only `make test` needs it: {system.apt_line(lacking)}")
    return Finding("Chromium", "ok", "there, for the tests of the page")


def _extras() -> Finding:
    there = {name: importlib.util.find_spec(name) is not None for name in _EXTRAS}
    text = ", ".join(f"{name} {'yes' if found else 'no'}" for name, found in there.items())
    return Finding("Extras", "ok", f"{text}; generate needs none of them")


def _plan(answer: Probe) -> Finding:
    if answer.error is not None:
        return Finding("Would use", "problem", "nothing, until Blender starts")
    choice = choose_device("auto", answer.devices)
    workers = sum(device.backend == choice.device.backend for device in answer.devices)
    threads = max(1, cpu_count() // workers)
    return Finding("Would use", "ok", f"{choice.device}, because {choice.reason}; workers: {workers}, threads each: {threads}")

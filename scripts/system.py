"""Developer and set-up script: which of the system's libraries and programs are missing, and the apt line that installs them.

usage: python3 scripts/system.py [--tests]

Prints the missing packages, one a line. Runs before anything is installed: standard library only. The table was found by
running ldd on every shared library in bpy's and the other wheels, and reading which ones they load at run time.
"""

import ctypes
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Need:
    """One library or program: what it is for, and the Debian and Ubuntu package that has it."""

    name: str
    package: str
    purpose: str


LIBRARIES = (
    Need("libX11.so.6", "libx11-6", "bpy"),
    Need("libXrender.so.1", "libxrender1", "bpy"),
    Need("libXfixes.so.3", "libxfixes3", "bpy"),
    Need("libXi.so.6", "libxi6", "bpy"),
    Need("libxkbcommon.so.0", "libxkbcommon0", "bpy"),
    Need("libSM.so.6", "libsm6", "bpy"),
    Need("libICE.so.6", "libice6", "bpy"),
    Need("libXext.so.6", "libxext6", "bpy"),
    Need("libGL.so.1", "libgl1", "bpy, OpenCV"),
    Need("libgthread-2.0.so.0", "libglib2.0-0", "OpenCV"),
    Need("libEGL.so.1", "libegl1", "EEVEE"),
    Need("libEGL_mesa.so.0", "libegl-mesa0", "EEVEE without a GPU"),
)
DRIVER = Need("swrast_dri.so", "libgl1-mesa-dri", "EEVEE without a GPU")
BROWSER = (Need("chromium", "chromium", "the page's tests"), Need("chromedriver", "chromium-driver", "the page's tests"))
CLUSTER = (
    Need("slurmctld", "slurm-wlm", "the tests of farm=slurm"),
    Need("munged", "munge", "the tests of farm=slurm"),
    Need("slurmdbd", "slurmdbd", "the tests of farm=slurm"),
    Need("mariadbd", "mariadb-server-core", "the tests of farm=slurm"),
    Need("mariadb", "mariadb-client-core", "the tests of farm=slurm"),
)


def missing(*, tests: bool = False) -> tuple[Need, ...]:
    """What this system lacks; nothing is looked for outside Linux, where the wheels bring all they need."""
    if not sys.platform.startswith("linux"):
        return ()
    lacking = [need for need in LIBRARIES if not _loads(need.name)]
    lacking += [] if _has_software_driver() else [DRIVER]
    lacking += [need for need in BROWSER + CLUSTER if tests and not has_program(need.name)]
    return tuple(lacking)


def has_program(name: str) -> bool:
    """Whether a program is on the path or where daemons are, Chromium under any of its names."""
    names = ("chromium", "chromium-browser", "google-chrome") if name == "chromium" else (name,)
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])
    return any(shutil.which(candidate, path=path) for candidate in names)


def apt_line(needs: tuple[Need, ...]) -> str:
    """The command that installs them."""
    packages = dict.fromkeys(need.package for need in needs)
    return f"apt-get install -y --no-install-recommends {' '.join(packages)}"


def _loads(library: str) -> bool:
    """Whether the dynamic linker finds a library: loading it is the only exact test."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_software_driver() -> bool:
    """Whether Mesa's software rasteriser is installed, under its old name or its new one."""
    folders = (Path("/usr/lib64"), Path("/usr/lib"), *Path("/usr/lib").glob("*-linux-gnu"))
    return any(list(folder.glob("dri/swrast_dri.so")) or list(folder.glob("libgallium-*.so")) for folder in folders)


if __name__ == "__main__":
    print("\n".join(dict.fromkeys(need.package for need in missing(tests="--tests" in sys.argv))))

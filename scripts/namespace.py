"""Developer script: link tree that lets static tools follow the ``setpiece`` namespace.

usage: python scripts/namespace.py

setuptools' editable installs map the rooms to ``setpiece.<room>`` with an import hook that mypy, pyright and editors cannot
follow. This makes ``build/namespace/setpiece/<room> -> <room>`` and puts that folder on the virtual environment's path.
"""

import sysconfig
from pathlib import Path

ROOMS = {
    "assets": "assets",
    "scenes": "scenes",
    "render": "render",
    "dataset": "dataset",
    "farm": "farm",
    "realism": "realism",
    "configs": "configs",
    "cli": "scripts",
}


def main() -> None:
    """Make the links and the .pth file; safe to repeat."""
    root = Path(__file__).resolve().parent.parent
    namespace = root / "build" / "namespace"
    (namespace / "setpiece").mkdir(parents=True, exist_ok=True)
    for package, folder in ROOMS.items():
        link = namespace / "setpiece" / package
        if not link.is_symlink():
            link.symlink_to(root / folder, target_is_directory=True)
    (Path(sysconfig.get_path("purelib")) / "setpiece_namespace.pth").write_text(f"{namespace}\n")


if __name__ == "__main__":
    main()

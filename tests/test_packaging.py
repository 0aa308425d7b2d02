"""What a user installs holds everything that a checkout has."""

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = {"assets": "assets", "scenes": "scenes", "render": "render", "dataset": "dataset", "farm": "farm", "realism": "realism",
         "configs": "configs", "scripts": "cli"}  # fmt: skip
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def tracked(*patterns: str) -> list[str]:
    """Files of the checkout that git does not ignore."""
    command = ["git", "ls-files", "-co", "--exclude-standard", "--", *patterns]
    return sorted(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split())


def package_path(file: str) -> str:
    """Where a file of a room is inside the wheel."""
    room, _, rest = file.partition("/")
    return f"setpiece/{ROOMS[room]}/{rest}"


def in_rooms(*suffixes: str) -> list[str]:
    return [file for file in tracked() if file.partition("/")[0] in ROOMS and file.endswith(suffixes)]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names of the files in a wheel built from a copy of the checkout."""
    copy, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for file in tracked():
        if (ROOT / file).is_file() and not file.startswith("tests/"):
            (copy / file).parent.mkdir(parents=True, exist_ok=True)
            (copy / file).write_bytes((ROOT / file).read_bytes())
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(out), str(copy)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(zipfile.ZipFile(next(out.glob("*.whl"))).namelist())


def test_every_folder_with_an_init_is_a_package_of_the_project() -> None:
    folders = {package_path(file).rpartition("/")[0].replace("/", ".") for file in in_rooms("/__init__.py")}
    assert sorted(PROJECT["tool"]["setuptools"]["packages"]) == sorted(folders)


def test_every_folder_with_python_in_it_is_a_package() -> None:
    folders = {Path(file).parent.as_posix() for file in in_rooms(".py")}
    assert [folder for folder in folders if not (ROOT / folder / "__init__.py").is_file()] == []


def test_the_wheel_holds_every_module_config_and_page(wheel: set[str]) -> None:
    data = (".py", ".yaml", ".html", ".css", ".js", ".svg", ".json", ".ttf", "py.typed")
    expected = {package_path(file) for file in in_rooms(*data)}
    assert sorted(expected - wheel) == []


def test_the_wheel_holds_nothing_else(wheel: set[str]) -> None:
    assert [name for name in wheel if not name.startswith(("setpiece/", "setpiece-"))] == []
    assert any(name.endswith("licenses/LICENSE") for name in wheel)
    assert any(name.endswith("licenses/NOTICE") for name in wheel)


def test_every_room_is_typed() -> None:
    assert [room for room in ROOMS if not (ROOT / room / "py.typed").is_file()] == []

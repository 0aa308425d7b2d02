"""``setpiece preview``: a contact sheet over two keys of the config."""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from setpiece.assets.errors import UserError
from setpiece.cli.sheet import Axis
from setpiece.farm.config import Config

HELP = """
Usage: setpiece preview rows=KEY=a,b,c columns=KEY=x,y,z out=FILE.png [key=value ...] [--config-dir DIR]

Renders one picture for each combination of two keys' values, all of the same image, small and in draft quality, and puts
them in a grid with titles. KEY is any key or group of the config; a value may be a distribution in brackets.

  rows= columns=      the two keys and their values
  out=FILE.png        the sheet; written over if it is there
  resolution=320x240  of one picture; default 200 pixels wide, in the shape of the config's
  quality=draft       or standard, high
  indices=7           another image than number 0
  any.key=value       as for `setpiece generate`

Examples:
  setpiece preview rows=lighting=hdri,sun,studio columns=camera.elevation_deg=20,45,70 out=light.png
  setpiece preview rows=placement.density=0.1,0.3 columns=placement.count=3,8 out=crowd.png experiment=dice seed=4
"""

_WIDTH_PX = 200
_OWN = ("rows", "columns", "out")


def run(words: list[str]) -> int:
    """Compose each cell, render, draw; returns the exit code."""
    from setpiece.cli.generate import split_options

    overrides, config_dir, show = split_options(words)
    if show:
        raise UserError("--cfg belongs to `setpiece generate`")
    own, overrides = _own(overrides)
    rows, columns, out = _axis("rows", own["rows"]), _axis("columns", own["columns"]), _file(own["out"])
    configs = _configs(rows, columns, overrides, config_dir)
    failed = _render(rows, columns, configs, out)
    print(f"sheet    {out}")
    return 1 if failed else 0


def _own(words: list[str]) -> tuple[dict[str, str], list[str]]:
    """This verb's own arguments, and Hydra's overrides.

    Raises:
        UserError: one is missing, or given twice.
    """
    pairs = [(key, value) for key, _, value in (word.partition("=") for word in words) if key in _OWN]
    own = dict(pairs)
    usage = HELP.strip().splitlines()[0]
    if missing := [f"{key}=" for key in _OWN if not own.get(key)]:
        raise UserError(f"missing {', '.join(missing)}\n{usage}")
    if len(own) != len(pairs):
        raise UserError(f"{', '.join(f'{key}=' for key in _OWN)} can each be given once\n{usage}")
    return own, [word for word in words if word.partition("=")[0] not in _OWN]


def _axis(name: str, text: str) -> Axis:
    """A key and its values.

    Raises:
        UserError: it is not of the form KEY=a,b,c.
    """
    key, _, listed = text.partition("=")
    values = tuple(_split(listed))
    if not key or not all(values) or len(set(values)) != len(values):
        raise UserError(f"{name}={text}: accepted: {name}=KEY=a,b,c with different values, as in {name}=lighting=hdri,sun,studio")
    return Axis(key, values)


def _split(text: str) -> list[str]:
    """The parts between commas that are not inside brackets: ``1,[uniform,2,3]`` has two."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter in "[{(") - (letter in "]})")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


def _file(text: str) -> Path:
    """Where the sheet goes.

    Raises:
        UserError: it is not a PNG, or there is no such folder.
    """
    path = Path(text).expanduser()
    if path.suffix.lower() != ".png" or path.is_dir():
        raise UserError(f"out={text}: accepted: a file that ends in .png")
    if not path.resolve().parent.is_dir():
        raise UserError(f"out={text}: there is no folder {path.resolve().parent}")
    return path


def _configs(rows: Axis, columns: Axis, overrides: Sequence[str], config_dir: Path | None) -> list[Config]:
    """One validated config per cell, row by row.

    Raises:
        UserError: lists every mistake of the first cell that has one.
    """
    from setpiece.cli.compose import compose_config

    words = [*overrides, "output=detection", "output.images=png"]
    given = {word.partition("=")[0] for word in overrides}
    if rows.key == columns.key or {rows.key, columns.key} & given:
        raise UserError(f"rows and columns need two different keys that are not given otherwise; found {rows.key} and {columns.key}")
    if "quality" not in {rows.key, columns.key} | given:
        words.append("quality=draft")
    first = [f"{rows.key}={rows.values[0]}", f"{columns.key}={columns.values[0]}"]
    if "resolution" in (rows.key, columns.key):
        raise UserError("all pictures of a sheet have one resolution; accepted: resolution=WIDTHxHEIGHT beside rows= and columns=")
    if "resolution" not in given:
        width, height = compose_config([*words, *first], config_dir).resolution
        words.append(f"resolution={_WIDTH_PX}x{round(_WIDTH_PX * height / width)}")
    return [
        compose_config([*words, f"{rows.key}={row}", f"{columns.key}={column}"], config_dir)
        for row in rows.values
        for column in columns.values
    ]


def _render(rows: Axis, columns: Axis, configs: list[Config], out: Path) -> int:
    """Render all cells in a temporary folder and write the sheet; returns how many have no picture."""
    from PIL import Image

    from setpiece.cli.sheet import sheet
    from setpiece.farm.cells import picture_path, render_cells

    index, failed, pictures = configs[0].wanted()[0], 0, {}
    with tempfile.TemporaryDirectory(prefix="setpiece-preview-") as name:
        folder = Path(name)
        for number, problem in render_cells(configs, index, folder):
            row, column = divmod(number, len(columns.values))
            if problem is None:
                pictures[row, column] = Image.open(picture_path(folder, number, index)).convert("RGB")
                continue
            failed += 1
            print(f"{rows.key}={rows.values[row]} {columns.key}={columns.values[column]}: no picture: {problem}", file=sys.stderr)
        sheet(rows, columns, pictures, configs[0].resolution).save(out)
    return failed

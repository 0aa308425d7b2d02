"""Contact sheets: pictures in a grid with titles for rows and columns."""

from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

PAPER, INK, FAINT, EMPTY = (255, 255, 255), (20, 20, 20), (120, 120, 120), (225, 225, 225)
GAP, FONT_PX = 6, 14


@dataclass(frozen=True)
class Axis:
    """One side of the grid: the config key that varies along it and its values, as they were written."""

    key: str
    values: tuple[str, ...]


def sheet(rows: Axis, columns: Axis, pictures: Mapping[tuple[int, int], Image.Image], cell: tuple[int, int]) -> Image.Image:
    """Draw the grid.

    Args:
        rows: titles on the left.
        columns: titles above.
        pictures: (row, column) -> RGB picture of the cell's size; what is missing stays grey.
        cell: width and height of a cell in pixels.

    Returns:
        An image of the size that ``sheet_size`` says.
    """
    font = ImageFont.load_default(FONT_PX)
    left, top = _margins(rows, font)
    page = Image.new("RGB", sheet_size(rows, columns, cell), PAPER)
    draw = ImageDraw.Draw(page)
    draw.text((left, GAP), columns.key, FAINT, font)
    draw.text((GAP, top - GAP - FONT_PX), rows.key, FAINT, font)
    for number, title in enumerate(columns.values):
        draw.text((left + number * (cell[0] + GAP), top - GAP - FONT_PX), _fitting(title, cell[0], font), INK, font)
    for row, title in enumerate(rows.values):
        y = top + row * (cell[1] + GAP)
        draw.text((GAP, y + cell[1] // 2), title, INK, font, anchor="lm")
        for column in range(len(columns.values)):
            _cell(page, (left + column * (cell[0] + GAP), y), cell, pictures.get((row, column)))
    return page


def sheet_size(rows: Axis, columns: Axis, cell: tuple[int, int]) -> tuple[int, int]:
    """Width and height of the whole sheet in pixels."""
    left, top = _margins(rows, ImageFont.load_default(FONT_PX))
    return left + len(columns.values) * (cell[0] + GAP), top + len(rows.values) * (cell[1] + GAP)


def _margins(rows: Axis, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> tuple[int, int]:
    """Left of the first column, above the first row."""
    widest = max(font.getbbox(text)[2] for text in (rows.key, *rows.values))
    return int(widest) + 3 * GAP, 2 * FONT_PX + 4 * GAP


def _cell(page: Image.Image, at: tuple[int, int], cell: tuple[int, int], picture: Image.Image | None) -> None:
    if picture is not None:
        page.paste(picture, at)
    else:
        ImageDraw.Draw(page).rectangle((*at, at[0] + cell[0] - 1, at[1] + cell[1] - 1), fill=EMPTY)


def _fitting(text: str, width: int, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> str:
    """The text, cut off where it would run into the next column."""
    while text and font.getbbox(text)[2] > width:
        text = text[:-2] + "…" if len(text) > 2 else ""
    return text

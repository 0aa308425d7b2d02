"""The study as one picture: score over the number of photographs, a line for them alone and one for each mix with synthetic images."""

import io
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from setpiece.realism.utility.cells import SYNTHETIC, Cell
from setpiece.realism.utility.results import Results, Row
from setpiece.realism.utility.verdict import MEASURE

_WIDTH, _HEIGHT, _FINE = 1000, 560, 2
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 32, 84, 70
_REAL, _SYNTHETIC, _MIXES = "#0b7a75", "#e85d04", ("#7048e8", "#c92a2a", "#f2a900", "#1c3144")
_INK, _SOFT, _LINE = "#17212b", "#5d6b78", "#e3e8ec"
_DODGE = 22


@dataclass(frozen=True)
class Series:
    """One line of the plot.

    Attributes:
        label, colour: of the line.
        cells: from fewest photographs to most, with their place on the axis.
    """

    label: str
    colour: str
    cells: tuple[tuple[int, Cell], ...]


@dataclass(frozen=True)
class Scale:
    """From a place on the axis and a score to pixels of the finer picture."""

    places: int
    low: float
    high: float

    def x(self, place: float) -> float:
        """Middle of the place's column."""
        return _FINE * (_LEFT + (_WIDTH - _LEFT - _RIGHT) * (place + 0.5) / self.places)

    def y(self, score: float) -> float:
        """Height of the score."""
        return _FINE * (_HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * (score - self.low) / (self.high - self.low))


def draw(r: Results) -> bytes:
    """A PNG: dots are means over seeds, bars their 95 % intervals, small rings single seeds."""
    rows, numbers = r.rows[MEASURE], places(r.study.cells)
    scale = Scale(len(numbers), *_limits(list(rows.values())))
    picture = Image.new("RGB", (_WIDTH * _FINE, _HEIGHT * _FINE), "white")
    pen = ImageDraw.Draw(picture)
    photographs = len(r.study.real.coco.images)
    _axes(pen, scale, [str(photographs if n is None else n) for n in numbers])
    lines = series(r.study.cells, numbers)
    for i, line in enumerate(lines):
        _line(pen, scale, line, rows, (i - (len(lines) - 2) / 2.0) * _DODGE)
    _legend(pen, lines)
    buffer = io.BytesIO()
    picture.resize((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def places(cells: Sequence[Cell]) -> list[int | None]:
    """Numbers of photographs that occur, in ascending order; None is all of them."""
    found: set[int | None] = {0 if c == SYNTHETIC else c.shots for c in cells}
    return sorted(found, key=lambda n: (n is None, n or 0))


def series(cells: Sequence[Cell], numbers: Sequence[int | None]) -> list[Series]:
    """Photographs alone, then each mix, from the fewest photographs on; every mix begins at synthetic alone, which comes last."""
    begin = (SYNTHETIC,) if SYNTHETIC in cells else ()
    looks = {1.0: ("real alone", _REAL)}
    for colour, share in zip(itertools.cycle(_MIXES), sorted({c.real_share for c in cells} - {0.0, 1.0}), strict=False):
        looks[share] = (f"with synthetic, {100.0 * share:g} % real", colour)
    out = []
    for share, (label, colour) in looks.items():
        some = sorted((c for c in cells if c.real_share == share), key=lambda c: numbers.index(c.shots))
        if some:
            out.append(Series(label, colour, _placed([*(begin if share < 1.0 else ()), *some], numbers)))
    return [*out, Series("synthetic alone", _SYNTHETIC, _placed(begin, numbers))] if begin else out


def _placed(cells: Sequence[Cell], numbers: Sequence[int | None]) -> tuple[tuple[int, Cell], ...]:
    return tuple((numbers.index(0 if c == SYNTHETIC else c.shots), c) for c in cells)


def _limits(rows: Sequence[Row]) -> tuple[float, float]:
    """Of the scores' axis: round tenths about everything that is drawn."""
    low = min(min(row.value.low, *row.by_seed) for row in rows)
    high = max(max(row.value.high, *row.by_seed) for row in rows)
    return math.floor(low * 10.0) / 10.0, max(math.ceil(high * 10.0) / 10.0, math.floor(low * 10.0) / 10.0 + 0.1)


def _axes(pen: ImageDraw.ImageDraw, scale: Scale, numbers: Sequence[str]) -> None:
    ticks = round((scale.high - scale.low) / 0.1)
    step = 0.02 if ticks <= 2 else 0.05 if ticks <= 4 else 0.1
    for k in range(round((scale.high - scale.low) / step) + 1):
        y = scale.y(scale.low + k * step)
        pen.line([(_FINE * _LEFT, y), (_FINE * (_WIDTH - _RIGHT), y)], fill=_LINE, width=_FINE)
        pen.text((_FINE * (_LEFT - 12), y), f"{scale.low + k * step:.2f}", fill=_SOFT, font=_font(15), anchor="rm")
    for i, text in enumerate(numbers):
        pen.text((scale.x(i), _FINE * (_HEIGHT - _BOTTOM + 10)), text, fill=_INK, font=_font(17), anchor="mt")
    middle = (_LEFT + _WIDTH - _RIGHT) / 2.0
    pen.text((_FINE * middle, _FINE * (_HEIGHT - 14)), "photographs in the training set", fill=_SOFT, font=_font(15), anchor="mb")
    pen.text((_FINE * 20, _FINE * 20), f"{MEASURE} on photographs that no detector has seen", fill=_INK, font=_font(20), anchor="lt")


def _line(pen: ImageDraw.ImageDraw, scale: Scale, line: Series, rows: dict[Cell, Row], dodge: float) -> None:
    """Its dots and bars; synthetic alone, where several lines begin, keeps its place."""
    points = [(scale.x(place) + (0.0 if cell == SYNTHETIC else _FINE * dodge), rows[cell], cell) for place, cell in line.cells]
    pen.line([(x, scale.y(row.value.value)) for x, row, _ in points], fill=line.colour, width=2 * _FINE)
    for x, row, cell in points:
        if cell == SYNTHETIC and len(points) > 1:
            continue
        pen.line([(x, scale.y(row.value.low)), (x, scale.y(row.value.high))], fill=line.colour, width=2 * _FINE)
        for end in (row.value.low, row.value.high):
            pen.line([(x - 5 * _FINE, scale.y(end)), (x + 5 * _FINE, scale.y(end))], fill=line.colour, width=2 * _FINE)
        for score in row.by_seed:
            pen.circle((x + 9 * _FINE, scale.y(score)), 3 * _FINE, fill="white", outline=line.colour, width=_FINE)
        pen.circle((x, scale.y(row.value.value)), 6 * _FINE, fill=line.colour)


def _legend(pen: ImageDraw.ImageDraw, lines: Sequence[Series]) -> None:
    x = 20.0 * _FINE
    for line in lines:
        pen.circle((x + 6 * _FINE, 60 * _FINE), 6 * _FINE, fill=line.colour)
        pen.text((x + 18 * _FINE, 60 * _FINE), line.label, fill=_INK, font=_font(15), anchor="lm")
        x += 18 * _FINE + pen.textlength(line.label, font=_font(15)) + 26 * _FINE


def _font(size_px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size_px * _FINE)

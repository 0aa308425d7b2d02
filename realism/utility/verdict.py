"""What the figures say, in sentences."""

from setpiece.realism.distances.intervals import Estimate
from setpiece.realism.utility.cells import REAL, SYNTHETIC, Cell
from setpiece.realism.utility.results import Results, Row

MEASURE = "AP50"
"""What sentences and thresholds are about: looser boxes than a renderer's are no mistakes by it."""


def verdict(r: Results) -> str:
    """The sentence that comes first."""
    rows = r.rows[MEASURE]
    if REAL not in rows:
        return f"Nothing to compare with: the cell `{REAL.name}` was left out."
    if SYNTHETIC in rows:
        return _capital(f"synthetic alone {_reaches(rows[SYNTHETIC], rows[REAL])}")
    others = [c for c in rows if c != REAL]
    if not others:
        return f"Real alone reaches AP50 {_number(rows[REAL].value)}; nothing was compared with it."
    best = max(others, key=lambda c: rows[c].value.value)
    return _capital(f"{_title(r, best)} {_reaches(rows[best], rows[REAL])}")


def remarks(r: Results) -> list[str]:
    """A sentence for every other cell: what it has against all the photographs, and against as many without synthetic images."""
    out = []
    for cell, row in r.rows[MEASURE].items():
        if cell in (REAL, SYNTHETIC):
            continue
        parts = []
        if row.difference:
            parts.append(
                f"{_signed(row.difference)} against all {len(r.study.real.coco.images)} photographs alone, {_clear(row.difference)}"
            )
        if row.gain and cell.shots is not None:
            parts.append(f"{_signed(row.gain)} against the same {cell.shots} alone, {_clear(row.gain)}")
        if parts:
            out.append(f"{_title(r, cell)}: AP50 {'; '.join(parts)}.")
    if len(r.study.seeds) == 1:
        out.append("One seed: the intervals hold for other test images, not for other trainings.")
    return out


def failures(r: Results, min_ap50_share: float | None) -> tuple[str, ...]:
    """Thresholds that were not met, in words.

    Args:
        r: figures.
        min_ap50_share: that synthetic alone must reach of real's AP50.
    """
    row = r.rows[MEASURE].get(SYNTHETIC)
    if min_ap50_share is None or row is None:
        return ()
    share = row.ratio.value if row.ratio else 0.0
    return (f"synthetic alone reaches {share:.3f} of real's AP50; expected at least {min_ap50_share:g}",) if share < min_ap50_share else ()


def _reaches(row: Row, real: Row) -> str:
    figures = f"AP50 {_number(row.value)} against {_number(real.value)}"
    if row.ratio is None:
        return f"cannot be compared with real, which finds nothing: {figures}."
    return f"reaches {row.ratio.value:.2f} of real ({row.ratio.low:.2f} to {row.ratio.high:.2f}): {figures}."


def _title(r: Results, cell: Cell) -> str:
    return cell.title(len(r.study.real.coco.images), len(r.study.synthetic.coco.images))


def _clear(e: Estimate) -> str:
    if e.low > 0.0:
        return "better"
    return "worse" if e.high < 0.0 else "which could be chance"


def _signed(e: Estimate) -> str:
    return f"{e.value:+.3f} ({e.low:+.3f} to {e.high:+.3f})"


def _number(e: Estimate) -> str:
    return f"{e.value:.3f}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

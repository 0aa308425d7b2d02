"""The HTML page of a study: the sentence, the plot, the table."""

import base64
from html import escape
from pathlib import Path

import setpiece.realism.report
from setpiece.realism.distances.intervals import Estimate
from setpiece.realism.report.charts import scale_bar
from setpiece.realism.utility.cells import REAL, SYNTHETIC, Cell
from setpiece.realism.utility.data import footing, interval
from setpiece.realism.utility.results import Results
from setpiece.realism.utility.run import PAGE
from setpiece.realism.utility.verdict import MEASURE, remarks, verdict

_GOOD, _FAIR = 0.9, 0.7


def render(r: Results, plot: bytes, failures: tuple[str, ...]) -> str:
    """The whole page; it links to the cells' own pages beside it.

    Args:
        r: figures.
        plot: PNG.
        failures: thresholds that were not met.
    """
    style = (Path(setpiece.realism.report.__file__).parent / "report.css").read_text()
    picture = base64.b64encode(plot).decode("ascii")
    notes = "".join(f"<li>{escape(text)}</li>" for text in remarks(r))
    image = f'<img class="plot" src="data:image/png;base64,{picture}" alt="{MEASURE} over the number of photographs">'
    shown = f"<section>{image}<ul>{notes}</ul></section>"
    tables = "".join(_table(r, measure) for measure in r.rows)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Is it worth training on?</title><style>{style}{_STYLE}</style></head>"
        f"<body><main>{_head(r, failures)}{shown}{tables}{_cells(r)}{_sets(r)}</main></body></html>\n"
    )


_STYLE = """
.plot { display: block; width: 100%; border-radius: 8px; background: #fff; }
.study td:nth-child(2) { white-space: nowrap; } .study td:nth-child(4) { width: 26%; } .study td { white-space: nowrap; }
"""


def _head(r: Results, failures: tuple[str, ...]) -> str:
    sentence = verdict(r)
    row = r.rows[MEASURE].get(SYNTHETIC)
    share = row.ratio.value if row and row.ratio else None
    level = "" if share is None else "alike" if share >= _GOOD else "different" if share >= _FAIR else "obvious"
    unmet = "".join(f"<li>{escape(f)}</li>" for f in failures)
    unmet = f'<div class="failures"><strong>Not met:</strong><ul>{unmet}</ul></div>' if failures else ""
    opening, _, rest = sentence.partition(": ")
    return (
        f'<header class="{level}"><p class="kind">Is it worth training on?</p><h1>{escape(opening)}</h1>'
        f'<p class="sentence">{escape(rest)} {escape(footing(r))}</p>{unmet}</header>'
    )


def _table(r: Results, measure: str) -> str:
    rows = "".join(_row(r, measure, cell) for cell in r.study.cells)
    heads = "".join(f"<th>{h}</th>" for h in ("trained on", "mean", "95 % interval", "0 to 1", "share of real", "minus real"))
    return (
        f'<section class="study"><h2>{escape(measure[:1].upper() + measure[1:])}</h2>'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _row(r: Results, measure: str, cell: Cell) -> str:
    row = r.rows[measure][cell]
    e: Estimate = row.value
    seeds = ", ".join(f"{v:.3f}" for v in row.by_seed)
    compared = (
        "<td>1</td><td>0</td>" if cell == REAL else f"<td>{interval(row.ratio, 2)}</td><td>{interval(row.difference, signed=True)}</td>"
    )
    return (
        f"<tr><th>{escape(_title(r, cell))}<small>seeds: {seeds}</small></th><td>{e.value:.3f}</td>"
        f"<td>{e.low:.3f} to {e.high:.3f}</td><td>{scale_bar(e, 0.0, 1.0, cell.name)}</td>{compared}</tr>"
    )


def _cells(r: Results) -> str:
    lines = []
    for cell in r.study.cells:
        links = ", ".join(f'<a href="cells/{escape(r.study.job(cell, seed).name)}/{PAGE}">seed {seed}</a>' for seed in r.study.seeds)
        lines.append(f"<li>{escape(_title(r, cell))}: {links}</li>")
    lead = '<p class="lead">Scores by class, confusion, and its mistakes.</p>'
    return f"<section><h2>Every detector</h2>{lead}<ul>{''.join(lines)}</ul></section>"


def _sets(r: Results) -> str:
    s = r.study
    named = (("photographs to train on", s.real), ("synthetic images", s.synthetic), ("photographs to judge by", s.test))
    lines = []
    for name, part in named:
        counts = ", ".join(f"{escape(c)} {n}" for c, n in part.coco.counts().items())
        lines.append(f"<li><b>{name}</b> <code>{escape(str(part.coco.source))}</code>, {len(part.coco.images)} images: {counts}</li>")
    return f"<section><h2>What was read</h2><ul>{''.join(lines)}</ul></section>"


def _title(r: Results, cell: Cell) -> str:
    return cell.title(len(r.study.real.coco.images), len(r.study.synthetic.coco.images))

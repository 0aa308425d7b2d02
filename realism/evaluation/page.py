"""The HTML page of an evaluation: the scores, where they are lost, and the pictures that show it."""

from html import escape
from pathlib import Path

import numpy as np
import numpy.typing as npt

import setpiece.realism.report
from setpiece.realism.distances.intervals import Estimate
from setpiece.realism.evaluation.evaluate import Evaluation
from setpiece.realism.evaluation.pictures import draw_outcome
from setpiece.realism.evaluation.scores import Scores
from setpiece.realism.report.charts import scale_bar
from setpiece.realism.report.pictures import data_uri

_WIDTH, _HEIGHT = 320, 180
_GOOD, _FAIR = 0.9, 0.6


def render(e: Evaluation, exhibits: int) -> str:
    """The whole page, without outside files; ``exhibits`` pictures in the gallery."""
    style = (Path(setpiece.realism.report.__file__).parent / "report.css").read_text()
    tables = [_table("Boxes", e.boxes)] + ([_table("Masks", e.masks)] if e.masks else [])
    body = "".join([_head(e), *tables, _curves(e), _confusion(e), _gallery(e, exhibits)])
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Detector on {escape(e.truth.source.name)}</title><style>{style}{_STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>\n"
    )


_STYLE = """
.curves { display: grid; grid-template-columns: repeat(auto-fill, minmax(280px, 1fr)); gap: 16px; }
.pr path { fill: none; stroke: var(--real); stroke-width: 2; } .pr .track { fill: none; stroke: var(--line); }
.confusion td, .confusion th { text-align: center; width: auto !important; font-size: 14px !important; padding: 8px; }
.confusion td { font-weight: 600; border-radius: 4px; color: var(--ink) !important; }
.mistakes { grid-template-columns: repeat(auto-fill, minmax(330px, 1fr)); }
"""


def _head(e: Evaluation) -> str:
    found = e.boxes.overall["AP50"]
    value = found.value if found else 0.0
    level = "alike" if value >= _GOOD else "different" if value >= _FAIR else "obvious"
    facts = "".join(_fact(name, e.boxes.overall[name]) for name in ("AP50", "AP75", "AP", "AR"))
    if e.masks:
        facts += "".join(_fact(f"masks' {name}", e.masks.overall[name]) for name in ("AP50", "AP"))
    objects, missed, confused, invented = _counts(e)
    note = "" if e.leaks_checked else " The training images were not there to be compared with."
    note += f" {e.unjudged}" if e.unjudged else ""
    return (
        f'<header class="{level}"><p class="kind">Detector on {escape(str(e.truth.source))}</p>'
        f"<h1>{objects - missed - confused} of {objects} objects found.</h1>"
        f'<p class="sentence">At a score of {e.threshold:.2f}, where F1 is highest: {missed} missed, {confused} taken for another class, '
        f"{invented} detections that show nothing, in {len(e.truth.images)} images.{note}</p><dl>{facts}</dl></header>"
    )


def _counts(e: Evaluation) -> tuple[int, int, int, int]:
    sums = [sum(int(getattr(o, key).sum()) for o in e.outcomes) for key in ("missed", "confused", "invented")]
    return sum(len(o.truth) for o in e.outcomes), sums[0], sums[1], sums[2]


def _fact(name: str, e: Estimate | None) -> str:
    value, small = (f"{e.value:.3f}", f"{e.low:.3f} to {e.high:.3f}") if e else ("–", "no such object")
    return f"<div><dt>{escape(name)}</dt><dd>{value}<small>{small}</small></dd></div>"


def _table(title: str, s: Scores) -> str:
    overall = "".join(_row(name, e) for name, e in s.overall.items())
    classes = "".join(_row(f"{name}", figures["AP50"]) for name, figures in s.by_class.items())
    head = "<thead><tr><th></th><th>value</th><th>95 % interval</th><th>0 to 1</th></tr></thead>"
    return (
        f'<section><h2>{title}</h2><p class="lead">Intervals by resampling images. Small is below 32 x 32 pixels, large above 96 x 96.</p>'
        f"<table>{head}<tbody>{overall}</tbody></table></section>"
        f"<section><h2>{title}: AP50 by class</h2><table>{head}<tbody>{classes}</tbody></table></section>"
    )


def _row(name: str, e: Estimate | None) -> str:
    if e is None:
        return f"<tr><th>{escape(name)}</th><td>–</td><td>no such object</td><td></td></tr>"
    bar = scale_bar(e, 0.0, 1.0, name)
    return f"<tr><th>{escape(name)}</th><td>{e.value:.3f}</td><td>{e.low:.3f} to {e.high:.3f}</td><td>{bar}</td></tr>"


def _curves(e: Evaluation) -> str:
    plots = "".join(
        f"<article><h3>{escape(name)}</h3>{_plot(row, name)}</article>"
        for name, row in zip(e.truth.classes, e.boxes.curves, strict=True)
        if np.isfinite(row).all()
    )
    return (
        '<section><h2>Precision over recall</h2><p class="lead">At an IoU of 0.5. Up: the share of detections that are right. '
        f'Right: the share of the objects that are found.</p><div class="curves">{plots}</div></section>'
    )


def _plot(curve: npt.NDArray[np.float64], name: str) -> str:
    points = " ".join(f"{i / (len(curve) - 1) * _WIDTH:.1f},{(1.0 - v) * _HEIGHT:.1f}" for i, v in enumerate(curve))
    return (
        f'<svg class="pr" viewBox="-4 -4 {_WIDTH + 8} {_HEIGHT + 8}" role="img" aria-label="precision over recall of {escape(name)}">'
        f'<rect class="track" width="{_WIDTH}" height="{_HEIGHT}"/><path d="M{points.replace(" ", "L")}"/></svg>'
    )


def _confusion(e: Evaluation) -> str:
    names, sums = ["nothing", *e.truth.classes], np.maximum(e.confusion.sum(axis=1, keepdims=True), 1)
    heads = "".join(f"<th>{escape(n)}</th>" for n in names)
    rows = "".join(
        f"<tr><th>{escape(name)}</th>{''.join(_cell(i, j, int(n), float(n / sums[i, 0])) for j, n in enumerate(e.confusion[i]))}</tr>"
        for i, name in enumerate(names)
    )
    return (
        '<section class="confusion"><h2>Confusion</h2><p class="lead">What each object (row) was taken for. '
        "First column: missed. First row: made up.</p>"
        f"<table><thead><tr><th></th>{heads}</tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _cell(i: int, j: int, count: int, share: float) -> str:
    colour = "var(--real)" if i == j else "var(--data)"
    shade = f' style="background: color-mix(in srgb, {colour} {100 * share:.0f}%, transparent)"' if count else ""
    return f"<td{shade}>{count or ''}</td>"


def _gallery(e: Evaluation, exhibits: int) -> str:
    worst = [o for o in sorted(e.outcomes, key=lambda o: -o.errors) if o.errors][:exhibits]
    if not worst:
        return '<section><h2>Mistakes</h2><p class="lead">None at this score.</p></section>'
    figures = []
    for o in worst:
        path = e.truth.paths[o.image_id]
        entry = next(i for i in e.truth.images if i["id"] == o.image_id)
        picture = data_uri(draw_outcome(path, o, e.truth.classes, int(entry["width"])))
        figures.append(
            f'<figure><div><img src="{picture}" alt="{escape(path.name)}"></div>'
            f"<figcaption><span>{escape(path.name)}</span><b>{o.errors}</b></figcaption></figure>"
        )
    return (
        '<section><h2>Mistakes</h2><p class="lead">The pictures with the most. Teal: missed. Orange: a detection of nothing. '
        f'Violet: taken for another class, said/true. White: right.</p><div class="wall mistakes">{"".join(figures)}</div></section>'
    )

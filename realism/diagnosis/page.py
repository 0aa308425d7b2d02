"""The HTML page of a diagnosis: what goes wrong, where, and what it looks like."""

from html import escape
from pathlib import Path

import numpy as np

import setpiece.realism.report
from setpiece.realism.diagnosis.bins import Bin
from setpiece.realism.diagnosis.data import counted, label
from setpiece.realism.diagnosis.diagnose import Cost, Diagnosis
from setpiece.realism.diagnosis.errors import TITLES
from setpiece.realism.diagnosis.pictures import cut_out
from setpiece.realism.diagnosis.remedies import keys_for
from setpiece.realism.distances.intervals import Estimate
from setpiece.realism.report.charts import scale_bar
from setpiece.realism.report.pictures import data_uri

_CLEAR = 0.3
_LISTED = 12

_STYLE = """
.crops { grid-template-columns: repeat(auto-fill, minmax(130px, 1fr)); margin: 10px 0 26px; }
.bins td:nth-child(4) { width: 26%; } .bins td:nth-child(2) { font-size: 14px; }
.bins tr.worst th { color: #c92a2a; }
.keys { margin: 2px 0 0; font-size: 14px; }
"""


def render(d: Diagnosis, exhibits: int) -> str:
    """The whole page, without outside files; at most ``exhibits`` objects to a cause."""
    style = (Path(setpiece.realism.report.__file__).parent / "report.css").read_text()
    body = "".join([_head(d), _errors(d), _causes(d, exhibits), _confusions(d), *_axes(d)])
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Diagnosis on {escape(d.evaluation.truth.source.name)}</title><style>{style}{_STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>\n"
    )


def _head(d: Diagnosis) -> str:
    e, found = d.evaluation, int(d.seen.found.sum())
    objects, shown, right = len(d.seen.found), int(d.seen.shown.sum()), int(d.seen.right.sum())
    if d.causes:
        worst = d.causes[0]
        sure = "" if worst.missing and worst.missing.clear else " This may be chance: it is the worst of many."
        title = f"Weakest on {label(worst)}."
        sentence = f"{worst.found} of these {worst.objects} are found, {found - worst.found} of the other {objects - worst.objects}.{sure}"
    else:
        title, sentence = (
            "No kind of object stands out.",
            f"None of {counted(d.bins)} bins is found less often than the rest beyond chance.",
        )
    note = "" if e.leaks_checked else " The training images were not there to be compared with."
    facts = [("AP50", f"{d.ap50.value:.3f}" if d.ap50 else "–", f"{d.ap50.low:.3f} to {d.ap50.high:.3f}" if d.ap50 else "")]
    facts += [("found", f"{found / max(objects, 1):.0%}", f"{found} of {objects} objects, at a score of {e.threshold:.2f}")]
    facts += [("right", f"{right / max(shown, 1):.0%}", f"{right} of {shown} boxes")]
    rows = "".join(f"<div><dt>{n}</dt><dd>{v}<small>{s}</small></dd></div>" for n, v, s in facts)
    return (
        f'<header class="{"different" if d.causes else "alike"}"><p class="kind">Diagnosis on {escape(str(e.truth.source))}</p>'
        f'<h1>{escape(title)}</h1><p class="sentence">{escape(sentence)}{note}</p><dl>{rows}</dl></header>'
    )


def _errors(d: Diagnosis) -> str:
    top = max([c.ap50.high for c in d.costs] + [0.05])
    rows = "".join(_error(c, top) for c in d.costs)
    heads = "".join(f"<th>{h}</th>" for h in ("kind of error", "AP50 gained", "95 % interval", f"0 to {top:.2f}", "how often"))
    return (
        '<section><h2>What goes wrong</h2><p class="lead">What AP50 would gain if one kind of error alone were repaired (TIDE). '
        "The figures need not add up: repairing one uncovers another. How often: at the score where F1 is highest.</p>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _error(c: Cost, top: float) -> str:
    bar = scale_bar(c.ap50, 0.0, top, TITLES[c.kind])
    span = f"{c.ap50.low:.3f} to {c.ap50.high:.3f}"
    return f"<tr><th>{TITLES[c.kind]}</th><td>{c.ap50.value:.3f}</td><td>{span}</td><td>{bar}</td><td>{c.count}</td></tr>"


def _causes(d: Diagnosis, exhibits: int) -> str:
    lead = (
        "Dearest first, each without the objects of those before it. Teal: an object that was not found. Violet: what it was taken for."
        if d.causes
        else "Every bin is found as often as the rest, as far as these images can tell."
    )
    body = "".join(_cause(d, i, b, exhibits) for i, b in enumerate(d.causes, 1))
    return f'<section><h2>Where it fails</h2><p class="lead">{lead}</p>{body}</section>'


def _cause(d: Diagnosis, number: int, b: Bin, exhibits: int) -> str:
    keys = " ".join(f"<code>{escape(k)}</code>" for k in keys_for(b.axis))
    moved = f'<p class="keys">Moved by {keys}</p>' if keys else '<p class="keys">No config key moves this.</p>'
    gained = f"; without its failures AP50 would be {b.ap50.value:.3f} higher ({b.ap50.low:.3f} to {b.ap50.high:.3f})" if b.ap50 else ""
    doubt = "" if b.missing and b.missing.clear else ". May be chance, being one of many"
    lost = b.members[~d.seen.found[b.members]]
    figures = "".join(_exhibit(d, int(i)) for i in lost[np.linspace(0, len(lost) - 1, min(exhibits, len(lost))).astype(int)])
    return (
        f'<h3><span class="rank">{number}</span>{escape(label(b))}: {b.found} of {b.objects} found</h3>'
        f'<p class="small">{escape(b.title)}{gained}{doubt}.</p>{moved}<div class="wall crops">{figures}</div>'
    )


def _exhibit(d: Diagnosis, i: int) -> str:
    p, truth = d.pairing, d.evaluation.truth
    entry = truth.images[int(p.objects.image[i])]
    rivals = np.flatnonzero(d.seen.shown & (d.errors.blamed == i))
    said = int(rivals[p.scores[rivals].argmax()]) if len(rivals) else -1
    path = truth.paths[entry["id"]]
    picture = cut_out(path, p.objects.xyxy[i], int(entry["width"]), p.detections.xyxy[said] if said >= 0 else None)
    true = truth.classes[p.objects.label[i] - 1]
    text = f"{true}, said {truth.classes[p.detections.label[said] - 1]}" if said >= 0 else f"{true}, missed"
    caption = f'<figcaption title="{escape(path.name)}"><span>{escape(text)}</span></figcaption>'
    return f'<figure><div><img src="{data_uri(picture)}" alt="{escape(text)}"></div>{caption}</figure>'


def _confusions(d: Diagnosis) -> str:
    if not d.confusions:
        return ""
    items = "".join(f"<li>{escape(true)} for {escape(said)}: {n}</li>" for true, said, n in d.confusions[:_LISTED])
    return f'<section><h2>Taken for another class</h2><p class="lead">True class, and what was said.</p><ul>{items}</ul></section>'


def _axes(d: Diagnosis) -> list[str]:
    return [_table([b for b in d.bins if b.axis == a.name]) for a in d.axes]


def _table(bins: list[Bin]) -> str:
    heads = "".join(f"<th>{h}</th>" for h in ("", "found", "95 % interval", "0 to 1", "boxes right"))
    opened, title = " open" if any(_worse(b) for b in bins) else "", escape(bins[0].title)
    return (
        f'<section><details class="bins"{opened}><summary><h2>{title}</h2></summary>'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(map(_row, bins))}</tbody></table></details></section>"
    )


def _row(b: Bin) -> str:
    precision = f"{b.right} of {b.detections}" if b.detections else "–"
    return (
        f"<tr{' class=worst' if _worse(b) else ''}><th>{escape(b.name)}</th><td>{b.found} of {b.objects}</td><td>{_span(b.recall)}</td>"
        f"<td>{scale_bar(b.recall, 0.0, 1.0, b.name) if b.recall else ''}</td><td>{precision}</td></tr>"
    )


def _worse(b: Bin) -> bool:
    return b.missing is not None and b.missing.named


def _span(e: Estimate | None) -> str:
    return f"{e.value:.0%} ({e.low:.0%} to {e.high:.0%})" if e else "–"

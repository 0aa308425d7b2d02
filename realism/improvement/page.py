"""The HTML page of an improvement: the verdict, then each round."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import setpiece.realism.report
from setpiece.realism.distances.intervals import Estimate
from setpiece.realism.improvement.results import Part, Round, images_of, verdict

_STYLE = """
td:nth-child(2) { font-size: 14px; font-weight: 400; } td:nth-child(4) { width: auto; } code { white-space: normal; }
"""


def render(rounds: Sequence[Round], total: Estimate | None, about: dict[str, Any]) -> str:
    """The whole page; diagnoses are linked."""
    style = (Path(setpiece.realism.report.__file__).parent / "report.css").read_text()
    body = _head(rounds, total, about) + "".join(map(_round, rounds))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Improvement</title><style>{style}{_STYLE}</style></head><body><main>{body}</main></body></html>\n"
    )


def _head(rounds: Sequence[Round], total: Estimate | None, about: dict[str, Any]) -> str:
    opening, _, rest = verdict(rounds, total).partition(": ")
    level = "alike" if total and total.low > 0.0 else "different"
    facts = "".join(f"<div><dt>{escape(k.replace('_', ' '))}</dt><dd><small>{escape(str(v))}</small></dd></div>" for k, v in about.items())
    return (
        f'<header class="{level}"><p class="kind">Improvement</p><h1>{escape(opening)}.</h1>'
        f'<p class="sentence">{escape(rest[:1].upper() + rest[1:])} Rounds are chosen on these photographs, which flatters them: '
        f"score the last run once on images that nothing was chosen on.</p><dl>{facts}</dl></header>"
    )


def _round(r: Round) -> str:
    heads = "".join(
        f"<th>{h}</th>"
        for h in ("aimed at", "override", "images", "share of such objects: in the old data, in the new", "of the photographs' found")
    )
    refused = "".join(f"<li>{escape(line)}</li>" for line in [*r.refused, *(p.trouble for p in r.parts if p.trouble)])
    link = f'<a href="round-{r.number}/diagnosis/index.html">Diagnosis</a>'
    return (
        f'<section><h2>Round {r.number}</h2><p class="lead">{escape(_outcome(r))} {link}</p>'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(map(_row, r.parts))}</tbody></table><ul>{refused}</ul></section>"
    )


def _outcome(r: Round) -> str:
    if r.gained is None:
        return "Nothing was rendered."
    change = (
        f"AP50 {r.before:.3f} to {r.after:.3f}: {_signed(r.gained)}, with {images_of(r)} new images; {'kept' if r.kept else 'not kept'}."
    )
    if r.untargeted is None or r.over_untargeted is None:
        return change
    return f"{change} With as many untargeted ones {r.untargeted:.3f}; the targeted ones are better by {_signed(r.over_untargeted)}."


def _row(p: Part) -> str:
    keys = " ".join(f"<code>{escape(k)}={escape(str(v))}</code>" for k, v in p.overrides.items())
    shares = f"{_percent(p.share_before)}, {_percent(p.share_after)}"
    found = f"{p.recall_before:.0%} to {p.recall_after:.0%}"
    return f"<tr><th>{escape(p.axis)} {escape(p.bin)}</th><td>{keys}</td><td>{p.images}</td><td>{shares}</td><td>{found}</td></tr>"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def _signed(e: Estimate) -> str:
    return f"{e.value:+.3f} ({e.low:+.3f} to {e.high:+.3f})"

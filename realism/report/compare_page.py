"""The page and the JSON of a comparison."""

from html import escape
from pathlib import Path
from typing import Any

from setpiece.realism.compare import Comparison
from setpiece.realism.distances.intervals import Estimate
from setpiece.realism.report.data import estimate_json


def to_json(c: Comparison) -> dict[str, Any]:
    """report.json of a comparison."""
    sides = {
        name: {
            "source": str(images.source),
            "images": len(images.paths),
            "kid": estimate_json(kid),
            "auc": estimate_json(auc) if auc else None,
            "effects": {k: f.effect for k, f in findings.items()},
        }
        for name, images, kid, auc, findings in zip("ab", (c.a, c.b), c.kid, c.auc, c.findings, strict=True)
    }
    real = {"source": str(c.real.source), "images": len(c.real.paths)}
    return {"schema": 1, "sentence": c.sentence, "real": real, "difference_of_kid": estimate_json(c.difference), **sides}


def render(c: Comparison) -> str:
    """The page: the sentence, then both sets side by side."""
    style = (Path(__file__).parent / "report.css").read_text()
    opening, rest = c.sentence.split(":", 1)
    main = [
        _row("KID", *(_interval(k) for k in c.kid)),
        _row("told apart (AUC)", *(_interval(a) if a else "too few images" for a in c.auc)),
    ]
    names = sorted(c.findings[0].keys() & c.findings[1].keys(), key=lambda k: -max(f[k].effect for f in c.findings))
    knobs = [
        _row(c.findings[0][k].knob.title, *(_effect(f[k].effect, f[k].sentence, notable=f[k].notable) for f in c.findings)) for k in names
    ]
    heads = f"<tr><th></th><th>A: {escape(str(c.a.source))}</th><th>B: {escape(str(c.b.source))}</th></tr>"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Realism, compared</title><style>{style}</style></head><body><main>"
        f'<header><p class="kind">Realism, two datasets against {len(c.real.paths)} photographs</p><h1>{escape(opening)}.</h1>'
        f'<p class="sentence">{escape(rest.strip())}</p></header>'
        f'<section class="compare"><h2>Distances</h2><table><thead>{heads}</thead><tbody>{"".join(main)}</tbody></table></section>'
        f'<section class="compare"><h2>Statistics</h2><p class="lead">In noticeable steps from the photographs; 0 is none.</p>'
        f"<table><thead>{heads}</thead><tbody>{''.join(knobs)}</tbody></table></section></main></body></html>\n"
    )


def _row(name: str, a: str, b: str) -> str:
    return f"<tr><th>{escape(name)}</th><td>{a}</td><td>{b}</td></tr>"


def _interval(e: Estimate) -> str:
    return f"{e.value:.3f} <small>{e.low:.3f} to {e.high:.3f}</small>"


def _effect(effect: float, sentence: str, *, notable: bool) -> str:
    return f"{effect:.1f} <small>{escape(sentence) if notable else ''}</small>"

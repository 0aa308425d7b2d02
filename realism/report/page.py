"""The HTML page: the verdict first, then why, then the figures."""

from html import escape
from pathlib import Path

from setpiece.realism.check import Check
from setpiece.realism.gallery import Exhibit
from setpiece.realism.image_set import ImageSet
from setpiece.realism.leaks import Copy
from setpiece.realism.report.charts import histogram, scale_bar, share_bars
from setpiece.realism.report.pictures import data_uri, overlay
from setpiece.realism.scores import Score
from setpiece.realism.slices import Slice
from setpiece.realism.statistics.findings import Finding

_LISTED = 12
_LEGEND = '<p class="legend"><i class="real"></i>photographs <i class="data"></i>synthetic</p>'


def render(check: Check) -> str:
    """The whole page, without outside files."""
    style = (Path(__file__).parent / "report.css").read_text()
    sections = [
        _head(check),
        _findings(check.findings),
        _galleries(check),
        _slices(check.slices),
        *_tables(check),
        _leaks(check),
        _files(check),
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Realism: {escape(check.verdict.level)}</title><style>{style}</style></head>"
        f"<body><main>{''.join(sections)}</main></body></html>\n"
    )


def _head(check: Check) -> str:
    v = check.verdict
    failures = "".join(f"<li>{escape(f)}</li>" for f in v.failures)
    facts = [_fact("photographs", f"{len(check.real.paths):,}"), _fact("synthetic images", f"{len(check.data.paths):,}")]
    if check.verdicts is not None:
        auc, accuracy = check.verdicts.auc, check.verdicts.accuracy
        facts.append(_fact("told apart (AUC)", f"{auc.value:.2f}", f"{auc.low:.2f} to {auc.high:.2f}; 0.5 is guessing"))
        small = f"{accuracy.low:.0%} to {accuracy.high:.0%}; calibration error {check.verdicts.calibration_error:.2f}"
        facts.append(_fact("right answers", f"{accuracy.value:.0%}", small))
    first = next(iter(check.scores.values()))
    kid = next(s for s in first if s.name == "kid")
    facts.append(_fact("KID", f"{kid.estimate.value:.3f}", f"{kid.estimate.low:.3f} to {kid.estimate.high:.3f}"))
    unmet = f'<div class="failures"><strong>Not met:</strong><ul>{failures}</ul></div>' if failures else ""
    return (
        f'<header class="{v.level.replace(" ", "-")}"><p class="kind">Realism check</p><h1>{escape(_opening(v.sentence))}</h1>'
        f'<p class="sentence">{escape(_rest(v.sentence))}</p>{unmet}<dl>{"".join(facts)}</dl></header>'
    )


def _opening(sentence: str) -> str:
    return sentence.split(":", 1)[0] + "."


def _rest(sentence: str) -> str:
    rest = sentence.split(":", 1)[1].strip()
    return rest[:1].upper() + rest[1:]


def _fact(name: str, value: str, small: str = "") -> str:
    return f"<div><dt>{escape(name)}</dt><dd>{escape(value)}<small>{escape(small)}</small></dd></div>"


def _findings(findings: list[Finding]) -> str:
    notable = [f for f in findings if f.notable]
    rest = [f for f in findings if not f.notable]
    lead = "Ranked by how far the two sets lie apart, in steps that one notices." if notable else "Nothing differs that one would notice."
    cards = "".join(_card(i + 1, f) for i, f in enumerate(notable))
    others = "".join(_card(None, f) for f in rest)
    more = f'<details><summary>{len(rest)} that agree</summary><div class="cards">{others}</div></details>' if rest else ""
    return f'<section><h2>What to change</h2><p class="lead">{lead}</p>{_LEGEND}<div class="cards">{cards}</div>{more}</section>'


def _card(number: int | None, f: Finding) -> str:
    label = f"{f.knob.title}: photographs {f.real.mean():.3g}, synthetic {f.data.mean():.3g}"
    chart = share_bars(list(f.classes), f.real, f.data, label) if f.classes else histogram(f.real, f.data, label)
    keys = " ".join(f"<code>{escape(k)}</code>" for k in f.knob.keys)
    rank = f'<span class="rank">{number}</span>' if number else ""
    advice = f"<p>{keys}</p><p>{escape(f.knob.advice)}.</p>" if f.notable else ""
    text = f.sentence[0].upper() + f.sentence[1:] if f.notable else f.knob.title
    spread = f"{f.distance:.2g} apart ({f.low:.2g} to {f.high:.2g}), photographs among themselves {f.floor:.2g}"
    return f'<article><h3>{rank}{escape(text)}</h3>{chart}<p class="small">{escape(f.knob.unit)}; {spread}</p>{advice}</article>'


def _galleries(check: Check) -> str:
    if check.gallery is None:
        return ""
    walls = [
        ("Synthetic images that look it most", check.gallery.most_synthetic, check.data),
        ("Synthetic images that look most like photographs", check.gallery.most_real, check.data),
        ("Photographs that look most synthetic", check.gallery.odd_photographs, check.real),
    ]
    body = "".join(f"<h3>{title}</h3>{_wall(wall, images)}" for title, wall, images in walls)
    return (
        '<section class="galleries"><h2>What gave them away</h2>'
        '<input type="checkbox" id="heat"><label for="heat">show where the classifier looked</label>'
        '<p class="lead">Orange speaks for synthetic, teal for real. Each image was judged by a classifier that had not seen it.</p>'
        f"{body}</section>"
    )


def _wall(exhibits: tuple[Exhibit, ...], images: ImageSet) -> str:
    return f'<div class="wall">{"".join(_exhibit(e, images) for e in exhibits)}</div>'


def _exhibit(e: Exhibit, images: ImageSet) -> str:
    root = images.source if images.source.is_dir() else images.source.parent
    name = e.path.relative_to(root).as_posix() if e.path.is_relative_to(root) else e.path.name
    heat = f'<img class="heat" src="{data_uri(overlay(e.rgb, e.heat))}" alt="where the classifier looked">'
    caption = f'<figcaption title="{escape(name)}"><span>{escape(name)}</span><b>{e.logit:+.1f}</b></figcaption>'
    return f'<figure><div><img src="{data_uri(e.rgb)}" alt="{escape(name)}">{heat}</div>{caption}</figure>'


def _tables(check: Check) -> list[str]:
    return [_table(name, scores, open_=i == 0) for i, (name, scores) in enumerate(check.scores.items())]


def _table(backbone: str, scores: list[Score], *, open_: bool) -> str:
    rows = "".join(_row(s) for s in scores)
    heads = "".join(f"<th>{h}</th>" for h in ("distance", "value", "95 % interval", "scale", "N"))
    return (
        f"<section><details{' open' if open_ else ''}><summary><h2>Distances: {escape(backbone)}</h2></summary>"
        '<p class="lead">Left: photographs among themselves. Right: photographs made blurred and noisy. The bar is the 95 % interval.</p>'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></details></section>"
    )


def _row(s: Score) -> str:
    e = s.estimate
    if s.ceiling is None:
        scale = f'<p class="small">photographs: {_figure(s.floor)}</p>'
    else:
        ends = f'<span class="ends"><span>{_figure(s.floor)}</span><span>{_figure(s.ceiling)}</span></span>'
        scale = scale_bar(e, s.floor, s.ceiling, f"{s.title} {e.value:.3g} on a scale from {s.floor:.3g} to {s.ceiling:.3g}") + ends
    n = f"{e.n_real} / {e.n_data}" if e.n_real else f"{e.n_data}"
    return (
        f"<tr><th>{escape(s.title)}<small>{escape(s.note)}</small></th><td>{_figure(e.value)}</td>"
        f"<td>{_figure(e.low)} to {_figure(e.high)}</td><td>{scale}</td><td>{n}</td></tr>"
    )


def _figure(value: float) -> str:
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3f}"


def _slices(slices: list[Slice]) -> str:
    if not slices:
        return ""
    judged = [s for s in slices if s.auc]
    rows = "".join(
        f"<tr><th>{escape(s.name)}</th><td>{s.auc.value:.2f}</td><td>{s.auc.low:.2f} to {s.auc.high:.2f}</td>"
        f"<td>{scale_bar(s.auc, 0.5, 1.0, s.name)}</td><td>{s.kind}, {s.count}</td></tr>"
        for s in judged
        if s.auc
    )
    few = ", ".join(f"{escape(s.name)} ({s.count})" for s in slices if not s.auc)
    left_out = f'<p class="small">Too few to judge: {few}.</p>' if few else ""
    heads = "".join(f"<th>{h}</th>" for h in ("part", "AUC", "95 % interval", "0.5 is guessing, 1 is certain", "what, how many"))
    return (
        '<section><h2>Which parts are least real</h2><p class="lead">How well each part is told from photographs, worst first.</p>'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{left_out}</section>"
    )


def _leaks(check: Check) -> str:
    found = check.leaks
    copies = [_copy(where, c) for where, some in found.copies.items() for c in some]
    private = [f"<li>{what}: {len(paths)} photographs, such as {escape(paths[0].name)}</li>" for what, paths in found.private.items()]
    more = [f"<li>and {len(copies) - _LISTED} more</li>"] if len(copies) > _LISTED else []
    lines = "".join([*copies[:_LISTED], *more, *private]) or "<li>no copies, nothing private found</li>"
    ratio = f"A synthetic image's nearest photograph is {found.nearest_ratio:.2f} times as far as photographs are from each other."
    return f'<section><h2>Leaks</h2><p class="lead">{ratio} Far below 1 means copied.</p><ul>{lines}</ul></section>'


def _copy(where: str, copy: Copy) -> str:
    return f"<li>{escape(copy.file.name)} in the {where} repeats {escape(copy.original.name)}</li>"


def _files(check: Check) -> str:
    lines = []
    for name, images, side in (("photographs", check.real, "real"), ("synthetic images", check.data, "data")):
        converted = ", ".join(f"{count} {note}" for note, count in sorted(check.notes[side].items())) or "none needed conversion"
        lines.append(f"<li><b>{name}</b> <code>{escape(str(images.source))}</code>, {len(images.paths)} images: {converted}</li>")
    return f"<section><h2>What was read</h2><ul>{''.join(lines)}</ul></section>"

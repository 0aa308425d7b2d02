"""Small charts as inline SVG: a value on its scale, two histograms over each other."""

from html import escape

import numpy as np
import numpy.typing as npt

from setpiece.realism.distances.intervals import Estimate

Floats = npt.NDArray[np.float64]

_SCALE_WIDTH, _SCALE_HEIGHT = 360, 34
_PLOT_WIDTH, _PLOT_HEIGHT = 300, 84
_BINS = 28


def scale_bar(estimate: Estimate, floor: float, ceiling: float, label: str) -> str:
    """A value with its interval between the floor (left, photographs among themselves) and the ceiling (right, spoiled photographs)."""
    span = ceiling - floor or 1.0

    def x(value: float) -> float:
        return 12.0 + float(np.clip((value - floor) / span, -0.03, 1.03)) * (_SCALE_WIDTH - 24.0)

    ends = sorted((x(estimate.low), x(estimate.high)))
    middle = _SCALE_HEIGHT / 2
    return (
        f'<svg class="scale" viewBox="0 0 {_SCALE_WIDTH} {_SCALE_HEIGHT}" role="img" aria-label="{escape(label)}">'
        f'<rect class="track" x="12" y="{middle - 3}" width="{_SCALE_WIDTH - 24}" height="6" rx="3"/>'
        f'<rect class="interval" x="{ends[0]:.1f}" y="{middle - 6}" width="{max(ends[1] - ends[0], 2.0):.1f}" height="12" rx="6"/>'
        f'<circle class="value" cx="{x(estimate.value):.1f}" cy="{middle}" r="6"/></svg>'
    )


def histogram(real: Floats, data: Floats, label: str) -> str:
    """Both samples over each other, each with area one."""
    low, high = np.quantile(np.concatenate([real, data]), [0.002, 0.998])
    pad = 0.04 * (high - low) or 0.5
    edges = np.linspace(low - pad, high + pad, _BINS + 1)
    heights = [np.histogram(np.clip(s, edges[0], edges[-1]), edges)[0] / len(s) for s in (real, data)]
    top = max(float(h.max()) for h in heights) or 1.0
    layers = "".join(f'<path class="{name}" d="{_outline(h / top)}"/>' for name, h in zip(("real", "data"), heights, strict=True))
    ticks = "".join(_tick(edges, float(v)) for v in (edges[0], (edges[0] + edges[-1]) / 2, edges[-1]))
    means = "".join(_mean_mark(edges, float(s.mean()), name) for s, name in ((real, "real"), (data, "data")))
    return (
        f'<svg class="histogram" viewBox="0 0 {_PLOT_WIDTH} {_PLOT_HEIGHT + 18}" role="img" aria-label="{escape(label)}">'
        f'{layers}{means}<line class="axis" x1="0" x2="{_PLOT_WIDTH}" y1="{_PLOT_HEIGHT}" y2="{_PLOT_HEIGHT}"/>{ticks}</svg>'
    )


def share_bars(classes: list[str], real: Floats, data: Floats, label: str) -> str:
    """Shares of classes, photographs above synthetic in each pair."""
    row = 20
    top = max(float(real.max(initial=0.0)), float(data.max(initial=0.0))) or 1.0
    bars = []
    for i, name in enumerate(classes):
        y = i * row
        bars.append(f'<text x="84" y="{y + 13}" text-anchor="end">{escape(name[:12])}</text>')
        bars.extend(
            f'<rect class="{side}" x="90" y="{y + 2 + 8 * k}" height="7" width="{max(1.0, share / top * (_PLOT_WIDTH - 130)):.1f}"/>'
            for k, (side, share) in enumerate((("real", float(real[i])), ("data", float(data[i]))))
        )
    opening = f'<svg class="histogram" viewBox="0 0 {_PLOT_WIDTH} {len(classes) * row}" role="img" aria-label="{escape(label)}">'
    return f"{opening}{''.join(bars)}</svg>"


def _outline(heights: Floats) -> str:
    step = _PLOT_WIDTH / len(heights)
    points = [f"M0 {_PLOT_HEIGHT}"]
    for i, h in enumerate(heights):
        y = _PLOT_HEIGHT - float(h) * (_PLOT_HEIGHT - 6)
        points.append(f"L{i * step:.1f} {y:.1f}L{(i + 1) * step:.1f} {y:.1f}")
    return "".join(points) + f"L{_PLOT_WIDTH} {_PLOT_HEIGHT}Z"


def _position(edges: Floats, value: float) -> float:
    return (value - float(edges[0])) / float(edges[-1] - edges[0]) * _PLOT_WIDTH


def _tick(edges: Floats, value: float) -> str:
    x = _position(edges, value)
    anchor = "start" if x < 10 else "end" if x > _PLOT_WIDTH - 10 else "middle"
    return f'<text x="{x:.1f}" y="{_PLOT_HEIGHT + 14}" text-anchor="{anchor}">{value:.3g}</text>'


def _mean_mark(edges: Floats, value: float, name: str) -> str:
    x = _position(edges, value)
    return f'<line class="mean {name}" x1="{x:.1f}" x2="{x:.1f}" y1="2" y2="{_PLOT_HEIGHT}"/>'

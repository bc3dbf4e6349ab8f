"""Charts as SVG, by hand; readable on a light and on a dark page."""

import math
from collections.abc import Mapping, Sequence
from html import escape

Points = Sequence[tuple[float, float]]

_WIDTH, _PLOT_LEFT, _PLOT_RIGHT = 760, 190, 30
_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #24292f }
.title { font-size: 16px; font-weight: 600 }
.quiet { fill: #57606a }
.grid { stroke: #d0d7de; stroke-width: 1 }
.c0 { fill: #0969da; stroke: #0969da } .c1 { fill: #bc4c00; stroke: #bc4c00 }
.c2 { fill: #1a7f37; stroke: #1a7f37 } .c3 { fill: #8250df; stroke: #8250df }
.c4 { fill: #bf3989; stroke: #bf3989 } .c5 { fill: #6e7781; stroke: #6e7781 }
.line { fill: none; stroke-width: 2.5 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .quiet { fill: #9198a1 } .grid { stroke: #3d444d }
  .c0 { fill: #58a6ff; stroke: #58a6ff } .c1 { fill: #f0883e; stroke: #f0883e }
  .c2 { fill: #3fb950; stroke: #3fb950 } .c3 { fill: #bc8cff; stroke: #bc8cff }
  .c4 { fill: #f778ba; stroke: #f778ba } .c5 { fill: #8b949e; stroke: #8b949e }
  .line { fill: none }
}
"""
_ROW, _TOP, _LEGEND = 34, 46, 28
_HEIGHT_OF_LINES = 300


def bars(
    title: str, unit: str, parts: Sequence[str], rows: Mapping[str, Sequence[float | None]]
) -> str:
    """Lying bars, each of some parts in a row.

    Args:
        title: What is shown.
        unit: What it is counted in.
        parts: The names of the parts, for the legend; a single one needs none.
        rows: By name, the length of each part; what is not above 0 is left out.
    """
    sums = {name: sum(max(0.0, part or 0) for part in row) for name, row in rows.items()}
    top = _round_up(max(sums.values(), default=0))
    bottom = _TOP + len(rows) * _ROW
    drawing = _grid(top, unit, bottom)
    for number, (name, row) in enumerate(rows.items()):
        y, at = _TOP + number * _ROW, 0.0
        drawing.append(_text(_PLOT_LEFT - 10, y + 21, name, anchor="end"))
        for part, value in enumerate(row):
            wide = max(0.0, value or 0)
            x, width = _x(at, top), _x(wide, top) - _PLOT_LEFT
            shape = f'x="{x:.1f}" y="{y + 6}" width="{width:.1f}" height="{_ROW - 12}"'
            drawing.append(f'<rect class="c{part % 6}" stroke="none" {shape}/>')
            at += wide
        drawing.append(_text(_x(at, top) + 6, y + 21, f"{at:.3g}", "quiet"))
    return _svg(title, bottom + 30, drawing, parts if len(parts) > 1 else ())


def lines(title: str, across: str, up: str, series: Mapping[str, Points]) -> str:
    """Lines through points.

    Args:
        title: What is shown.
        across: What the horizontal axis counts.
        up: What the vertical axis counts.
        series: Points (x, y) by the line's name; those with y = NaN are left out.
    """
    known = {
        name: [point for point in points if not math.isnan(point[1])]
        for name, points in series.items()
    }
    right = _round_up(max((x for points in known.values() for x, _ in points), default=0))
    top = _round_up(max((y for points in known.values() for _, y in points), default=0))
    bottom = _TOP + _HEIGHT_OF_LINES
    drawing = _grid(right, across, bottom)
    for step in range(5):
        y = bottom - step * _HEIGHT_OF_LINES / 4
        drawing.append(_text(_PLOT_LEFT - 10, y + 4, f"{top * step / 4:g}", "quiet", "end"))
        ends = f'x1="{_PLOT_LEFT}" x2="{_WIDTH - _PLOT_RIGHT}" y1="{y:.1f}" y2="{y:.1f}"'
        drawing.append(f'<line class="grid" {ends}/>')
    drawing.append(_text(_PLOT_LEFT - 10, _TOP - 8, up, "quiet", "end"))
    for number, points in enumerate(known.values()):
        places = [(_x(x, right), bottom - y / top * _HEIGHT_OF_LINES) for x, y in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        drawing.append(f'<polyline class="line c{number % 6}" style="fill:none" points="{path}"/>')
        drawing += [
            f'<circle class="c{number % 6}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>' for x, y in places
        ]
    return _svg(title, bottom + 30, drawing, tuple(known))


def _grid(right: float, unit: str, bottom: float) -> list[str]:
    drawing = []
    for step in range(5):
        x = _x(right * step / 4, right)
        ends = f'x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{bottom}"'
        drawing.append(f'<line class="grid" {ends}/>')
        label = f"{right * step / 4:g}" + (f" {unit}" if step == 4 else "")  # noqa: PLR2004
        anchor = "end" if step == 4 else "middle"  # noqa: PLR2004
        drawing.append(_text(x + (10 if step == 4 else 0), bottom + 18, label, "quiet", anchor))  # noqa: PLR2004
    return drawing


def _svg(title: str, height: float, drawing: Sequence[str], legend: Sequence[str]) -> str:
    names, x = [], float(_PLOT_LEFT)
    for number, name in enumerate(legend):
        names.append(
            f'<rect class="c{number % 6}" x="{x:.0f}" y="{height + 5}" width="12" height="12"/>'
        )
        names.append(_text(x + 18, height + 16, name))
        x += 38 + 7.2 * len(name)
    height += _LEGEND if legend else 0
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" role="img"'
    return "\n".join(
        [
            f'{head} aria-label="{escape(title)}">',
            f"<style>{_STYLE}</style>",
            _text(12, 24, title, "title"),
            *drawing,
            *names,
            "</svg>\n",
        ]
    )


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text class="{kind}" {place}>{escape(words)}</text>'


def _x(value: float, top: float) -> float:
    return _PLOT_LEFT + value / top * (_WIDTH - _PLOT_LEFT - _PLOT_RIGHT)


def _round_up(value: float) -> float:
    """A number at or above `value` whose quarters are easy to read."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(power * step for step in (1, 2, 4, 6, 8, 10, 12) if power * step >= value)

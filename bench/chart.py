"""Charts as SVG, by hand; readable on a light and on a dark page."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

Points = Sequence[tuple[float, float]]

_WIDTH, _LEFT, _RIGHT = 760, 100, 30
_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #24292f }
.title { font-size: 16px; font-weight: 600 }
.quiet { fill: #57606a } .inside { fill: #ffffff }
.grid { stroke: #d0d7de; stroke-width: 1 }
.c0 { fill: #0969da; stroke: #0969da } .c1 { fill: #bc4c00; stroke: #bc4c00 }
.c2 { fill: #1a7f37; stroke: #1a7f37 } .c3 { fill: #8250df; stroke: #8250df }
.c4 { fill: #bf3989; stroke: #bf3989 } .c5 { fill: #6e7781; stroke: #6e7781 }
.line { fill: none; stroke-width: 2.5 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .quiet { fill: #9198a1 } .inside { fill: #0d1117 }
  .grid { stroke: #3d444d }
  .c0 { fill: #58a6ff; stroke: #58a6ff } .c1 { fill: #f0883e; stroke: #f0883e }
  .c2 { fill: #3fb950; stroke: #3fb950 } .c3 { fill: #bc8cff; stroke: #bc8cff }
  .c4 { fill: #f778ba; stroke: #f778ba } .c5 { fill: #8b949e; stroke: #8b949e }
  .line { fill: none }
}
"""
_ROW, _TOP, _LEGEND = 34, 60, 28
_HEIGHT_OF_LINES = 300
_COLOURS = 6


def bars(
    title: str, unit: str, rows: Mapping[str, tuple[float, float]], group: int = _COLOURS
) -> str:
    """Lying bars, each from a begin to an end.

    Args:
        title: What is shown.
        unit: What it is counted in.
        rows: The begin and the end of each bar, by its name.
        group: After how many bars the colours begin again.
    """
    left = 30 + 7.2 * max(map(len, rows), default=0)
    across = _Axis(left, *_spanned(rows))
    bottom = _TOP + len(rows) * _ROW
    drawing = _grid(across, unit, bottom)
    for number, (name, (begin, end)) in enumerate(rows.items()):
        y, x = _TOP + number * _ROW, across.at(begin)
        wide = max(1.0, across.at(end) - x)
        shape = f'x="{x:.1f}" y="{y + 6}" width="{wide:.1f}" height="{_ROW - 12}"'
        drawing.append(_text(left - 10, y + 21, name, anchor="end"))
        drawing.append(f'<rect class="c{number % group % _COLOURS}" {shape}/>')
        words = f"{end - begin:.0f}"
        inside = x + wide + 50 > _WIDTH
        drawing.append(
            _text(
                x + wide + (-8 if inside else 6),
                y + 21,
                words,
                "inside" if inside else "quiet",
                "end" if inside else "start",
            )
        )
    return _svg(title, bottom + 30, drawing, (), left)


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
    axis = _Axis(_LEFT, 0.0, right)
    drawing = _grid(axis, across, bottom)
    for step in range(5):
        y = bottom - step * _HEIGHT_OF_LINES / 4
        drawing.append(_text(_LEFT - 10, y + 4, f"{top * step / 4:g}", "quiet", "end"))
        ends = f'x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"'
        drawing.append(f'<line class="grid" {ends}/>')
    drawing.append(_text(12, _TOP - 14, up, "quiet"))
    for number, points in enumerate(known.values()):
        places = [(axis.at(x), bottom - y / top * _HEIGHT_OF_LINES) for x, y in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        drawing.append(
            f'<polyline class="line c{number % _COLOURS}" style="fill:none" points="{path}"/>'
        )
        drawing += [
            f'<circle class="c{number % _COLOURS}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>'
            for x, y in places
        ]
    return _svg(title, bottom + 30, drawing, tuple(known), _LEFT)


@dataclass(frozen=True, slots=True)
class _Axis:
    """Across, from `low` (at or below 0) to `high`, which four steps lead to from 0."""

    left: float
    low: float
    high: float

    @property
    def steps(self) -> list[float]:
        first = round(self.low / self.high * 4)
        return [self.high * step / 4 for step in range(first, 5)]

    def at(self, value: float) -> float:
        return self.left + (value - self.low) / (self.high - self.low) * (
            _WIDTH - self.left - _RIGHT
        )


def _spanned(rows: Mapping[str, tuple[float, float]]) -> tuple[float, float]:
    """Where an axis begins and ends that has room for these bars."""
    high = _round_up(max((end for _, end in rows.values()), default=0))
    step = high / 4
    return math.floor(min((0.0, *(begin for begin, _ in rows.values()))) / step) * step, high


def _grid(axis: _Axis, unit: str, bottom: float) -> list[str]:
    drawing = []
    for value in axis.steps:
        x, is_last = axis.at(value), value == axis.high
        ends = f'x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{bottom}"'
        drawing.append(f'<line class="grid" {ends}/>')
        label = f"{value:g}" + (f" {unit}" if is_last else "")
        anchor = "end" if is_last else "middle"
        drawing.append(_text(x + (10 if is_last else 0), bottom + 18, label, "quiet", anchor))
    return drawing


def _svg(
    title: str, height: float, drawing: Sequence[str], legend: Sequence[str], left: float
) -> str:
    names, x = [], left
    for number, name in enumerate(legend):
        shape = f'x="{x:.0f}" y="{height + 5}" width="12" height="12"'
        names.append(f'<rect class="c{number % _COLOURS}" {shape}/>')
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


def _round_up(value: float) -> float:
    """A number at or above `value` whose quarters are easy to read."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(
        power * step for step in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10) if power * step >= value
    )

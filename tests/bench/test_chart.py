"""The charts and the tables of the benchmarks."""

import math
from xml.etree import ElementTree

from bench.chart import bars, lines
from bench.quantiles import quantile
from bench.table import table

SVG = "{http://www.w3.org/2000/svg}"


def test_bars_have_a_bar_and_a_name_each() -> None:
    """A chart is XML; a name may hold what XML must escape; a bar may begin before 0."""
    drawing = ElementTree.fromstring(bars("a < b", "ms", {"one": (0, 10), "two": (-5, 20)}))  # noqa: S314 - ours
    assert len(drawing.findall(f"{SVG}rect")) == 2
    texts = [text.text for text in drawing.findall(f"{SVG}text")]
    assert {"a < b", "one", "two", "10", "25", "0", "-5", "20 ms"} <= set(texts)
    one, two = (float(bar.get("x", "")) for bar in drawing.findall(f"{SVG}rect"))
    assert two < one


def test_lines_leave_out_what_is_not_known() -> None:
    """A line has a point for each number; it has a name in the legend."""
    drawing = ElementTree.fromstring(  # noqa: S314 - ours
        lines("t", "calls", "%", {"ours": [(1, 2.0), (2, math.nan), (3, 4.0)]})
    )
    assert len(drawing.findall(f"{SVG}circle")) == 2
    assert "ours" in [text.text for text in drawing.findall(f"{SVG}text")]


def test_a_quantile_is_one_of_the_values() -> None:
    """p99 of few values is the highest; of none there is none."""
    assert quantile([3, 1, 2], 0.5) == 2
    assert quantile([3, 1, 2], 0.99) == 3
    assert math.isnan(quantile([], 0.5))


def test_a_table_is_markdown() -> None:
    """Columns line up, and what is not known is a dash."""
    assert table(("a", "b"), [("x", 1.234), ("yy", math.nan)]).splitlines() == [
        "| a  |    b |",
        "| -- | ---: |",
        "| x  | 1.23 |",
        "| yy |    – |",
    ]

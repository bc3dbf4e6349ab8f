"""What a benchmark ends with: a table, a chart, the figures."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson


class BenchError(Exception):
    """It can't be measured here; the message says why."""


RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one benchmark.

    Attributes:
        name: Of the benchmark.
        text: Tables and counts, Markdown.
        svg: The chart.
        figures: All of it, for programs.
    """

    name: str
    text: str
    svg: str
    figures: dict[str, Any]

    def show(self, svg: Path | None, json: Path | None) -> None:
        """Print the text, and write the chart and, where asked for, the figures."""
        chart = svg or RESULTS / f"{self.name}.svg"
        chart.parent.mkdir(parents=True, exist_ok=True)
        chart.write_text(self.svg, encoding="utf-8")
        print(f"\n{self.text}\n\nchart: {chart}")
        if json:
            json.write_bytes(orjson.dumps(self.figures, option=orjson.OPT_INDENT_2))
            print(f"figures: {json}")

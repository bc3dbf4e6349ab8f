"""Labelled set: the calls of the repository, judged by the rules, and the floors of its goals.

`make eval` raises the floors to where the coach stands, and writes docs/bench/judged.md.
"""

import json
import math
import sys
from functools import cache
from pathlib import Path

from evaluation.evaluation import Evaluation
from evaluation.labels.label_files import LabelError, label_paths
from evaluation.report.report import report
from evaluation.scoring.figures import figures_of
from evaluation.scoring.goals import GOALS
from evaluation.scoring.result import CallResult
from evaluation.scoring.tally import tally_of_call, total
from tests.evaluation.stage import SETTINGS
from tests.product import ROOT

CALLS = ROOT / "evaluation" / "calls"
PARTS = ("tuned", "held_out")
LANGUAGES = ("en", "fr", "es")
FLOORS = Path(__file__).with_name("floors.json")
PAGE = ROOT / "docs" / "bench" / "judged.md"
CEILINGS = frozenset({"cards_a_minute"})
"""Goals that are no better by less: whoever finds more moments shows more cards."""


@cache
def judged(part: str, language: str) -> tuple[list[CallResult], list[str]]:
    """The calls of a part in a language, and what is wrong with those that can't be judged."""
    results: list[CallResult] = []
    errors: list[str] = []
    for path in label_paths([CALLS / part]):
        if path.name.startswith(f"{language}_"):
            try:
                results.append(Evaluation(SETTINGS).judge(path))
            except LabelError as error:
                errors.append(error.message)
    return results, errors


def floors() -> dict[str, dict[str, float]]:
    """What has been reached, by part and language: the calls judged, and each goal's figure."""
    return json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}


def standing(results: list[CallResult]) -> dict[str, float]:
    """The same of some calls, in whole hundredths, never better than it is."""
    figures = figures_of(total(tally_of_call(result) for result in results))
    return {"calls": len(results)} | {
        goal.figure: _hundredths(
            max(value, goal.limit) if goal.figure in CEILINGS else value, up=not goal.at_least
        )
        for goal in GOALS
        if (value := getattr(figures, goal.figure)) is not None
    }


def better(figure: str, one: float, other: float) -> float:
    """The better one of two figures."""
    at_least = all(goal.at_least for goal in GOALS if goal.figure == figure)
    return max(one, other) if at_least else min(one, other)


def _hundredths(value: float, *, up: bool) -> float:
    return (math.ceil if up else math.floor)(round(value * 100, 6)) / 100


def _raise() -> None:
    kept = floors()
    for part in PARTS:
        for language in LANGUAGES:
            old, now = kept.get(f"{part}/{language}", {}), standing(judged(part, language)[0])
            if old.get("calls") == now["calls"]:  # other calls have other figures
                now = {
                    name: better(name, value, old.get(name, value)) for name, value in now.items()
                }
            kept[f"{part}/{language}"] = now
    FLOORS.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


def _write_tables() -> None:
    page = PAGE.read_text("utf-8")
    for part in PARTS:
        begin, end = f"<!-- {part} -->\n", f"<!-- end of {part} -->"
        before, _, rest = page.partition(begin)
        results = [one for language in LANGUAGES for one in judged(part, language)[0]]
        lines = "\n".join(line.rstrip() for line in report(results))
        page = f"{before}{begin}```\n{lines}\n```\n{end}{rest.partition(end)[2]}"
    PAGE.write_text(page, "utf-8")


if __name__ == "__main__":
    _raise()
    _write_tables()
    for _part in PARTS:
        for _language in LANGUAGES:
            sys.stdout.writelines(f"{error}\n" for error in judged(_part, _language)[1])

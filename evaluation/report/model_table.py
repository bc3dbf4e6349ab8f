"""Model table: several models on the same labelled calls, a line each: quality, time and cost."""

from collections.abc import Iterator, Mapping, Sequence

from conversation.quantile import quantile
from evaluation.report.tables import number
from evaluation.scoring.figures import figures_of
from evaluation.scoring.result import CallResult
from evaluation.scoring.tally import tally_of_call, total

_HOUR_MS = 3_600_000
_HEAD = (
    f"{'model':<32} {'prec.':>6} {'recall':>6} {'alarms':>6} {'wrong':>5}"
    f" {'first ms':>11} {'USD/h':>8} {'cached':>6} {'failed':>8}"
)


def model_table(judged: Mapping[str, Sequence[CallResult]]) -> Iterator[str]:
    """The lines of the table.

    Args:
        judged: By the name of what advised: the results of the calls.
    """
    yield _HEAD
    for name, results in judged.items():
        yield _row(name, results)
    yield ""
    yield "first ms: from the request to the first field, median and p95; USD/h: an hour of calls;"
    yield "cached: of the input's tokens; failed: requests without an answer, of all."


def _row(name: str, results: Sequence[CallResult]) -> str:
    tally = total(tally_of_call(result) for result in results)
    figures = figures_of(tally)
    firsts = [first for result in results for first in result.first_s]
    first = f"{_ms(firsts, 0.5)}/{_ms(firsts, 0.95)}" if firsts else "–"
    asked = sum(result.requests for result in results)
    failed = f"{sum(result.failed for result in results)}/{asked}" if asked else "–"
    return (
        f"{name[:32]:<32} {number(figures.precision):>6} {number(figures.recall):>6}"
        f" {number(figures.silent_alarmed):>6} {tally.wrong:>5} {first:>11}"
        f" {number(_dollars_an_hour(results, tally.call_ms)):>8} {_cached(results):>6} {failed:>8}"
    )


def _dollars_an_hour(results: Sequence[CallResult], call_ms: int) -> float | None:
    costs = [result.cost for result in results if result.cost is not None]
    return sum(costs) * _HOUR_MS / call_ms if costs and call_ms else None


def _cached(results: Sequence[CallResult]) -> str:
    read = sum(result.input_tokens for result in results)
    cached = sum(result.cached_tokens for result in results)
    return f"{cached / read:.0%}" if read else "–"


def _ms(values: Sequence[float], q: float) -> int:
    return round(quantile(values, q) * 1000)

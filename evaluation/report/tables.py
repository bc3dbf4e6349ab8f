"""Report tables: the figures of an evaluation as lines of a terminal, at most 100 columns."""

from collections import Counter
from collections.abc import Iterator, Sequence

from evaluation.scoring.breakdown import (
    BreakdownGroup,
    SignalRow,
    by_kind,
    by_language,
    by_playbook,
    by_signal,
    calibration,
    calibration_error,
    delays_of,
)
from evaluation.scoring.figures import Figures, figures_of
from evaluation.scoring.goals import goal_states
from evaluation.scoring.result import CallResult
from evaluation.scoring.tally import Tally, tally_of_call, total

_NONE = "–"
_STATES = {True: "reached", False: "NOT REACHED", None: "nothing to count"}


def tables(results: Sequence[CallResult]) -> Iterator[str]:
    """All tables: the goals first."""
    tally = total(tally_of_call(result) for result in results)
    figures, languages = figures_of(tally), by_language(results)
    yield from _head(results, tally)
    yield from _goals(figures, languages)
    yield from _others(tally, figures, results)
    yield from _held_back(results)
    for title, groups in (
        ("language", languages),
        ("playbook", by_playbook(results)),
        ("kind of turn", by_kind(results)),
    ):
        yield from _groups(title, groups)
    yield from _signals(by_signal(results))
    yield from _calibration(results)


def number(value: float | None, places: int = 2) -> str:
    """A figure as it is printed; a count without places."""
    if value is None:
        return _NONE
    return str(value) if isinstance(value, int) else f"{value:.{places}f}"


def _head(results: Sequence[CallResult], tally: Tally) -> Iterator[str]:
    advisors: dict[str, int] = {}
    for result in results:
        advisors[result.advised_by] = advisors.get(result.advised_by, 0) + 1
    advice = ", ".join(f"{name} ({count} calls)" for name, count in advisors.items())
    minutes = tally.call_ms / 60_000
    yield f"{tally.calls} calls, {minutes:.0f} min; {tally.due} turns expect a card,"
    yield f"{tally.silent} deserve silence. Advice: {advice}."
    if asked := sum(result.requests for result in results):
        read, wrote = (
            sum(result.input_tokens for result in results),
            sum(result.output_tokens for result in results),
        )
        costs = [result.cost for result in results if result.cost is not None]
        cost = f"{sum(costs):.4f}" if costs else "its price is not known"
        tokens = f"{read} tokens in, {wrote} out" if read else "its server tells no tokens"
        yield f"The model was asked {asked} times: {tokens}; cost: {cost}."
    yield ""


def _goals(figures: Figures, languages: Sequence[BreakdownGroup]) -> Iterator[str]:
    yield f"{'goal':<46} {'limit':>8} {'figure':>8}"
    for state in goal_states(figures, {group.name: group.figures for group in languages}):
        goal = state.goal
        title = f"  in {state.language}" if state.language else goal.title
        limit = f"{'≥' if goal.at_least else '≤'} {goal.limit:g}"
        yield f"{title:<46} {limit:>8} {number(state.value):>8}  {_STATES[state.is_reached]}"
    yield ""


def _others(tally: Tally, figures: Figures, results: Sequence[CallResult]) -> Iterator[str]:
    delays = delays_of(results)
    rows = (
        ("recall", f"{number(figures.recall)} ({tally.found} of {tally.due})"),
        ("found late, of those found", number(figures.late)),
        ("the right signal leads, of those found", number(figures.lead)),
        ("urgent enough, of those found", number(figures.priority_kept)),
        ("cards", f"{tally.cards}, {tally.counted} of them not at open turns"),
        ("cards begun and taken back", str(tally.taken_back)),
        ("cards with a wrong signal or words", str(tally.wrong)),
        ("repeats within 60 s", str(tally.repeats)),
        ("boundary precision, recall", _pair(figures)),
        ("words lost, doubled", f"{tally.words_lost}, {tally.words_doubled}"),
        (
            "delay of a card from the end of the words",
            f"median {number(delays.median_ms, 0)} ms, p90 {number(delays.p90_ms, 0)} ms",
        ),
    )
    yield from (f"{title:<46} {value}" for title, value in rows)
    yield ""


def _pair(figures: Figures) -> str:
    return f"{number(figures.boundary_precision)}, {number(figures.boundary_recall)}"


def _groups(title: str, groups: Sequence[BreakdownGroup]) -> Iterator[str]:
    if not groups:
        return
    yield f"{title:<22} {'due':>5} {'recall':>7} {'plain':>6} {'indir.':>6}  " + (
        f"{'silent':>6} {'alarmed':>7}  {'cards':>5} {'prec.':>6} {'wrong':>5}"
    )
    for group in groups:
        tally, own = group.tally, group.figures
        yield (
            f"{group.name[:22]:<22} {tally.due:>5} {number(own.recall):>7}"
            f" {number(own.recall_plain):>6} {number(own.recall_indirect):>6}  {tally.silent:>6}"
            f" {number(own.silent_alarmed):>7}  {tally.cards:>5} {number(own.precision):>6}"
            f" {tally.wrong:>5}"
        )
    yield ""


def _signals(rows: Sequence[SignalRow]) -> Iterator[str]:
    yield f"{'signal':<26} {'due':>5} {'reported':>8}  {'cards it leads':>14} {'right':>6}"
    for row in rows:
        yield f"{row.name:<26} {row.due:>5} {row.found:>8}  {row.cards:>14} {row.good:>6}"
    yield ""


def _held_back(results: Sequence[CallResult]) -> Iterator[str]:
    reasons = Counter(held.reason for result in results for held in result.held_back)
    if reasons:
        told = ", ".join(f"{reason} {count}" for reason, count in reasons.most_common())
        yield f"{'cards held back':<46} {told}"
        yield ""


def _calibration(results: Sequence[CallResult]) -> Iterator[str]:
    bins = calibration(results)
    yield f"{'confidence':<16} {'cards':>5} {'on average':>10} {'right':>6}"
    for one in bins:
        name = f"{one.low:.1f} to {one.high:.1f}"
        yield f"{name:<16} {one.cards:>5} {one.confidence:>10.2f} {one.right:>6.2f}"
    yield f"{'off by':<16} {'':>5} {'':>10} {number(calibration_error(bins)):>6}"
    yield ""

"""Report: an evaluation for a person, tables first, then each failure by its name."""

from collections.abc import Iterator, Sequence

from evaluation.report.failures import NamedFailure, failures_of
from evaluation.report.tables import tables
from evaluation.scoring.result import CallResult

COLUMNS = 100
"""How wide a line may be."""


def report(results: Sequence[CallResult], *, show_held_out: bool = False) -> Iterator[str]:
    """The lines of the report.

    Args:
        results: The judged calls, at least one.
        show_held_out: Name the failures in held-out calls too, which nobody who tunes may read.
    """
    yield from tables(results)
    named = failures_of(
        result for result in results if show_held_out or not result.file.is_held_out
    )
    hidden = len(failures_of(results)) - len(named)
    yield f"failures: {len(named) + hidden}"
    yield from (line(failure) for failure in named)
    if hidden:
        yield f"  {hidden} in held-out calls, which --show-held-out names"


def line(named: NamedFailure) -> str:
    """A failure in one line."""
    held = f" (held back, {named.held_back})" if named.held_back else ""
    card = f"{held}: “{named.headline}”" if named.headline else ""
    signals = ", ".join(named.signals)
    place = f"{named.call_id} turn {named.turn} ({named.at_ms / 1000:.1f} s)"
    whole = f"  {named.failure:<11} {place} {signals}{card}"
    return whole if len(whole) <= COLUMNS else f"{whole[: COLUMNS - 1]}…"

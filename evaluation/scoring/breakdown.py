"""Breakdown: the figures by language, playbook, kind and signal, the delays and the calibration."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median, quantiles

from conversation.languages import base_of
from evaluation.scoring.figures import Figures, figures_of
from evaluation.scoring.result import CallResult
from evaluation.scoring.tally import Tally, tally_of_call, tally_of_turns, total

_BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class BreakdownGroup:
    """Some calls or turns, what was counted there, and the rates of that."""

    name: str
    tally: Tally
    figures: Figures


@dataclass(frozen=True, slots=True)
class SignalRow:
    """A signal: how often it is due and reported, and the cards that it leads.

    Attributes:
        name: The signal, by its first name where several are right.
        due: How often it is expected.
        found: How often it was reported then.
        cards: The cards that it leads, but those at open turns.
        good: Those that are right.
    """

    name: str
    due: int
    found: int
    cards: int
    good: int


@dataclass(frozen=True, slots=True)
class ConfidenceBin:
    """The cards that are about as sure of themselves.

    Attributes:
        low: The lowest confidence.
        high: The highest, which belongs to the next bin.
        cards: How many there are, but those at open turns.
        confidence: How sure they are on average.
        right: How many of them are right, 0 to 1.
    """

    low: float
    high: float
    cards: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Delays:
    """From the end of the customer's words to their card, ms; below 0 while they still spoke."""

    cards: int
    median_ms: float | None
    p90_ms: float | None


def by_language(results: Sequence[CallResult]) -> list[BreakdownGroup]:
    """The calls of each language."""
    return _grouped(results, lambda result: base_of(result.file.call.language))


def by_playbook(results: Sequence[CallResult]) -> list[BreakdownGroup]:
    """The calls of each playbook."""
    return _grouped(results, lambda result: result.playbook)


def by_kind(results: Sequence[CallResult]) -> list[BreakdownGroup]:
    """The turns of each kind, those that have several at each."""
    turns = [turn for result in results for turn in result.turns]
    kinds = sorted({kind for turn in turns for kind in turn.turn.kind})
    return [
        _group(kind, tally_of_turns(turn for turn in turns if kind in turn.turn.kind))
        for kind in kinds
    ]


def by_signal(results: Sequence[CallResult]) -> list[SignalRow]:
    """Each signal that is due or leads a card."""
    due: dict[str, list[bool]] = defaultdict(list)
    led: dict[str, list[bool]] = defaultdict(list)
    for turn in (turn for result in results for turn in result.turns):
        for names, reported in zip(turn.turn.expect, turn.reported, strict=True):
            due[names.split("|")[0]].append(reported)
        for card in turn.cards:
            if card.counts and card.card.signals:
                led[card.card.signals[0]].append(card.is_good)
    return [
        SignalRow(name, len(due[name]), sum(due[name]), len(led[name]), sum(led[name]))
        for name in sorted({*due, *led})
    ]


def delays_of(results: Iterable[CallResult]) -> Delays:
    """How long the agent waits for a card."""
    waits = sorted(
        card.shown_ms - result.file.call.turns[card.at].end_ms
        for result in results
        for card in result.cards
    )
    if not waits:
        return Delays(0, None, None)
    p90 = quantiles(waits, n=10, method="inclusive")[-1] if len(waits) > 1 else waits[0]
    return Delays(len(waits), median(waits), p90)


def calibration(results: Iterable[CallResult]) -> list[ConfidenceBin]:
    """How often cards are right, by how sure they are."""
    sure = [
        (card.card.data["confidence"], card.is_good)
        for result in results
        for card in result.judged_cards
        if card.counts
    ]
    return list(_bins(sure))


def calibration_error(bins: Sequence[ConfidenceBin]) -> float | None:
    """How far confidence is from truth on average over the cards (expected calibration error)."""
    cards = sum(one.cards for one in bins)
    off = sum(one.cards * abs(one.confidence - one.right) for one in bins)
    return off / cards if cards else None


def _bins(sure: Sequence[tuple[float, bool]]) -> Iterator[ConfidenceBin]:
    for low, high in pairwise(_BINS):
        inside = [(c, good) for c, good in sure if low <= c < high or c == high == _BINS[-1]]
        if inside:
            confidence, right = fmean(c for c, _ in inside), fmean(good for _, good in inside)
            yield ConfidenceBin(low, high, len(inside), confidence, right)


def _grouped(
    results: Sequence[CallResult], key: Callable[[CallResult], str]
) -> list[BreakdownGroup]:
    return [
        _group(name, total(tally_of_call(result) for result in results if key(result) == name))
        for name in sorted({key(result) for result in results})
    ]


def _group(name: str, tally: Tally) -> BreakdownGroup:
    return BreakdownGroup(name, tally, figures_of(tally))

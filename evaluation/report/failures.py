"""Failures: each moment at which the coach fell short, named by call, turn and headline."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from evaluation.scoring.cards import FinalCard
from evaluation.scoring.judgement import CardVerdict, JudgedCard, JudgedTurn
from evaluation.scoring.result import CallResult


class FailureKind(StrEnum):
    """The ways to fall short."""

    MISSED = "missed"
    FALSE_ALARM = "false_alarm"
    AMISS = "amiss"
    WRONG = "wrong"
    NEVER_SAY = "never_say"
    TOO_LOW = "too_low"
    PUT_AWAY = "put_away"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class NamedFailure:
    """One of them, with its place.

    Attributes:
        call_id: The call.
        turn: The place of the turn in its file, from 1.
        at_ms: Where that turn begins, ms from the start of the call.
        failure: What it is.
        signals: What was due, or what was reported and must not be.
        headline: Of the card, where there is one, or was one that was held back …
        held_back: … and why that was.
    """

    call_id: str
    turn: int
    at_ms: int
    failure: FailureKind
    signals: tuple[str, ...]
    headline: str | None
    held_back: str | None = None


def failures_of(results: Iterable[CallResult]) -> list[NamedFailure]:
    """All failures, by call and turn."""
    return [named for result in results for named in sorted(_of_call(result), key=_place)]


def _of_call(result: CallResult) -> Iterator[NamedFailure]:
    for judged in result.turns:
        yield from _of_turn(result, judged)
    for card, other in result.put_away:
        yield _named(result, card, FailureKind.PUT_AWAY, other.signals, other.headline)
    for card in result.repeats:
        yield _named(result, card, FailureKind.REPEATED, card.signals, card.headline)


def _of_turn(result: CallResult, judged: JudgedTurn) -> Iterator[NamedFailure]:
    call_id, place, at_ms = result.file.call.id, judged.at + 1, judged.turn.start_ms
    if judged.turn.expect and judged.found is None:
        yield NamedFailure(call_id, place, at_ms, FailureKind.MISSED, *_instead(result, judged))
    elif judged.found and not judged.is_urgent_enough:
        due = (f"{judged.turn.priority_min}",)
        yield NamedFailure(call_id, place, at_ms, FailureKind.TOO_LOW, due, judged.found.headline)
    for card in judged.cards:
        for failure, signals in _of_card(card):
            yield _named(result, card.card, failure, signals, card.card.headline)


def _instead(
    result: CallResult, judged: JudgedTurn
) -> tuple[tuple[str, ...], str | None, str | None]:
    """What was due at a turn that was missed, and what was shown or held back there."""
    due = tuple(judged.turn.expect)
    if judged.cards:
        return due, judged.cards[0].card.headline, None
    held = next((one for one in result.held_back if one.at == judged.at), None)
    return (due, held.headline, held.reason) if held else (due, None, None)


def _of_card(judged: JudgedCard) -> Iterator[tuple[FailureKind, Iterable[str]]]:
    if judged.said:
        yield FailureKind.NEVER_SAY, judged.said
    if judged.wrong:
        yield FailureKind.WRONG, judged.wrong
    elif judged.verdict is CardVerdict.FALSE_ALARM:
        yield FailureKind.FALSE_ALARM, judged.card.signals
    elif judged.verdict is CardVerdict.AMISS:
        yield FailureKind.AMISS, judged.card.signals


def _named(
    result: CallResult, card: FinalCard, failure: FailureKind, signals: Iterable[str], headline: str
) -> NamedFailure:
    call = result.file.call
    at_ms = call.turns[card.at].start_ms
    return NamedFailure(call.id, card.at + 1, at_ms, failure, tuple(signals), headline)


def _place(named: NamedFailure) -> int:
    return named.turn

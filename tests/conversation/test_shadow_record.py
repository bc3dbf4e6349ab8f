"""Shadow record: what it takes of the engine's events, and streams of one call put together."""

from conversation.coaching.advice import Advice, LaneName, Priority, Withdrawal
from conversation.errors import ErrorCode
from conversation.events.payloads import (
    Failure,
    Latency,
    SuggestionFinal,
    SuggestionStarted,
    SuggestionSuppressed,
    SuggestionWithdrawn,
)
from conversation.shadow.record import ShadowRecord, joined


def final(suggestion_id: str) -> SuggestionFinal:
    started = SuggestionStarted(suggestion_id, "c1", LaneName.LLM, "sales", None)
    advice = Advice(
        priority=Priority.HIGH,
        signals_detected=["price"],
        headline="Ask",
        questions=[],
        recommended_direction="On.",
        confidence=0.5,
        evidence=[],
    )
    wait = Latency(1, 2, 3, 4)
    return SuggestionFinal(started, advice, wait, "m", "coach@7/en", None, (), None)


def test_a_record_has_the_cards_that_stood() -> None:
    """One that was withdrawn is none; silences, and cards that were held back, are told apart."""
    record = ShadowRecord()
    for payload in (
        final("s1"),
        final("s2"),
        SuggestionWithdrawn("s1", Withdrawal.STALE),
        SuggestionSuppressed("c2", "backchannel"),
        SuggestionSuppressed("c3", "budget", headline="Wait"),
        Failure(ErrorCode.COACH_TIMEOUT, "Too late."),
    ):
        record.take(payload)
    (card,) = record.cards
    assert (card["suggestion_id"], card["turn_id"], card["prompt"]) == ("s2", "c1", "coach@7/en")
    assert card["latency_ms"]["from_turn_to_first"] == 3
    assert (record.held_back, record.outages) == (1, 1)
    assert ShadowRecord(**record.as_data()) == record


def test_streams_of_one_call_are_one_record() -> None:
    """What one of them missed is missed in the whole."""
    one, other = ShadowRecord([{"a": 1}], 1, 0, 2, 0.25), ShadowRecord([{"b": 2}], 0, 1, 3, 0.5)
    assert joined([one, other]) == ShadowRecord([{"a": 1}, {"b": 2}], 1, 1, 5, 0.75)
    assert not joined([one, ShadowRecord(whole=False)]).whole

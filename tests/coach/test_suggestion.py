"""The states of a suggestion, without a loop: each call passes the time in."""

import pytest

from coach.request import Request
from coach.suggestion import Suggestion, SuggestionState
from conversation.coaching.advice import LaneName, Withdrawal
from conversation.coaching.usage import Usage
from conversation.events.payloads import (
    Latency,
    SuggestionDelta,
    SuggestionFinal,
    SuggestionStarted,
    SuggestionWithdrawn,
)
from tests.coach.stage import AUTHOR, advice, turn

WHOLE = advice("Ask why")
STARTED = SuggestionStarted("s1", "c1", LaneName.LLM, "sales")


def suggestion(spoken_at: float = 0.0, made_at: float | None = None) -> Suggestion:
    return Suggestion(Request(turn(1), []), AUTHOR, spoken_at, made_at)


def shown(spoken_at: float = 0.0, made_at: float | None = None) -> Suggestion:
    made = suggestion(spoken_at, made_at)
    assert made.show("s1") == STARTED
    return made


def final(made: Suggestion, now: float) -> SuggestionFinal:
    told = made.finish(WHOLE, [], now, None)
    assert told
    return told


def test_from_pending_to_final() -> None:
    """It is shown, grows and is whole, with what its advice and the call say."""
    made = suggestion(spoken_at=1.0, made_at=1.5)
    assert (made.state, made.suggestion_id, made.over) == (SuggestionState.PENDING, None, False)
    assert made.show("s1") == STARTED
    assert (made.state, made.suggestion_id) == (SuggestionState.SHOWN, "s1")
    assert made.grow({"headline": "Ask"}, 2.0) == SuggestionDelta("s1", {"headline": "Ask"})
    assert made.finish(WHOLE, ["opening"], 3.0, None) == SuggestionFinal(
        started=STARTED,
        advice=WHOLE.advice,
        latency=Latency(1000, 2000, 500, 1500),
        model="gpt-test",
        prompt="coach@1/en",
        rules=None,
        stages_reached=["opening"],
    )
    assert (made.state, made.over, made.superseded) == (SuggestionState.FINAL, True, False)


def test_nobody_hears_of_what_nobody_saw() -> None:
    """Before it is shown it neither grows nor ends, and is withdrawn without a word."""
    made = suggestion()
    assert made.grow({"headline": "Ask"}, 1.0) is None
    assert made.finish(WHOLE, [], 1.0, None) is None
    assert made.state is SuggestionState.PENDING
    assert made.withdraw(Withdrawal.SUPERSEDED) is None
    assert (made.state, made.suggestion_id) == (SuggestionState.WITHDRAWN, None)
    assert made.show("s1") is None


@pytest.mark.parametrize("reason", Withdrawal)
def test_what_was_seen_is_withdrawn_once(reason: Withdrawal) -> None:
    """The agent is told why, and nothing after it."""
    made = shown()
    assert made.withdraw(reason) == SuggestionWithdrawn("s1", reason)
    assert made.superseded == (reason is Withdrawal.SUPERSEDED)
    assert made.over
    assert made.withdraw(Withdrawal.STALE) is None
    assert made.grow({"headline": "Ask"}, 1.0) is None
    assert made.finish(WHOLE, [], 1.0, None) is None
    assert made.show("s2") is None


def test_what_is_whole_stays() -> None:
    """It neither grows nor is taken back, nor is whole twice."""
    made = shown()
    final(made, 1.0)
    assert made.grow({"headline": "Ask"}, 2.0) is None
    assert made.withdraw(Withdrawal.SUPERSEDED) is None
    assert made.finish(WHOLE, [], 2.0, None) is None
    assert made.show("s2") is None
    assert made.state is SuggestionState.FINAL


def test_deltas_keep_their_distance() -> None:
    """The first comes at once; others when 50 ms have gone by since the last that was told."""
    made = shown()
    told = [made.grow({"headline": "x"}, at) is not None for at in (0.0, 0.03, 0.06, 0.1, 0.12)]
    assert told == [True, False, True, False, True]


def test_the_wait_to_the_first_field_counts_from_the_first_field() -> None:
    """Later fields don't move it."""
    made = shown(spoken_at=0.0, made_at=0.0)
    made.grow({"headline": "A"}, 1.0)
    made.grow({"headline": "Ask"}, 2.0)
    assert final(made, 3.0).latency == Latency(1000, 3000, 1000, 3000)


def test_what_comes_in_one_piece_is_first_and_whole_at_once() -> None:
    """Without a delta the first field comes with the last."""
    assert final(shown(0.0, 0.5), 2.0).latency == Latency(2000, 2000, 1500, 1500)


def test_a_guess_counts_from_what_it_stands_for() -> None:
    """Once rebased, it names the turn's words and the wait counts from there."""
    made = shown(spoken_at=0.0)
    made.grow({"headline": "Ask"}, 1.0)
    longer = Request(turn(1, "It is too expensive for us, really."), [])
    made.rebase(longer, 2.0, 3.0)
    assert made.request is longer
    assert (made.spoken_at, made.made_at) == (2.0, 3.0)
    assert final(made, 4.0).latency == Latency(-1000, 2000, -2000, 1000)


def test_a_guess_that_is_whole_before_its_turn_waited_for_none() -> None:
    """With no turn made yet, the wait from the turn counts from now."""
    made = shown(spoken_at=0.0, made_at=None)
    made.grow({"headline": "Ask"}, 1.0)
    assert final(made, 4.0).latency == Latency(1000, 4000, -3000, 0)


def test_what_it_took_goes_into_the_final_event() -> None:
    """`usage` holds the tokens that the model's server told, and no cost; else it is null."""
    usage = Usage("gpt-test", input=900, cached=800, output=60)
    counted = shown().finish(type(WHOLE)(WHOLE.advice, usage=usage), [], 1.0, None)
    assert counted
    told = {"input": 900, "cached": 800, "output": 60, "cost": None}
    assert counted.as_data()["usage"] == told
    assert final(shown(), 1.0).as_data()["usage"] is None

"""Picture of a live call: what its events say, at each moment."""

from datetime import timedelta

import pytest

from conversation.events.event import EventType
from tests.conversation.wall.told import START, Told


def test_whose_call_it_is() -> None:
    """The agent of the first stream, until the call is given on; the team that it names."""
    call = Told(
        parameters={"agent_id": "maria", "team": "retention", "customer_name": "Dana"},
        participants=[{"role": "agent", "name": "Maria Ruiz"}],
        playbook={"name": "saas", "title": "SaaS"},
    )
    picture = call.picture
    assert (picture.agent_id, picture.team, picture.language) == ("maria", "retention", "en")
    assert picture.names == {"agent": "Maria Ruiz", "customer": "Dana"}
    call.tell(EventType.CALL_TRANSFERRED, 5, agent_id="ben")
    assert (picture.agent_id, "agent" in picture.names) == ("ben", False)
    call.tell(EventType.CALL_STARTED, 6, source="twilio", parameters={"agent_id": "maria"})
    assert picture.agent_id == "ben"


def test_an_event_is_taken_once_and_a_gap_is_told() -> None:
    """So that what came from the log and from the hub adds up."""
    call = Told()
    second = call.event(EventType.STATUS, 1, code="coach_model")
    third = call.event(EventType.STATUS, 2, code="coach_model")
    assert call.picture.misses(third)
    assert call.picture.take(second)
    assert not call.picture.take(second)
    assert not call.picture.misses(third)


def test_dead_air_counts_from_the_last_word_of_both() -> None:
    """Who speaks right now is known by passing events, and each party counts."""
    call = Told()
    assert call.codes(11) == ["dead_air"]
    call.tell(EventType.SPEECH_STARTED, 12, speaker="agent", offset_ms=12_000)
    call.tell(EventType.SPEECH_STARTED, 13, speaker="customer", offset_ms=13_000)
    call.tell(EventType.SPEECH_STOPPED, 14, speaker="agent", offset_ms=14_000)
    assert call.codes(60) == []
    call.tell(EventType.SPEECH_STOPPED, 61, speaker="customer", offset_ms=61_000)
    assert (call.codes(70), call.codes(71)) == ([], ["dead_air"])


def test_a_call_on_hold_has_no_dead_air_nor_has_one_in_text() -> None:
    """Where nobody is to be heard, nobody is silent."""
    call = Told()
    call.tell(EventType.STATUS, 1, code="audio_held")
    assert call.codes(100) == []
    call.tell(EventType.STATUS, 100, code="audio_resumed")
    assert (call.codes(105), call.codes(110)) == ([], ["dead_air"])
    assert Told(source="text").codes(500) == []


def test_what_raises_the_risk_is_read_from_the_events() -> None:
    """The customer's sentiment, obligations, and how near a yes is."""
    call = Told(source="text")
    cross = {"score": -0.5, "trend": "falling", "turn_id": "t1"}
    call.tell(EventType.MEMORY_UPDATED, 3, sentiment={"customer": cross, "agent": None})
    call.tell(
        EventType.OBLIGATION_UPDATED,
        4,
        obligation_id="recording",
        title="Say that it is recorded",
        must="say",
        state="missed",
        deadline_ms=None,
    )
    call.tell(EventType.INSIGHT_UPDATED, 5, specialist="closing", data={"score": 20})
    call.tell(EventType.INSIGHT_UPDATED, 5, specialist="emotion", data={"score": 1})
    assert call.codes(6) == ["obligation_missed", "sentiment", "closing"]
    call.tell(EventType.CALL_ENDED, 7, reason="hangup", duration_ms=7000)
    assert call.codes(8) == []


def owed(call: Told, at_s: float, deadline_s: float) -> None:
    """Something has to be said by a second of the call."""
    names = {"obligation_id": "recording", "title": "Say that it is recorded", "must": "say"}
    told = names | {"state": "open", "deadline_ms": round(deadline_s * 1000)}
    call.tell(EventType.OBLIGATION_UPDATED, at_s, **told)


def test_what_is_due_soon_is_told_by_the_calls_own_clock() -> None:
    """It goes on where a stream comes back, and may be that of a recording or a written call."""
    back = Told(source="text")
    back.tell(EventType.CALL_ENDED, 200, reason="interrupted", duration_ms=200_000)
    back.tell(EventType.CALL_STARTED, 300, source="text")
    owed(back, 301, deadline_s=360)
    assert (back.codes(320), back.codes(335)) == ([], ["obligation_due"])
    ahead = Told(source="text")
    owed(ahead, 1, deadline_s=60)
    assert ahead.codes(2) == []
    ahead.tell(EventType.TURN_FINAL, 2, turn_id="t1", speaker="agent", text="Hi", end_ms=40_000)
    assert ahead.codes(2) == ["obligation_due"]


SPOKEN = ("So what else can I look up for you today?", "It is raining a lot over here.")


@pytest.mark.parametrize(
    ("said", "later_s", "codes"),
    [
        (SPOKEN, 50, []),  # its time is not over
        (SPOKEN, 70, ["card_ignored"]),
        (SPOKEN[:1], 70, []),  # they have hardly spoken
        ((SPOKEN[0], "I am very sorry, we apologise for the delay."), 70, []),
    ],
)
def test_a_card_that_mattered_and_was_passed_over(
    said: tuple[str, ...], later_s: float, codes: list[str]
) -> None:
    """Once its time is over, by the rules of the follow-through."""
    call = Told(source="text")
    call.turn("customer", "You are late again, this is the third time!", 0, 4)
    call.card(5, "Apologise for the delay")
    for number, text in enumerate(said):
        call.turn("agent", text, 8 + 10 * number, 12 + 10 * number)
    assert call.codes(5 + later_s) == codes


def test_a_card_that_was_rated_replaced_or_minor_is_not_ignored() -> None:
    """The agent has seen it, or another took its place, or it was not urgent."""
    call = Told(source="text")
    call.card(1, "Apologise for the delay")
    call.card(2, "Name the price", replaces="s1")
    call.card(3, "Small talk", priority="low")
    call.tell(EventType.FEEDBACK_RECORDED, 4, suggestion_id="s2", rating="dismissed")
    for number, text in enumerate(SPOKEN):
        call.turn("agent", text, 8 + 10 * number, 12 + 10 * number)
    assert call.codes(90) == []
    assert call.picture.cards.shown
    assert call.picture.cards.shown.data["headline"] == "Small talk"


def test_before_its_first_event_a_call_has_no_risk() -> None:
    """A picture may wait for its call."""
    picture = Told().picture.__class__("CA2")
    assert picture.risk(START + timedelta(minutes=5)).score == 0

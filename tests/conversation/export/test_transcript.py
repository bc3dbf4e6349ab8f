"""Transcript to take away: its turns in order and in time, its cards, its language."""

from conversation.events.event import CallEvent, EventType
from conversation.export.transcript import transcript_of
from tests.conversation.export.calls import CARD, START, a_transcript, said


def test_turns_stand_by_their_begin() -> None:
    """A turn that was finished first may have begun later."""
    lines = a_transcript(said("a0", "Yes.", 900, 1000), said("c0", "I think", 0, 1500)).lines
    assert [line.turn_id for line in lines] == ["c0", "a0"]
    assert all(line.timed for line in lines)


def test_a_turn_without_times_comes_after_the_one_before() -> None:
    """It lasts as long as its text takes to be said, a second at least, and is not timed."""
    first, second = a_transcript(
        said("c0", "x" * 100, None, None), said("a0", "y", None, None)
    ).lines
    assert (first.start_ms, first.end_ms, first.timed) == (0, 6000, False)
    assert (second.start_ms, second.end_ms) == (6000, 7000)


def test_a_turn_of_no_length_is_given_one() -> None:
    """A call in text has moments alone; one before the stream's start begins with it."""
    (line,) = a_transcript(said("c0", "Hi", -20, -20)).lines
    assert (line.start_ms, line.end_ms, line.timed) == (0, 1000, False)


def test_cards_stand_by_their_turn_with_their_ratings() -> None:
    """Those about no turn are not lost; the rating of a source is none of the card's."""
    other = CARD | {"suggestion_id": "s2", "turn_id": "ask-1"}
    rated = [
        {"suggestion_id": "s1", "rating": "used"},
        {"suggestion_id": "s1", "rating": "not_useful", "source": "p1"},
    ]
    call = a_transcript(said("c0", "Hi", 0, 100), cards=[CARD, other], feedback=rated)
    (shown,) = call.cards_of("c0")
    assert list(shown.ratings) == ["used"]
    assert [card.data["suggestion_id"] for card in call.other_cards] == ["s2"]


def test_the_language_is_the_one_that_was_found_last() -> None:
    """The first turns may tell another one than the setting, or the only one."""
    events = [
        CallEvent("CA1", EventType.CALL_STARTED, START, {"language": None}, 1),
        CallEvent("CA1", EventType.STATUS, START, {"language": "fr"}, 2),
        CallEvent("CA1", EventType.STATUS, START, {"code": "listening"}, 3),
    ]
    call = transcript_of(events, started_at=START, ended_at=None, source="", agent_id=None)
    assert call.language == "fr"

"""Whisper: which headline is said when."""

from typing import Any

from conversation.coaching.whisper import Hush, Say, Whisper, WhisperEnd
from conversation.events.event import EventType

ONE, TWO = Say("s1", "Ask for the budget."), Say("s2", "Name the price.")


class Listener:
    """A whisper, told of events one second after the other."""

    def __init__(self) -> None:
        self.now = 100.0
        self.whisper = Whisper()

    def hears(self, kind: EventType, **data: Any) -> Say | Hush | None:
        """What is to be done at an event."""
        self.now += 1.0
        self.whisper.hear(kind, data, self.now)
        return self.next()

    def next(self, later_s: float = 0.0) -> Say | Hush | None:
        """What is to be done, some seconds later."""
        self.now += later_s
        return self.whisper.next(self.now)

    def starts(self, speaker: str = "customer") -> Say | Hush | None:
        return self.hears(EventType.SPEECH_STARTED, speaker=speaker, offset_ms=self.ms)

    def stops(self, speaker: str = "customer") -> Say | Hush | None:
        return self.hears(EventType.SPEECH_STOPPED, speaker=speaker, offset_ms=self.ms)

    def turn(self, speaker: str = "customer") -> Say | Hush | None:
        return self.hears(EventType.TURN_FINAL, speaker=speaker, end_ms=self.ms)

    def card(self, say: Say, **more: Any) -> Say | Hush | None:
        """A card begins, and has its headline."""
        self.hears(EventType.SUGGESTION_STARTED, suggestion_id=say.suggestion_id)
        return self.headline(say, **more)

    def headline(self, say: Say, **more: Any) -> Say | Hush | None:
        data = {"suggestion_id": say.suggestion_id, "headline": say.headline} | more
        return self.hears(EventType.SUGGESTION_FINAL, **data)

    @property
    def ms(self) -> int:
        return round((self.now - 100) * 1000)


def test_a_headline_is_said_as_soon_as_it_is_known_and_once():
    """By the first field of a card that is still being written; what follows says nothing new."""
    listener = Listener()
    assert listener.hears(EventType.SUGGESTION_STARTED, suggestion_id="s1") is None
    partial = {"headline": ONE.headline}
    assert listener.hears(EventType.SUGGESTION_DELTA, suggestion_id="s1", partial=partial) == ONE
    listener.whisper.over()
    assert listener.headline(ONE) is None
    assert listener.whisper.due is None


def test_a_party_is_heard_to_the_end_of_their_sentence():
    """Not in a pause inside it, but at its turn; and nobody waits for the turn of a cough."""
    listener = Listener()
    listener.starts()
    assert listener.card(ONE) is None
    assert listener.stops() is None
    assert listener.starts() is None
    assert listener.stops() is None
    assert listener.turn() == ONE
    listener.whisper.over()
    listener.starts("agent")
    assert listener.card(TWO) is None
    assert listener.stops("agent") is None
    assert listener.whisper.due == listener.now + 2.5
    assert listener.next(2.5) == TWO


def test_a_turn_does_not_end_the_sentence_after_it():
    """Its words come while the party says the next one; nor is the other party's turn theirs."""
    listener = Listener()
    listener.starts()
    listener.stops()
    listener.starts()
    assert listener.card(ONE) is None
    assert listener.turn() is None
    assert listener.turn("agent") is None
    listener.stops()
    assert listener.turn() == ONE


def test_the_words_of_a_call_in_text_are_somebody_who_speaks():
    """It has no events of speech."""
    listener = Listener()
    listener.hears(EventType.TURN_PARTIAL, speaker="customer", turn_id="c1", text="So")
    assert listener.card(ONE, expires_at_ms=60_000) == ONE or listener.next(2.5) == ONE


def test_who_begins_to_speak_is_not_spoken_over():
    """The headline is broken off, said once more in the next silence, and then no more."""
    listener = Listener()
    assert listener.card(ONE) == ONE
    for again in (ONE, None):
        assert listener.starts() == Hush(WhisperEnd.INTERRUPTED)
        listener.stops()
        assert listener.turn() == again


def test_a_newer_card_takes_the_place_of_what_is_said():
    """As soon as it has a headline; one that began before is late, and says nothing."""
    listener = Listener()
    listener.hears(EventType.SUGGESTION_STARTED, suggestion_id="s0")
    assert listener.card(ONE) == ONE
    assert listener.hears(EventType.SUGGESTION_STARTED, suggestion_id="s2") is None
    assert listener.headline(TWO) == Hush(WhisperEnd.REPLACED)
    assert listener.next() == TWO
    assert listener.headline(Say("s0", "Too late.")) is None


def test_a_card_that_is_taken_back_is_not_said():
    """Withdrawn by the coach, dismissed by the agent, or over with the call; whenever it is."""
    for ending, data in (
        (EventType.SUGGESTION_WITHDRAWN, {"suggestion_id": "s1", "reason": "refused"}),
        (EventType.FEEDBACK_RECORDED, {"suggestion_id": "s1", "rating": "dismissed"}),
        (EventType.CALL_ENDED, {"reason": "hangup"}),
    ):
        listener = Listener()
        assert listener.card(ONE) == ONE
        assert listener.hears(ending, **data) == Hush(WhisperEnd.WITHDRAWN)
        assert listener.headline(ONE) is None
        held = Listener()
        held.starts()
        held.card(ONE)
        held.hears(ending, **data)
        held.stops()
        assert held.turn() is None


def test_a_headline_that_has_expired_is_not_said():
    """By the call's own clock, which its events tell."""
    listener = Listener()
    listener.starts()
    assert listener.card(ONE, expires_at_ms=5_000) is None
    listener.now += 60
    listener.stops()
    assert listener.turn() is None


def test_a_headline_that_the_last_word_mends_is_said_as_mended():
    """While it waits or is being said; not again once it was heard."""
    listener, mended = Listener(), Say("s1", "Ask for the budget of 2027.")
    partial = {"headline": ONE.headline}
    assert listener.hears(EventType.SUGGESTION_DELTA, suggestion_id="s1", partial=partial) == ONE
    assert listener.headline(mended) == Hush(WhisperEnd.REPLACED)
    assert listener.next() == mended


def test_speech_whose_end_was_lost_does_not_silence_the_coach_for_good():
    """Passing events may be lost."""
    listener = Listener()
    listener.starts()
    assert listener.card(ONE) is None
    assert listener.next(30) == ONE

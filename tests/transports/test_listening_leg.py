"""Listening leg: what it is asked for comes back in the address of its events."""

from conversation.speech.speakers import Speaker
from transports.vonage.listening_leg import ListeningLeg

LEG = ListeningLeg("V-1", Speaker.AGENT, "leg-2", "call-shadow-V-1", asked_at=1000)


def test_an_address_says_all_of_a_leg() -> None:
    """In somebody else's conversation too, whose name stands there."""
    assert ListeningLeg.of(LEG.query()) == LEG
    assert "conversation" not in LEG.query()
    other = ListeningLeg("V-1", Speaker.CUSTOMER, "leg-1", "room 42", asked_at=1000, again=3)
    assert ListeningLeg.of(other.query()) == other


def test_an_address_that_says_of_none_is_none() -> None:
    """Without one of its parts, or with nonsense in it."""
    said = LEG.query()
    for name in ("call_id", "hears", "party", "asked_at", "again"):
        assert ListeningLeg.of({key: said[key] for key in said if key != name}) is None
    for wrong in ({"party": "both"}, {"asked_at": "-1"}, {"again": "many"}, {"hears": "a\nb"}):
        assert ListeningLeg.of(said | wrong) is None


def test_another_takes_its_place_four_times_at_once() -> None:
    """One that was there for half a minute does not count."""
    leg, count = LEG, 0
    while following := leg.next(1010):
        leg, count = following, count + 1
    assert count == 4
    steady = leg.next(1040)
    assert steady
    assert (steady.again, steady.asked_at, steady.hears) == (0, 1040, "leg-2")

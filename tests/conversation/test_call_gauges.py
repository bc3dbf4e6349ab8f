"""The gauges of a call: dead air, and how long one party has held the floor."""

from math import inf

from conversation.speech.call_gauges import CallGauges
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

AGENT, CUSTOMER = Speaker.AGENT, Speaker.CUSTOMER


def turn(speaker: Speaker, text: str) -> Turn:
    return Turn("t1", speaker, text, 0, 2000)


def test_dead_air_counts_from_the_last_words():
    """Only while nobody speaks, and not before anybody has."""
    gauges = CallGauges()
    assert gauges.dead_air_at(15) == inf
    gauges.on_speech(AGENT, 1)
    gauges.on_speech(CUSTOMER, 2)
    gauges.on_pause(AGENT, 3)
    assert gauges.dead_air_at(15) == inf
    gauges.on_pause(CUSTOMER, 4)
    assert gauges.dead_air_at(15) == 19
    gauges.on_speech(AGENT, 10)
    assert gauges.dead_air_at(15) == inf


def test_a_monologue_goes_on_over_pauses_and_backchannels():
    """Until the other party really says something."""
    gauges = CallGauges()
    gauges.on_speech(AGENT, 1)
    gauges.on_pause(AGENT, 20)
    gauges.on_turn(turn(AGENT, "So this is how it works."), 20)
    gauges.on_turn(turn(CUSTOMER, "mhm"), 22)
    gauges.on_speech(AGENT, 23)
    assert gauges.monologue_at(AGENT, 60) == 61
    assert gauges.monologue_at(CUSTOMER, 60) == inf
    gauges.on_turn(turn(CUSTOMER, "And what does it cost?"), 30)
    assert gauges.monologue_at(AGENT, 60) == inf
    assert gauges.monologue_at(CUSTOMER, 60) == 88

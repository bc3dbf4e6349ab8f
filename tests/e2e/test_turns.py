"""Turns: whole, in order, each with its own speaker, whatever the line does."""

import asyncio

import pytest

from conversation.speech.speakers import Speaker
from peers.deepgram_socket import Fault
from tests.e2e.fork import messages, split
from tests.e2e.scene import (
    HOW_SOON,
    TEN_MINUTES,
    TOO_DEAR,
    UNDERSTOOD,
    WEEKS,
    WHAT_COST,
    Phrase,
    scene,
)
from tests.e2e.stage import Stage, new_call_id, of_type, said, spoken, turns

pytestmark = pytest.mark.asyncio(loop_scope="session")

CUSTOMER, AGENT = Speaker.CUSTOMER, Speaker.AGENT


async def test_a_pause_inside_a_sentence_neither_loses_nor_doubles_a_word(stage: Stage):
    """Two thirds of a second of silence after "it takes": one turn, with every word once."""
    begin = Phrase(WEEKS.turn, slice(6, 9), 500)
    end = Phrase(WEEKS.turn, slice(9, 16), begin.end_ms + 660)
    events = await stage.heard(scene([begin, end]))
    assert turns(events) == said((CUSTOMER, WEEKS.text))


async def test_the_order_is_the_clocks_though_one_recogniser_is_late(stage: Stage):
    """The customer's words come a second late, after the agent's answer to them: still first."""
    stage.delays[CUSTOMER] = 1.0
    customer = TOO_DEAR.at(500)
    agent = UNDERSTOOD.at(customer.end_ms + 300)
    events = await stage.heard(scene([customer, agent]))
    assert turns(events) == said((CUSTOMER, TOO_DEAR.text), (AGENT, UNDERSTOOD.text))
    first, second = of_type(events, "turn.final")
    assert first["end_ms"] < second["start_ms"]


async def test_the_last_words_before_the_hang_up_are_not_lost(stage: Stage):
    """The stream stops where the last word ends, before any silence could tell that it did."""
    last = TOO_DEAR.at(500)
    events = await stage.heard(scene([last], end_ms=last.end_ms))
    assert turns(events) == said((CUSTOMER, TOO_DEAR.text))
    assert {final["turn_id"] for final in of_type(events, "suggestion.final")} == {"c1"}
    assert events[-1]["type"] == "call.ended"


async def test_a_call_that_ends_before_its_recogniser_is_connected_is_heard(stage: Stage):
    """The handshake takes longer than the call: every word of it is still told."""
    call_id = new_call_id()
    stage.deepgram.answering.clear()
    async with stage.listener(call_id) as listener, stage.fork() as fork:
        await fork.stream(messages(call_id, scene([TOO_DEAR.at(500)])))
        stage.deepgram.answering.set()
        await listener.next("call.ended")
    assert turns(listener.events) == said((CUSTOMER, TOO_DEAR.text))


async def test_both_may_speak_at_once(stage: Stage):
    """Speech on top of the other's speech is told apart, and neither is cut."""
    customer = TOO_DEAR.at(500)
    agent = TEN_MINUTES.at(1000)
    events = await stage.heard(scene([customer, agent]))
    assert sorted(turns(events)) == said((AGENT, TEN_MINUTES.text), (CUSTOMER, TOO_DEAR.text))


async def test_the_stream_says_which_track_is_whose(stage: Stage):
    """With `inbound_role=agent`, as in click-to-call, the roles are where they belong."""
    recording = scene([WHAT_COST.at(500), TEN_MINUTES.at(2500)])
    events = await stage.heard(recording, inbound_role=AGENT)
    assert turns(events) == said((CUSTOMER, WHAT_COST.text), (AGENT, TEN_MINUTES.text))


async def test_calls_at_the_same_time_do_not_mix(stage: Stage):
    """Three calls in one process, each with its own words, numbers and suggestions."""
    phrases = [TOO_DEAR, WHAT_COST, HOW_SOON]
    calls = await asyncio.gather(*(stage.heard(scene([phrase.at(500)])) for phrase in phrases))
    for phrase, events in zip(phrases, calls, strict=True):
        assert turns(events) == said((CUSTOMER, phrase.text))
        numbers = [event["seq"] for event in events if event["seq"] is not None]
        assert numbers == list(range(1, len(numbers) + 1))
        finals = of_type(events, "suggestion.final")
        assert [final["suggestion_id"] for final in finals] == ["s1", "s2"][: len(finals)]
        assert {final["turn_id"] for final in finals} == {"c1"}
        assert len({event["call_id"] for event in events}) == 1


async def test_a_socket_that_dies_in_mid_word_keeps_what_was_heard(stage: Stage):
    """Without a `stop` the words so far become a turn, and the call ends as `disconnected`."""
    phrase = TOO_DEAR.at(500)
    call_id = new_call_id()
    heard, _ = split(messages(call_id, scene([phrase])), phrase.end_ms - 350)
    async with stage.listener(call_id) as listener, stage.fork() as fork:
        await fork.stream(heard)
        fork.lose()
        ended = await listener.next("call.ended")
    [(speaker, text)] = turns(listener.events)
    assert speaker == CUSTOMER
    assert text in (spoken("Ninety dollars? That's too"), spoken(phrase.text))
    assert ended["data"]["reason"] == "disconnected"


async def test_words_that_are_said_while_the_recogniser_is_away_are_kept(stage: Stage):
    """A reset in the middle of a word shows as a status, and costs not one word of either."""
    customer = [TOO_DEAR.at(500), WHAT_COST.at(4800), HOW_SOON.at(10_000)]
    agent = TEN_MINUTES.at(6600)
    call_id = new_call_id()
    stream = messages(call_id, scene([*customer, agent]))
    before, rest = split(stream, 1000)
    meanwhile, after = split(rest, 9000)
    known = len(stage.deepgram.sockets)
    stage.deepgram.fault = Fault(cut_after_s=2.0)
    async with stage.listener(call_id) as listener, stage.fork() as fork:
        await fork.stream(before)
        await stage.deepgram.until(lambda: len(stage.deepgram.sockets) == known + 2)
        stage.deepgram.fault = None
        await fork.stream(meanwhile)
        await stage.deepgram.until(lambda: len(stage.deepgram.sockets) == known + 4)
        await fork.stream(after)
        await listener.next("call.ended")
    words = {
        speaker: " ".join(text for who, text in turns(listener.events) if who == speaker)
        for speaker in Speaker
    }
    assert words[CUSTOMER] == " ".join(spoken(phrase.text) for phrase in customer)
    assert words[AGENT] == spoken(agent.text)
    for speaker in Speaker:
        states = [
            status["state"]
            for status in of_type(listener.events, "status")
            if (status["component"], status["speaker"]) == ("stt", speaker)
        ]
        assert states == ["degraded", "ok"]


async def test_a_recogniser_that_refuses_is_told_and_the_call_goes_on(stage: Stage):
    """A wrong key: a status for each party says `down`, and the call is heard to its end."""
    stage.deepgram.fault = Fault(status=401)
    events = await stage.heard(scene([WHAT_COST.at(500)]))
    down = [status["speaker"] for status in of_type(events, "status") if status["state"] == "down"]
    assert sorted(down) == [AGENT, CUSTOMER]
    assert turns(events) == []
    assert of_type(events, "call.ended")[0]["reason"] == "hangup"

"""Sessions of Genesys AudioHook that go another way than they are to, over a real socket."""

import json
from collections.abc import Sequence
from itertools import count

import pytest

from peers.carrier_call import Timed, play_call
from peers.genesys import GenesysCall, answers, is_closed
from tests.e2e.listener import Event
from tests.e2e.scene import TOO_DEAR, UNDERSTOOD, WHAT_COST, scene
from tests.e2e.stage import SPEED, Stage, new_call_id, of_type, said, turns

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHRASES = (WHAT_COST.at(300), UNDERSTOOD.at(2100), TOO_DEAR.at(4000))
SPOKEN = said(*((phrase.speaker, phrase.text) for phrase in PHRASES))
MIDDLE_MS = 1000
"""In the middle of a sentence."""
BETWEEN_MS = 3400
"""Nobody speaks."""
FLOOD = 3000


Extra = tuple[str, dict[str, str]]
"""A message's type and parameters."""


def session(call_id: str, at_ms: int, extra: Sequence[Extra]) -> list[Timed]:
    """The call, with these messages among its own, all numbered as they leave."""
    call, seq = GenesysCall(call_id), count(1)
    stream = call.messages(scene(PHRASES))
    behind = sum(at <= at_ms for at, _ in stream)
    among = [(at_ms, call.message(kind, **parameters)) for kind, parameters in extra]
    return [
        (at, json.dumps(json.loads(sent) | {"seq": next(seq)}) if isinstance(sent, str) else sent)
        for at, sent in [*stream[:behind], *among, *stream[behind:]]
    ]


async def heard(
    stage: Stage, messages: Sequence[Timed], call_id: str
) -> tuple[list[Event], list[str]]:
    """Play a session; returns the events of its call, and what came back."""
    url = f"ws://127.0.0.1:{stage.server.port}/genesys/audiohook"
    async with stage.listener(call_id) as listener:
        call = await play_call(url, messages, speed=SPEED, leave=is_closed)
        await listener.next("call.ended")
    return listener.events, answers(call)


def audio_codes(events: list[Event]) -> list[str]:
    """What is told of the audio."""
    return [s["code"] for s in of_type(events, "status") if s["component"] == "audio"]


async def test_a_flood_of_pings_costs_no_word(stage: Stage):
    """Each is answered, and the call is heard whole."""
    call_id, log = new_call_id(), stage.server.log()
    messages = session(call_id, MIDDLE_MS, [("ping", {})] * FLOOD)
    events, came_back = await heard(stage, messages, call_id)
    assert turns(events) == SPOKEN
    assert came_back.count("pong") == sum('"ping"' in str(message) for _, message in messages)
    assert audio_codes(events) == []
    assert "numbers of messages" not in stage.server.log()[len(log) :]


async def test_a_pause_that_is_never_resumed_ends_with_the_next_audio(stage: Stage):
    """The agent is told of both, and no word is lost or put apart by the pings that follow."""
    call_id = new_call_id()
    events, _ = await heard(stage, session(call_id, BETWEEN_MS, [("paused", {})]), call_id)
    assert turns(events) == SPOKEN
    assert audio_codes(events) == ["audio_held", "audio_resumed"]


async def test_a_close_in_the_middle_of_a_sentence_keeps_its_words(stage: Stage):
    """What was said so far is a turn, what comes after it is not heard, and it is a hang-up."""
    call_id = new_call_id()
    messages = session(call_id, MIDDLE_MS, [("close", {"reason": "end"})])
    events, came_back = await heard(stage, messages, call_id)
    ((speaker, text),) = turns(events)
    assert (speaker, came_back[-1]) == ("customer", "closed")
    assert SPOKEN[0][1].startswith(text)
    assert [ended["reason"] for ended in of_type(events, "call.ended")] == ["hangup"]


async def test_what_is_discarded_is_told_and_takes_its_time(stage: Stage):
    """Of both parties, once; the turn after it is as much later."""
    call_id = new_call_id()
    lost = [("discarded", {"start": "PT3.4S", "discarded": "PT2S"})]
    events, _ = await heard(stage, session(call_id, BETWEEN_MS, lost), call_id)
    assert turns(events) == SPOKEN
    assert audio_codes(events) == ["audio_lost"] * 2
    assert of_type(events, "turn.final")[2]["start_ms"] == pytest.approx(6000, abs=400)


async def test_what_is_to_be_ignored_is_ignored(stage: Stage):
    """Types of a newer version, a second `open`, keys, errors: a line of each kind, no answer."""
    call_id, log = new_call_id(), stage.server.log()
    strange = [("playback_started", {}), ("surprise", {"a": "b"}), ("open", {})] * 3
    events, came_back = await heard(stage, session(call_id, MIDDLE_MS, strange), call_id)
    assert turns(events) == SPOKEN
    assert set(came_back) == {"opened", "pong", "closed"}
    news = stage.server.log()[len(log) :]
    assert news.count("unknown type") == news.count("a second open") == 1
    assert "Traceback" not in news

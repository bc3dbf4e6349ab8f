"""Carriers whose messages come as nobody expects: no word is lost, and nothing is sent."""

import json
from collections.abc import Callable, Sequence

import pytest

from conversation.speech.speakers import Speaker
from peers.carrier_call import Message, Timed, play_call
from peers.jambonz import jambonz_call
from peers.telnyx import alaw_encoded, telnyx_call
from peers.vonage import vonage_leg
from tests.e2e.fork import messages as twilio_messages
from tests.e2e.scene import TOO_DEAR, UNDERSTOOD, WHAT_COST, scene
from tests.e2e.stage import SPEED, Stage, new_call_id, of_type, said, turns

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHRASES = (WHAT_COST.at(300), UNDERSTOOD.at(2100), TOO_DEAR.at(4000))
SPOKEN = said(*((phrase.speaker, phrase.text) for phrase in PHRASES))
MIDDLE_MS = 1000
"""In the middle of a sentence."""
BETWEEN_MS = 3400
"""Nobody speaks."""
OTHER = json.dumps({"event": "media", "media": {"track": "inbound", "payload": "/////w=="}})


def among(messages: Sequence[Timed], at_ms: int, *extra: Message) -> list[Timed]:
    """The messages with others among them."""
    behind = sum(at <= at_ms for at, _ in messages)
    return [*messages[:behind], *((at_ms, message) for message in extra), *messages[behind:]]


def numbered(timestamp: Callable[[int], object]) -> Callable[[str], list[Timed]]:
    """Telnyx with timestamps written in another way."""

    def messages(call_id: str) -> list[Timed]:
        told = [(at, json.loads(message)) for at, message in telnyx_call(call_id, scene(PHRASES))]
        for _, message in told:
            if media := message.get("media"):
                media["timestamp"] = timestamp(int(media["timestamp"]))
        return [(at, json.dumps(message)) for at, message in told]

    return messages


def in_some_way(at_ms: int) -> object:
    """A timestamp as a number, and every other one as a text with decimals."""
    return at_ms if at_ms % 40 else f"{at_ms}.0"


def timed_in_part(every: int) -> Callable[[str], list[Timed]]:
    """Twilio, of whose packets one in so many says when it begins; 0: none does."""

    def messages(call_id: str) -> list[Timed]:
        told = [(at, json.loads(m)) for at, m in twilio_messages(call_id, scene(PHRASES))]
        packets = [message["media"] for _, message in told if "media" in message]
        for place, media in enumerate(packets):
            if not every or place % every:
                del media["timestamp"]
        return [(at, json.dumps(message)) for at, message in told]

    return messages


def recoded(call_id: str) -> list[Timed]:
    """Telnyx, from PCMU to A-law by a second `start`, between two sentences."""
    one = telnyx_call(call_id, scene(PHRASES))
    other = telnyx_call(call_id, scene(PHRASES), encoding="PCMA", encode=alaw_encoded)
    behind = sum(at <= BETWEEN_MS for at, _ in one)
    return [*one[:behind], (BETWEEN_MS, other[1][1]), *other[behind:]]


def telnyx(call_id: str) -> list[Timed]:
    """Telnyx, with media before its start, and all kinds of nothing in a sentence."""
    messages = among(
        telnyx_call(call_id, scene(PHRASES)),
        MIDDLE_MS,
        *("", "{", OTHER, OTHER.replace("/////w==", ""), OTHER.replace("/////w==", "%%%")),
        OTHER.replace("inbound", "sideways"),
        json.dumps({"event": "start"}),
    )
    return [(0, OTHER), (0, "{"), (0, b"\x01"), *messages]


def jambonz(call_id: str) -> list[Timed]:
    """The same of jambonz: audio first, then the first message; half a frame in a sentence."""
    messages = jambonz_call(call_id, scene(PHRASES))
    first = messages[0][1]
    return [(0, bytes(640)), *among(messages, MIDDLE_MS, b"", bytes(3), first, "{")]


def vonage(call_id: str) -> list[Timed]:
    """The same of Vonage, of which one party's socket is heard."""
    messages = vonage_leg(scene(PHRASES), Speaker.CUSTOMER)
    first = messages[0][1]
    return [(0, bytes(320)), *among(messages, MIDDLE_MS, b"", bytes(3), first, "{", "[]")]


@pytest.mark.parametrize(
    ("carrier", "messages"),
    [
        pytest.param("telnyx", telnyx, id="telnyx"),
        pytest.param("telnyx", numbered(in_some_way), id="telnyx in numbers and decimals"),
        pytest.param("telnyx", numbered(lambda _: None), id="telnyx without times"),
        pytest.param("telnyx", numbered(lambda at: 10**12 + at), id="telnyx, times of a clock"),
        pytest.param("twilio", timed_in_part(0), id="twilio without times"),
        pytest.param("twilio", timed_in_part(3), id="twilio, every third with its time"),
        pytest.param("telnyx", recoded, id="telnyx in another encoding"),
        pytest.param("jambonz", jambonz, id="jambonz"),
        pytest.param("vonage", vonage, id="vonage"),
    ],
)
async def test_no_word_is_lost(stage: Stage, carrier: str, messages: Callable[[str], list[Timed]]):
    """Nor doubled; nothing is sent, and the log has a line of each kind without a word of it."""
    call_id, log = new_call_id(), stage.server.log()
    query = f"?call_id={call_id}&party=customer" if carrier == "vonage" else ""
    url = f"ws://127.0.0.1:{stage.server.port}/{carrier}/media{query}"
    hangs_up = carrier in ("jambonz", "vonage")
    async with stage.listener(call_id) as listener:
        call = await play_call(url, messages(call_id), speed=SPEED, leave=lambda _: hangs_up)
        await listener.next("call.ended")
    assert (call.received, call.close_code) == ([], None if hangs_up else 1000)
    is_one = carrier == "vonage"
    assert turns(listener.events) == [
        turn for turn in SPOKEN if not is_one or turn[0] == Speaker.CUSTOMER
    ]
    assert "Traceback" not in stage.server.log()[len(log) :]


async def test_an_encoding_that_is_not_heard_is_told(stage: Stage):
    """Of a second `start`: the agent sees within two seconds that nobody can be understood."""
    call_id = new_call_id()
    messages = telnyx_call(call_id, scene(PHRASES, end_ms=int(9000 * SPEED / 2)))
    start = json.loads(str(messages[1][1]))
    start["start"]["media_format"] = {"encoding": "OPUS", "sample_rate": 16000, "channels": 1}
    url = f"ws://127.0.0.1:{stage.server.port}/telnyx/media"
    async with stage.listener(call_id) as listener:
        await play_call(url, among(messages, BETWEEN_MS, json.dumps(start)), speed=SPEED)
        await listener.next("call.ended")
    told = [s for s in of_type(listener.events, "status") if s["code"] == "audio_unusable"]
    assert {status["speaker"] for status in told} == set(Speaker)
    assert "PCMU audio of 8000 Hz" in told[0]["detail"]


async def test_what_comes_in_the_stream_of_another_call_is_not_heard(stage: Stage):
    """Twilio: a second `start` names another call, and its words are none of this one's."""
    call_id = new_call_id()
    own = twilio_messages(call_id, scene(PHRASES))
    strange = twilio_messages(new_call_id(), scene([TOO_DEAR.at(300)]))
    words = [(at, m) for at, m in strange if b"connected" not in m and b'"stop"' not in m]
    url = f"ws://127.0.0.1:{stage.server.port}/twilio/media"
    async with stage.listener(call_id) as listener:
        mixed = sorted([*own, *words], key=lambda timed: timed[0])
        await play_call(url, [(at, message.decode()) for at, message in mixed], speed=SPEED)
        await listener.next("call.ended")
    assert turns(listener.events) == SPOKEN

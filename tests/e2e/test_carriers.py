"""Calls of other carriers than Twilio: their own messages, over a real socket, to the screen."""

import asyncio
from collections.abc import Callable, Sequence

import pytest

from conversation.speech.speakers import Speaker
from peers.carrier_call import CarrierCall, Message, Timed, play_call
from peers.genesys import GenesysCall, answers, is_closed
from peers.jambonz import jambonz_call
from peers.telnyx import alaw_encoded, telnyx_call
from peers.vonage import vonage_leg
from tests.e2e.scene import TOO_DEAR, UNDERSTOOD, WEEKS, WHAT_COST, scene
from tests.e2e.stage import SPEED, Stage, new_call_id, of_type, said, turns
from transports.recording.recording import Recording

pytestmark = pytest.mark.asyncio(loop_scope="session")

CUSTOMER = Speaker.CUSTOMER
PHRASES = (WHAT_COST.at(300), UNDERSTOOD.at(2100), WEEKS.at(4200))
SPOKEN = said(*((phrase.speaker, phrase.text) for phrase in PHRASES))
ANSWERS = ("opened", "pong", "closed")
"""What Genesys must have."""
NEAR_MS = 350
"""How far a turn's times may be from the words'."""
LONG_MS = 6500
"""Long enough for what is told after five seconds, at the speed of life."""
Messages = Callable[[str, Recording], Sequence[Timed]]


def disordered(call_id: str, recording: Recording) -> Sequence[Timed]:
    """Telnyx, each message up to 160 ms late."""
    return telnyx_call(call_id, recording, late_ms=160)


def european(call_id: str, recording: Recording) -> Sequence[Timed]:
    """Telnyx, in A-law."""
    return telnyx_call(call_id, recording, encoding="PCMA", encode=alaw_encoded)


def paused(call_id: str, recording: Recording) -> Sequence[Timed]:
    """Genesys; between two sentences nothing is sent, for 0.6 s."""
    return GenesysCall(call_id).messages(recording, pause_at_ms=3400)


def poisoned(messages: Sequence[Timed], poison: Sequence[Message], at_ms: int) -> Sequence[Timed]:
    """The messages with others among them, in the middle of a sentence."""
    return sorted([*messages, *((at_ms, bad) for bad in poison)], key=lambda timed: timed[0])


@pytest.mark.parametrize(
    ("carrier", "path", "messages"),
    [
        ("telnyx", "/telnyx/media", disordered),
        ("telnyx", "/telnyx/media", european),
        ("genesys", "/genesys/audiohook", paused),
        ("jambonz", "/jambonz/media", jambonz_call),
    ],
    ids=["telnyx out of order", "telnyx in A-law", "genesys with a pause", "jambonz"],
)
async def test_both_parties_are_heard(stage: Stage, carrier: str, path: str, messages: Messages):
    """Who said what, in order and at its time; no audio is sent back, and the end is a hang-up."""
    call_id = new_call_id()
    async with stage.listener(call_id) as listener:
        call = await played(stage, path, messages(call_id, scene(PHRASES)))
        ended = await listener.next("call.ended")
    events = listener.events
    assert set(answers(call)) == (set(ANSWERS) if carrier == "genesys" else set())
    assert of_type(events, "call.started")[0]["source"] == carrier
    assert turns(events) == SPOKEN
    for turn, phrase in zip(of_type(events, "turn.final"), PHRASES, strict=True):
        assert abs(turn["start_ms"] - phrase.at_ms) <= NEAR_MS
        assert abs(turn["end_ms"] - phrase.end_ms) <= NEAR_MS
    assert ended["data"]["reason"] == "hangup"
    assert not of_type(events, "error")


VONAGE = "/vonage/media"
DROPPED_MS = 2200
"""When the sockets drop: after the first sentence."""


@pytest.mark.parametrize("rate", [8000, 16000])
async def test_two_sockets_of_a_call_are_one_call(stage: Stage, rate: int):
    """Vonage: one for each party, the agent's later; one log, and not a byte sent on either."""
    call_id, recording = new_call_id(), scene(PHRASES)
    legs = {
        speaker: vonage_leg(recording, speaker, rate=rate, from_ms=late_ms)
        for speaker, late_ms in ((Speaker.CUSTOMER, 0), (Speaker.AGENT, 200))
    }
    together = asyncio.Barrier(len(legs))
    async with stage.listener(call_id) as listener:
        calls = await asyncio.gather(
            *(
                played(
                    stage, f"/vonage/media?call_id={call_id}&party={speaker}", messages, together
                )
                for speaker, messages in legs.items()
            )
        )
        ended = await listener.next("call.ended")
    assert [call.received for call in calls] == [[], []]
    assert of_type(listener.events, "call.started")[0]["source"] == "vonage"
    assert turns(listener.events) == SPOKEN
    for turn, phrase in zip(of_type(listener.events, "turn.final"), PHRASES, strict=True):
        assert abs(turn["start_ms"] - phrase.at_ms) <= NEAR_MS
    assert ended["data"]["reason"] == "hangup"
    assert not of_type(listener.events, "error")


async def test_sockets_that_come_back_while_last_words_are_waited_for_are_heard(stage: Stage):
    """Vonage: both drop, what was said is still at the recogniser, and both are there again."""
    call_id, recording = new_call_id(), scene((WHAT_COST.at(300), TOO_DEAR.at(2500)))
    stage.delays[CUSTOMER] = 1.5
    legs = {speaker: vonage_leg(recording, speaker) for speaker in Speaker}
    dropped = {who: [m for m in leg if m[0] <= DROPPED_MS] for who, leg in legs.items()}
    back = {
        who: [leg[0], *((at_ms - DROPPED_MS, m) for at_ms, m in leg if at_ms > DROPPED_MS)]
        for who, leg in legs.items()
    }
    async with stage.listener(call_id) as listener:
        for stretch in (dropped, back):
            await asyncio.gather(
                *(
                    played(stage, f"{VONAGE}?call_id={call_id}&party={who}", messages)
                    for who, messages in stretch.items()
                )
            )
        await listener.next("call.ended", count=2)
    assert turns(listener.events) == said((CUSTOMER, WHAT_COST.text), (CUSTOMER, TOO_DEAR.text))


async def test_broken_messages_cost_no_turn(stage: Stage):
    """Each kind is one line in the log; the call, and another beside it, are heard whole."""
    call_id, log = new_call_id(), stage.server.log()
    poison = ["{oops", b"\x00\x01\xff", '{"event": "media"}', '{"event": "surprise"}'] * 3
    messages = poisoned(telnyx_call(call_id, scene(PHRASES)), poison, at_ms=900)
    async with stage.listener(call_id) as listener:
        beside = asyncio.create_task(stage.heard(scene(PHRASES)))
        await played(stage, "/telnyx/media", messages)
        await listener.next("call.ended")
        assert turns(await beside) == SPOKEN
    assert turns(listener.events) == SPOKEN
    news = stage.server.log()[len(log) :]
    for line in ("that is not JSON", "a binary message", "without media", "an unknown event"):
        assert news.count(line) == 1, line


@pytest.mark.parametrize(
    ("path", "opened"),
    [
        ("/telnyx/media", telnyx_call),
        ("/jambonz/media", jambonz_call),
        ("/genesys/audiohook", paused),
        ("/vonage/media?call_id={}&party=customer", lambda _, call: vonage_leg(call, CUSTOMER)),
    ],
    ids=["telnyx", "jambonz", "genesys", "vonage"],
)
async def test_a_message_of_megabytes_ends_its_socket_with_a_line(
    stage: Stage, path: str, opened: Messages
):
    """Nothing is sent but what the protocol asks, and the log says why the socket is closed."""
    call_id, log = new_call_id(), stage.server.log()
    messages = poisoned(opened(call_id, scene(PHRASES)), ["x" * 2_000_000], at_ms=900)
    url = f"ws://127.0.0.1:{stage.server.port}{path.format(call_id)}"
    async with stage.listener(call_id) as listener:
        call = await play_call(url, messages, speed=SPEED)
        ended = await listener.next("call.ended")
    assert call.close_code == 1009
    assert set(answers(call)) <= {"opened", "pong"}
    assert ended["data"]["reason"] == "disconnected"
    news = stage.server.log()[len(log) :]
    assert news.count("closed with 1009") == 1


def broken(carrier: str, call_id: str) -> Sequence[Timed]:
    """A call of which the agent's audio can't be read, and the customer's can."""
    recording = scene((WHAT_COST.at(300),), end_ms=LONG_MS)
    if carrier == "vonage":  # the agent's socket
        return [
            (at_ms, message[:-1] if isinstance(message, bytes) else message)
            for at_ms, message in vonage_leg(recording, Speaker.AGENT, rate=16000)
        ]
    call = telnyx_call(call_id, recording, encoding="PCMA", encode=alaw_encoded)
    outbound, payload = '"track": "outbound"', '"payload": "'
    return [
        (at_ms, str(text).replace(payload, payload + "%") if outbound in str(text) else text)
        for at_ms, text in call
    ]


@pytest.mark.parametrize(
    ("carrier", "path", "expected"),
    [
        ("telnyx", "/telnyx/media", "PCMA audio of 8000 Hz"),
        ("vonage", "/vonage/media?call_id={}&party=agent", "L16 audio of 16000 Hz"),
    ],
)
async def test_audio_that_can_not_be_used_is_told_as_what_was_to_come(
    stage: Stage, carrier: str, path: str, expected: str
):
    """After five seconds, of the party alone whose it is."""
    call_id = new_call_id()
    async with stage.listener(call_id) as listener:
        await played(stage, path.format(call_id), broken(carrier, call_id), speed=1)
        await listener.next("call.ended")
    (told,) = [s for s in of_type(listener.events, "status") if s["code"] == "audio_unusable"]
    assert told["speaker"] == Speaker.AGENT
    assert told["detail"] == f"The agent is not heard: what comes is no {expected}."


@pytest.mark.parametrize(
    ("carrier", "remedy"),
    [("telnyx", 'stream_track="both_tracks"'), ("vonage", "canHear"), ("jambonz", "mixType")],
)
async def test_a_party_who_is_not_sent_is_told_with_what_sends_them(
    stage: Stage, carrier: str, remedy: str
):
    """After five seconds, in the words of the carrier that the call came by."""
    call_id, recording = new_call_id(), scene((WHAT_COST.at(300),), end_ms=LONG_MS)
    inbound = [m for m in telnyx_call(call_id, recording) if '"track": "outbound"' not in str(m[1])]
    messages: dict[str, tuple[str, Sequence[Timed]]] = {
        "telnyx": ("", inbound),
        "vonage": (
            f"?call_id={call_id}&party=customer",
            vonage_leg(recording, Speaker.CUSTOMER),
        ),
        "jambonz": ("", [jambonz_call(call_id, recording)[0], (LONG_MS, "{}")]),
    }
    query, sent = messages[carrier]
    async with stage.listener(call_id) as listener:
        await played(stage, f"/{carrier}/media{query}", sent, speed=1)
        await listener.next("call.ended")
    told = [s for s in of_type(listener.events, "status") if s["code"] == "audio_not_heard"]
    assert {s["speaker"] for s in told} >= {Speaker.AGENT}
    for status in told:
        assert remedy in status["detail"]
        assert "<Stream" not in status["detail"]


async def played(
    stage: Stage,
    path: str,
    messages: Sequence[Timed],
    together: asyncio.Barrier | None = None,
    speed: float = SPEED,
) -> CarrierCall:
    """Play a call into the stage's server; all but Telnyx leave by themselves."""
    url = f"ws://127.0.0.1:{stage.server.port}{path}"
    hangs_up = path.startswith(("/jambonz/", "/vonage/"))
    return await play_call(
        url,
        messages,
        speed=speed,
        leave=lambda call: hangs_up or is_closed(call),
        together=together,
    )

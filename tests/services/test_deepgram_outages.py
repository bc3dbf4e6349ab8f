"""Calls over real sockets to a Deepgram that is late, slow or away, in virtual time."""

import asyncio
import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from zlib import crc32

import pytest

from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker
from peers.deepgram import DeepgramPeer
from peers.deepgram_socket import Fault
from peers.speech import RATE, Voice
from peers.voice_ear import VoiceEar
from peers.voices import noise_voice
from services.stt.connection import SttConnection
from services.stt.deepgram.connection import listening
from services.stt.deepgram.provider import Listening
from services.stt.deepgram.query import Query
from tests.services.spoken_call import (
    PIECE_MS,
    TAIL_MS,
    Audio,
    Call,
    Said,
    Spoken,
    hear,
    spoken,
    wrong,
)
from tests.virtual_time import AT_ONCE

# Everything is in one loop and on loopback, so that virtual time moves on only when all is read.
pytestmark = AT_ONCE

QUERY: Query = {
    "model": "nova-3",
    "encoding": "linear16",
    "sample_rate": str(RATE),
    "interim_results": "true",
    "punctuate": "true",
    "endpointing": "300",
}
PIECE_BYTES = 2 * RATE * PIECE_MS // 1000
AWAY = Fault(status=503)


def talk(turns: int) -> list[Spoken]:
    return spoken([Said(list(Speaker)[i % 2], 8 + i % 5) for i in range(turns)])


def voice_of(speaker: Speaker, turns: list[Spoken]) -> Voice:
    """A party's side of a call."""
    words = [word for turn in turns if turn.speaker is speaker for word in turn.words]
    length_ms = turns[-1].end_ms + TAIL_MS
    return noise_voice(speaker, length_ms, words, seed=len(speaker))


async def change(peer: DeepgramPeer, faults: dict[float, Fault | None]) -> None:
    """From so many seconds on it is so; connections that are open end."""
    for at_s, fault in faults.items():
        await asyncio.sleep(at_s - asyncio.get_running_loop().time())
        peer.fault = fault
        peer.cut()


async def heard(
    turns: list[Spoken],
    faults: dict[float, Fault | None],
    *,
    listen: Listening = listening,
    query: Query = QUERY,
) -> Call:
    """What came of a call, with faults that begin so many seconds into it."""
    faults = dict(faults)
    voices = {speaker: voice_of(speaker, turns) for speaker in Speaker}

    async with DeepgramPeer(lambda: VoiceEar(list(voices.values())), delay_s=0.1) as peer:

        def connect() -> AbstractAsyncContextManager[SttConnection]:
            return listen(peer.url, "k", query)

        def audio_of(voice: Voice) -> Audio:
            def audio(at_ms: int) -> bytes:
                begin = at_ms // PIECE_MS * PIECE_BYTES
                return voice.pcm[begin : begin + PIECE_BYTES]

            return audio

        peer.fault = faults.pop(0, None)
        changing = asyncio.create_task(change(peer, faults))
        call = await hear(turns, {who: (connect, audio_of(v)) for who, v in voices.items()})
        await changing
        return call


@pytest.mark.parametrize(
    "fault",
    [
        Fault(finals_late_s=3),
        Fault(finals_late_s=8),
        Fault(pace=0.8),
        Fault(pace=0.9, finals_late_s=5),
    ],
)
async def test_a_recogniser_that_is_late_or_slow_tells_each_turn_once(fault: Fault):
    """Each turn has its own words, and nothing is told as lost."""
    turns = talk(10)
    call = await heard(turns, {0: fault})
    assert list(wrong(turns, call)) == []
    assert len(call.told) == len(turns)
    assert not [status for status in call.statuses if status.code is StatusCode.STT_LOST]


async def test_a_message_of_megabytes_costs_no_word():
    """It is no answer, and its connection goes on."""
    turns = talk(2)
    call = await heard(turns, {0: Fault(odd=("x" * 2_000_000,))})
    assert list(wrong(turns, call)) == []
    assert (len(call.told), call.statuses) == (len(turns), [])


def without(fields: tuple[str, ...], *, each: int) -> Callable[[str], str]:
    """Makes these fields of about each n-th answer null, or leaves them out of it."""

    def changed(answer: str) -> str:
        said, dice = json.loads(answer), crc32(answer.encode())
        for name in fields if said["type"] == "Results" and dice % each == 0 else ():
            whole = said if name in said else said["channel"]["alternatives"][0]
            whole[name] = None
            if dice // each % 2:
                del whole[name]
        return json.dumps(said)

    return changed


FIELDS = [
    ("start",),
    ("duration",),
    ("words",),
    ("transcript",),
    ("start", "words"),
    ("duration", "words"),
    ("start", "duration", "words", "confidence"),
]
EACH = [1, 3]


@pytest.mark.parametrize(
    ("fields", "each", "breaks_off"),
    [  # each two of the three in all ways
        (fields, each, bool((at + place) % 2))
        for at, fields in enumerate(FIELDS)
        for place, each in enumerate(EACH)
    ],
)
async def test_results_that_lack_a_field_cost_no_word(
    fields: tuple[str, ...], each: int, *, breaks_off: bool
):
    """Each turn is told once and as it was spoken, and nothing is said to be lost."""
    turns, changed = talk(8), without(fields, each=each)
    faults: dict[float, Fault | None] = {0: Fault(changed=changed)}
    if breaks_off:
        faults |= {7.3: Fault(cut_after_s=2, changed=changed), 11.0: Fault(changed=changed)}
    call = await heard(turns, faults)
    assert list(wrong(turns, call)) == []
    assert len(call.told) == len(turns)
    assert not [status for status in call.statuses if status.code is StatusCode.STT_LOST]


@pytest.mark.parametrize("away_s", [None, 20])
async def test_one_that_is_mute_from_the_first_word_is_told_within_two_seconds(
    away_s: float | None,
):
    """Each word comes when it hears again; one that is well from the first word is no news."""
    turns = talk(6)
    call = await heard(turns, {0: Fault(mute=True), away_s: None} if away_s else {})
    assert list(wrong(turns, call)) == []
    assert len(call.told) == len(turns)
    for speaker in Speaker:
        told = zip(call.statuses, call.status_at, strict=True)
        first = next((told for told in told if told[0].speaker is speaker), None)
        if away_s is None:
            assert first is None
            continue
        assert first is not None
        status, at_s = first
        assert status.code is StatusCode.STT_LATE
        began_s = next(turn for turn in turns if turn.speaker is speaker).start_ms / 1000
        assert began_s < at_s <= began_s + 2


@pytest.mark.parametrize(("away_s", "spoken_turns"), [(60, 22), (90, 30)])
async def test_what_is_said_while_it_is_long_away_comes_as_it_was_said(
    away_s: float, spoken_turns: int
):
    """What the status calls kept is told, a turn for each that was spoken."""
    turns = talk(spoken_turns)
    call = await heard(turns, {8.05: AWAY, 8.05 + away_s: None})
    assert list(wrong(turns, call)) == []
    assert len(call.told) == len(turns)
    assert not [status for status in call.statuses if status.code is StatusCode.STT_LOST]

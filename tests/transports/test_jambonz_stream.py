"""What jambonz sends, read."""

import json
from typing import Any

import numpy as np
import pytest

from conversation.speech.speakers import Speaker
from transports.jambonz.stream import JambonzMessages, JambonzStart
from transports.streams.key_press import KeyPress
from transports.streams.messages import MAX_AUDIO_BYTES
from transports.streams.packet import Packet
from transports.streams.start import StreamError

FIRST: dict[str, Any] = {
    "callSid": "CS-1",
    "accountSid": "AC-1",
    "from": "+13122010094",
    "direction": "inbound",
    "sampleRate": 8000,
    "mixType": "stereo",
}


def reader(rate: int = 8000) -> JambonzMessages:
    return JambonzMessages(JambonzStart.parse(FIRST | {"sampleRate": rate}), Speaker.CUSTOMER)


def test_the_first_message_says_which_call_it_is() -> None:
    """With what `metadata` adds, whether it is mixed in or stands apart."""
    assert JambonzStart.parse(FIRST) == JambonzStart("CS-1", None, {}, "AC-1", 8000)
    mixed = JambonzStart.parse(FIRST | {"agent_id": "maria", "sampleRate": "16000"})
    assert (mixed.parameters, mixed.sample_rate) == ({"agent_id": "maria"}, 16000)
    for written in (8000.0, "8000", "8000.0"):
        assert JambonzStart.parse(FIRST | {"sampleRate": written}).sample_rate == 8000
    apart = JambonzStart.parse(FIRST | {"metadata": {"agent_id": "maria", "crm": "7"}})
    assert apart.parameters == {"agent_id": "maria", "crm": "7"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"callSid": ""}, "callSid"),
        ({"mixType": "mono"}, "stereo"),
        ({"mixType": "mixed"}, "who speaks"),
        ({"sampleRate": 24000}, "8000 or 16000"),
        *(
            ({"sampleRate": rate}, "8000 or 16000")
            for rate in (None, True, "fast", 8000.5, "1e999")
        ),
    ],
)
def test_a_first_message_that_is_no_call_says_why(change: dict[str, Any], told: str) -> None:
    """No id, a mix, a rate that is not heard."""
    with pytest.raises(StreamError, match=told):
        JambonzStart.parse(FIRST | change)


@pytest.mark.parametrize("rate", [8000, 16000])
def test_channels_are_the_parties(rate: int) -> None:
    """The left one the caller; where a frame begins is counted, at any size of frames."""
    pairs = np.stack([np.arange(rate), -np.arange(rate)], axis=1).astype("<i2").tobytes()
    messages, heard = reader(rate), dict.fromkeys(Speaker, b"")
    for at in range(0, len(pairs), 1001):  # a frame may end within a sample
        read = messages.read(pairs[at : at + 1001])
        assert isinstance(read, list)
        for packet in read:
            assert packet.timestamp_ms == len(heard[packet.speaker]) // 2 * 1000 // rate
            heard[packet.speaker] += packet.pcm
    assert np.frombuffer(heard[Speaker.CUSTOMER], "<i2").tolist() == list(range(rate))
    assert np.frombuffer(heard[Speaker.AGENT], "<i2").tolist() == [-n for n in range(rate)]


@pytest.mark.parametrize("extra", [1, 2, 3, 639])
def test_a_broken_frame_shifts_no_other(log: list[str], extra: int) -> None:
    """One that ends within a sample, before a whole one: no noise, and no changed parties."""
    messages, pairs = reader(), np.stack([np.full(160, 7), np.full(160, -9)], axis=1)
    whole = pairs.astype("<i2").tobytes()
    messages.read(whole + whole[:extra])
    for _ in range(3):
        read = messages.read(whole)
        assert isinstance(read, list)
        heard = [
            (packet.speaker, set(np.frombuffer(packet.pcm, "<i2").tolist())) for packet in read
        ]
        assert heard == [(Speaker.CUSTOMER, {7}), (Speaker.AGENT, {-9})]
    assert len(log) == 1


def test_a_text_is_no_audio(log: list[str]) -> None:
    """A key is told as such; any other text is a line, once."""
    messages = reader()
    pressed = json.dumps({"event": "dtmf", "dtmf": "2", "duration": "1600"})
    assert messages.read(pressed) == KeyPress("2")
    assert messages.read(b"") is None
    assert log == []
    for _ in range(3):
        assert messages.read("{oops") is None
        too_long = messages.read(bytes(MAX_AUDIO_BYTES + 4))
        assert too_long == [Packet(speaker, 0, b"") for speaker in Speaker]
    assert [" over " in line for line in log] == [False, True]


def test_a_frame_may_hold_seconds(log: list[str]) -> None:
    """As a gateway keeps them back; after one that is too long, the next has its own place."""
    messages, second = reader(16000), 16000 * 4
    read = messages.read(bytes(8 * second))
    assert isinstance(read, list)
    assert [(packet.timestamp_ms, len(packet.pcm)) for packet in read] == [(0, 4 * second)] * 2
    assert log == []
    messages.read(bytes(9 * second))
    after = messages.read(bytes(second))
    assert isinstance(after, list)
    assert [packet.timestamp_ms for packet in after] == [17_000] * 2
    assert [f"a frame over {MAX_AUDIO_BYTES} bytes" in line for line in log] == [True]

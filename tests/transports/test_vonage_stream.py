"""What Vonage sends on one party's WebSocket, read."""

import json
from typing import Any

import pytest

from conversation.speech.speakers import Speaker
from transports.streams.key_press import KeyPress
from transports.streams.messages import MAX_AUDIO_BYTES
from transports.streams.packet import Packet
from transports.streams.start import StreamError
from transports.vonage.stream import VonageMessages, VonageStart

FIRST: dict[str, Any] = {
    "event": "websocket:connected",
    "content-type": "audio/l16;rate=8000",
    "agent_id": "maria",
    "language": "fr",
}
FRAME = b"\x01\x00" * 160


def test_the_first_message_says_what_the_headers_said() -> None:
    """They stand at its top level; the call and the party are the address's."""
    start = VonageStart.parse(FIRST, "V-1", Speaker.AGENT)
    assert start.parameters == {"agent_id": "maria", "language": "fr"}
    assert (start.call_id, start.party, start.sample_rate) == ("V-1", Speaker.AGENT, 8000)
    wide = FIRST | {"content-type": "audio/L16; rate=16000"}
    assert VonageStart.parse(wide, "V-1", Speaker.AGENT).sample_rate == 16000


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"event": "websocket:dtmf"}, "websocket:connected"),
        ({"content-type": "audio/l16;rate=24000"}, "rate=16000"),
        ({"content-type": None}, "content-type"),
    ],
)
def test_what_is_not_heard_is_refused(change: dict[str, Any], told: str) -> None:
    """With what is right."""
    with pytest.raises(StreamError, match=told):
        VonageStart.parse(FIRST | change, "V-1", Speaker.AGENT)


def test_frames_follow_each_other_from_where_the_socket_began() -> None:
    """Of 20 ms each, at either rate; little-endian as they are."""
    for rate, size in ((8000, 320), (16000, 640)):
        start = VonageStart("V-1", party=Speaker.AGENT, sample_rate=rate)
        messages = VonageMessages(start, begins_ms=140)
        frames = [messages.read(b"\x01\x00" * (size // 2)) for _ in range(3)]
        assert [tuple(frame or ())[:2] for frame in frames] == [
            (Speaker.AGENT, 140),
            (Speaker.AGENT, 160),
            (Speaker.AGENT, 180),
        ]


def test_what_is_no_audio_takes_no_time(log: list[str]) -> None:
    """A key is told as such; what can't be understood is one line in the log."""
    messages = VonageMessages(VonageStart("V-1"), begins_ms=0)
    for event in ("websocket:cleared", "websocket:notify"):
        assert messages.read(json.dumps({"event": event})) is None
    assert messages.read('{"event": "websocket:dtmf", "digit": "5"}') == KeyPress("5")
    assert log == []
    for bad in ('{"event": "websocket:surprise"}', '{"event": ["surprise"]}', "{oops"):
        assert messages.read(bad) is None
    for bad in (b"\x01", b""):
        assert messages.read(bad) == Packet(Speaker.CUSTOMER, 0, b"")
    assert len(log) == 3
    assert not any("oops" in line or "surprise" in line for line in log)
    packet = messages.read(FRAME)
    assert isinstance(packet, Packet)
    assert packet.timestamp_ms == 0


def test_a_frame_may_hold_seconds(log: list[str]) -> None:
    """As a network keeps them back; after one that is too long, the next has its own place."""
    messages, second = VonageMessages(VonageStart("V-1"), begins_ms=0), 8000 * 2
    read = messages.read(bytes(30 * second))
    assert isinstance(read, Packet)
    assert (read.timestamp_ms, len(read.pcm)) == (0, 30 * second)
    assert log == []
    assert messages.read(bytes(33 * second)) == Packet(Speaker.CUSTOMER, 0, b"")
    after = messages.read(FRAME)
    assert isinstance(after, Packet)
    assert after.timestamp_ms == 63_000
    assert [f"a frame over {MAX_AUDIO_BYTES} bytes" in line for line in log] == [True]

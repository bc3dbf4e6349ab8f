"""What Telnyx sends, read."""

import base64
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from conversation.speech.speakers import Speaker
from peers.telnyx import alaw_encoded
from transports.audio import alaw, mulaw
from transports.streams.key_press import KeyPress
from transports.streams.messages import StreamStopped
from transports.streams.packet import Packet
from transports.streams.source import Heard
from transports.streams.start import StreamError
from transports.telnyx.messages import TelnyxMessages
from transports.telnyx.start import TelnyxStart

CALL = "v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ"
PCM = (np.arange(-80, 80) * 200).astype("<i2").tobytes()


def start(**fields: Any) -> dict[str, Any]:
    said: dict[str, Any] = {"user_id": "AC-1", "call_control_id": CALL}
    media_format = {"encoding": "PCMU", "sample_rate": 8000, "channels": 1}
    return {
        "event": "start",
        "stream_id": "S1",
        "start": said | {"media_format": media_format} | fields,
    }


def reader(**fields: Any) -> TelnyxMessages:
    return TelnyxMessages(TelnyxStart.parse(start(**fields)), Speaker.CUSTOMER)


def media(audio: bytes, at_ms: int = 0, track: str = "inbound", **fields: Any) -> str:
    said = {"track": track, "chunk": "1", "timestamp": str(at_ms)}
    said["payload"] = base64.b64encode(audio).decode()
    return json.dumps({"event": "media", "media": said | fields})


def big_endian(pcm: bytes) -> bytes:
    return np.frombuffer(pcm, "<i2").astype(">i2").tobytes()


@pytest.mark.parametrize(
    ("encoding", "rate", "encode"),
    [
        ("PCMU", 8000, mulaw.encode),
        ("PCMA", 8000, alaw_encoded),
        ("L16", 8000, big_endian),
        ("L16", 16000, big_endian),
    ],
)
def test_audio_is_heard_in_each_encoding(
    encoding: str, rate: int, encode: Callable[[bytes], bytes]
) -> None:
    """Whose it is, where it begins, and the samples, as near as the encoding has them."""
    media_format = {"encoding": encoding, "sample_rate": rate, "channels": 1}
    messages = reader(media_format=media_format)
    heard = messages.read(media(encode(PCM), track="outbound"))
    assert isinstance(heard, list)
    (packet,) = heard
    assert (packet.speaker, packet.timestamp_ms) == (Speaker.AGENT, 0)
    difference = np.frombuffer(packet.pcm, "<i2").astype(int) - np.frombuffer(PCM, "<i2")
    assert np.abs(difference).max() <= (0 if encoding == "L16" else 512)
    assert messages.sample_rate == rate


def test_a_law_is_decoded_as_the_standard_has_it() -> None:
    """Silence, the smallest step, and the loudest of both signs (ITU-T G.711, table 1a)."""
    assert np.frombuffer(alaw.decode(b"\xd5\x55\xaa\x2a"), "<i2").tolist() == [8, -8, 32256, -32256]


def test_a_start_says_which_call_it_is() -> None:
    """The call, the stream, the account and the parameters; an address that names a call wins."""
    parsed = TelnyxStart.parse(start(custom_parameters={"agent_id": "maria"}))
    assert parsed == TelnyxStart(CALL, "S1", {"agent_id": "maria"}, "AC-1", "PCMU", 8000)
    assert TelnyxStart.parse(start(), "v3:other").call_id == "v3:other"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"call_control_id": "a b"}, "call_control_id"),
        ({"media_format": {"encoding": "OPUS", "sample_rate": 16000, "channels": 1}}, "PCMU"),
        ({"media_format": {"encoding": "L16", "sample_rate": 24000, "channels": 1}}, "16000"),
        ({"media_format": {"encoding": "PCMU", "sample_rate": 16000, "channels": 1}}, "8000"),
        ({"media_format": {"encoding": "PCMU", "sample_rate": 8000, "channels": 2}}, "mono"),
        ({"media_format": {"encoding": "PCMU", "sample_rate": "fast"}}, "none"),
        ({"media_format": {"encoding": "PCMU", "sample_rate": "1e999"}}, "none"),
    ],
)
def test_a_start_that_is_no_call_says_why(fields: dict[str, Any], told: str) -> None:
    """No usable id, or audio that is not heard here."""
    with pytest.raises(StreamError, match=told):
        TelnyxStart.parse(start(**fields))


def test_messages_without_audio_are_passed_over(log: list[str]) -> None:
    """The end is the end; a key is told as such, and an error is a line."""
    messages = reader()
    for event in ("connected", "dtmf", "mark"):
        assert messages.read(json.dumps({"event": event})) is None
    assert messages.read('{"event": "dtmf", "dtmf": {"digit": "2"}}') == KeyPress("2")
    assert log == []
    assert messages.read('{"event": "error", "payload": {"title": "x"}}') is None
    assert "an error that the carrier tells" in log[0]
    assert isinstance(messages.read('{"event": "stop"}'), StreamStopped)


@pytest.mark.parametrize(
    ("message", "heard", "told"),
    [
        ("{oops", None, "not JSON"),
        (b"\x00\x01", None, "a binary message"),
        ('{"event": "surprise"}', None, "unknown event"),
        ('{"event": "start"}', None, "second start"),
        ('{"event": "media"}', None, "without media"),
        (media(b"\xff", track="inbound_track"), None, "neither inbound nor outbound"),
        (media(b"\xff", timestamp="soon"), [Packet(Speaker.CUSTOMER, 0, b"\0\0")], "timestamp"),
        (media(b"\xff", payload="%"), Packet(Speaker.CUSTOMER, 0, b""), "payload"),
        (media(b"", track="outbound"), Packet(Speaker.AGENT, 0, b""), "no audio"),
    ],
)
def test_what_can_not_be_understood_is_one_line(
    log: list[str], message: str | bytes, heard: Heard, told: str
) -> None:
    """However often it comes; what is a party's counts as theirs, without audio."""
    messages = reader()
    for _ in range(3):
        assert messages.read(message) == heard
    assert len(log) == 1
    assert told in log[0]


def test_a_second_start_may_change_the_encoding(log: list[str]) -> None:
    """At the same rate; what is not heard is unusable, and one that says nothing is nothing."""
    messages, audio = reader(), b"\x10" * 160
    for at_ms, said, heard in [
        (0, None, mulaw.decode(audio)),
        (20, {"encoding": "PCMA", "sample_rate": 8000}, alaw.decode(audio)),
        (40, {"encoding": "OPUS", "sample_rate": 16000}, b""),
        (40, {"encoding": "L16", "sample_rate": 16000}, b""),
        (40, {"encoding": "PCMU"}, mulaw.decode(audio)),
    ]:
        assert (
            messages.read(json.dumps({"event": "start", "start": {"media_format": said}})) is None
        )
        read = messages.read(media(audio, at_ms))
        packets = [read] if isinstance(read, Packet) else read
        assert isinstance(packets, list)
        assert [packet.pcm for packet in packets] == [heard]
    assert len(log) == 2


def test_what_comes_in_the_stream_of_another_call_is_none_of_this_ones() -> None:
    """Its encoding, audio, keys and end, once a `start` has said which stream that is."""
    messages, audio = reader(), b"\x10" * 160
    other = start(call_control_id="v3:other", media_format={"encoding": "PCMA"})
    assert messages.read(json.dumps(other | {"stream_id": "S2"})) is None
    key = {"event": "dtmf", "dtmf": {"digit": "1"}}
    for said in ({"event": "stop"}, key, json.loads(media(audio))):
        assert messages.read(json.dumps(said | {"stream_id": "S2"})) is None
    heard = messages.read(json.dumps(json.loads(media(audio)) | {"stream_id": "S1"}))
    assert heard == [Packet(Speaker.CUSTOMER, 0, mulaw.decode(audio))]
    assert messages.read(json.dumps(key)) == KeyPress("1")
    assert isinstance(messages.read('{"event": "stop", "stream_id": "S1"}'), StreamStopped)


@pytest.mark.parametrize("timestamp", [40, 40.0, "40", "40.0", " 40 "])
def test_a_timestamp_is_a_number_however_it_is_written(timestamp: Any) -> None:
    """A number or a string of one."""
    read = reader().read(media(b"\xff" * 160, timestamp=timestamp))
    assert isinstance(read, list)
    assert read == []  # it waits for what is missing


@pytest.mark.parametrize("timestamp", ["nan", "inf", "1e400", None, [], {}, "soon"])
def test_audio_without_a_time_goes_on_from_the_last(timestamp: Any) -> None:
    """It is heard, and no error."""
    messages, message = reader(), media(b"\xff" * 160, timestamp=timestamp)
    heard = [*(messages.read(message) for _ in range(3)), messages.rest()]
    places = [one.timestamp_ms for some in heard if isinstance(some, list) for one in some]
    assert places == [0, 20, 40]


def _interleaved(timestamp: Any, silent: int = 0) -> list[tuple[Speaker, bytes]]:
    """A second of both parties' packets, each of its own sound, after some of silence."""
    sounds = [bytes([max(0, 250 - n)]) if n >= silent else b"\xff" for n in range(50)]
    messages, heard = reader(), list[Packet]()
    for sound in sounds:
        for track in ("inbound", "outbound"):
            read = messages.read(media(sound * 160, timestamp=timestamp, track=track))
            assert isinstance(read, list)
            heard += read
    heard += messages.rest()
    for speaker in Speaker:
        own = [packet for packet in heard if packet.speaker is speaker]
        begun = own[0].timestamp_ms
        assert [packet.timestamp_ms - begun for packet in own] == list(range(0, 20 * len(own), 20))
    assert [p.pcm for p in heard if p.speaker is Speaker.CUSTOMER] == [
        mulaw.decode(sound * 160) for sound in sounds
    ]
    return [(packet.speaker, packet.pcm) for packet in heard]


@pytest.mark.parametrize("timestamp", [0, "0", "5160", 7.5, None])
@pytest.mark.parametrize("silent", [0, 20])
def test_audio_whose_times_stand_still_is_heard_as_it_comes(timestamp: Any, silent: int) -> None:
    """All of it, each packet after the last one of its party."""
    heard = _interleaved(timestamp, silent)
    assert len(heard) == 100


def test_a_packet_that_comes_twice_proves_no_standing_time(log: list[str]) -> None:
    """It is heard once."""
    messages, heard = reader(), list[Packet]()
    for n in range(10):
        for _ in range(2):
            read = messages.read(media(bytes([n]) * 160, at_ms=20 * n))
            assert isinstance(read, list)
            heard += read
    assert [packet.timestamp_ms for packet in heard] == list(range(0, 200, 20))
    assert len(log) == 1


def test_a_party_that_paused_goes_on_where_the_other_is() -> None:
    """Where no time is told, the order in which packets come is all that is known."""
    messages, heard = reader(), list[Packet]()
    for n in range(200):
        for track in ("inbound", "outbound"):
            if track == "outbound" and 20 <= n < 150:
                continue
            read = messages.read(media(bytes([n]) * 160, timestamp=0, track=track))
            assert isinstance(read, list)
            heard += read
    ends = {packet.speaker: packet.timestamp_ms for packet in heard}
    assert abs(ends[Speaker.CUSTOMER] - ends[Speaker.AGENT]) < 100


def test_half_a_sample_is_no_audio(log: list[str]) -> None:
    """L16 has two bytes a sample."""
    messages = reader(media_format={"encoding": "L16", "sample_rate": 16000, "channels": 1})
    assert messages.read(media(b"\x00\x01\x02")) == Packet(Speaker.CUSTOMER, 0, b"")
    assert len(log) == 1

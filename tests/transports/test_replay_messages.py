import base64
import json
from typing import Any

import numpy as np
import pytest

from conversation.speech.speakers import Speaker
from transports.audio import mulaw
from transports.recording.recording import Recording
from transports.twilio.replay_messages import MediaStream, sid


def call_of(samples: int) -> Recording:
    """A call whose customer is all 1000 and whose agent is all -1000."""
    levels = {Speaker.CUSTOMER: 1000, Speaker.AGENT: -1000}
    tracks = {speaker: np.full(samples, level, np.int16) for speaker, level in levels.items()}
    return Recording(tracks)


def messages(stream: MediaStream, samples: int) -> list[dict[str, Any]]:
    """The decoded messages of such a call."""
    return [json.loads(message) for _, message in stream.messages(call_of(samples))]


def test_the_stream_has_twilios_form() -> None:
    """`connected`, `start`, `media` and `stop` have every field of Twilio's documentation."""
    stream = MediaStream("CA1", parameters={"agent_id": "7"}, stream_id="MZ1", account_id="AC1")
    payload = base64.b64encode(mulaw.encode(np.full(160, 1000, "<i2").tobytes())).decode()
    connected, start, inbound, outbound, stop = messages(stream, 160)
    assert connected == {"event": "connected", "protocol": "Call", "version": "1.0.0"}
    assert start == {
        "event": "start",
        "sequenceNumber": "1",
        "start": {
            "accountSid": "AC1",
            "streamSid": "MZ1",
            "callSid": "CA1",
            "tracks": ["inbound", "outbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": {"agent_id": "7", "inbound_role": "customer"},
        },
        "streamSid": "MZ1",
    }
    assert inbound == {
        "event": "media",
        "sequenceNumber": "2",
        "media": {"track": "inbound", "chunk": "1", "timestamp": "0", "payload": payload},
        "streamSid": "MZ1",
    }
    assert (outbound["sequenceNumber"], outbound["media"]["track"]) == ("3", "outbound")
    assert stop == {
        "event": "stop",
        "sequenceNumber": "4",
        "stop": {"accountSid": "AC1", "callSid": "CA1"},
        "streamSid": "MZ1",
    }


def test_tracks_are_interleaved_in_20_ms_pieces() -> None:
    """Both tracks advance together: one piece of each, with the same chunk and timestamp."""
    media = [message["media"] for message in messages(MediaStream("CA1"), 480)[2:-1]]
    assert [(m["track"], m["chunk"], m["timestamp"]) for m in media] == [
        ("inbound", "1", "0"),
        ("outbound", "1", "0"),
        ("inbound", "2", "20"),
        ("outbound", "2", "20"),
        ("inbound", "3", "40"),
        ("outbound", "3", "40"),
    ]


def test_a_piece_leaves_when_it_has_been_heard() -> None:
    """The piece that begins at 20 ms can't leave before 40 ms, as on a real line."""
    times = [at_ms for at_ms, _ in MediaStream("CA1").messages(call_of(320))]
    assert times == [0, 0, 20, 20, 40, 40, 40]


def test_the_last_piece_is_filled_with_silence() -> None:
    """A call that ends inside a piece loses no sample and still ends in 160 bytes."""
    payload = messages(MediaStream("CA1"), 161)[-3]["media"]["payload"]
    audio = mulaw.decode(base64.b64decode(payload))
    assert np.frombuffer(audio, "<i2").tolist() == [988] + [0] * 159


@pytest.mark.parametrize("inbound", Speaker)
def test_the_inbound_role_decides_who_is_on_which_track(inbound: Speaker) -> None:
    """`inbound_role` is announced as a parameter, and that party's audio is on `inbound`."""
    stream = MediaStream("CA1", inbound_role=inbound)
    _, start, first, second, _ = messages(stream, 160)
    assert start["start"]["customParameters"] == {"inbound_role": inbound.value}
    levels = {}
    for message in (first, second):
        audio = mulaw.decode(base64.b64decode(message["media"]["payload"]))
        levels[message["media"]["track"]] = int(np.frombuffer(audio, "<i2")[0])
    assert (levels["inbound"] > 0) == (inbound is Speaker.CUSTOMER)
    assert levels["outbound"] == -levels["inbound"]


def test_ids_have_twilios_form() -> None:
    """An id is two letters and 32 hex digits, and never the same twice."""
    one, two = sid("CA"), sid("CA")
    assert one != two
    assert one.startswith("CA")
    assert len(bytes.fromhex(one[2:])) == 16

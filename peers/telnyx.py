"""Telnyx' messages of a call: as its documentation shows them, and out of order as it warns.

Source: https://developers.telnyx.com/api-reference/websockets/stream-call-media-over-websocket
"""

import base64
import json
import random
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from conversation.speech.speakers import Speaker
from peers.carrier_call import Timed
from transports.audio import alaw, mulaw
from transports.recording.recording import Recording

FRAME_MS = 20
_FRAME = mulaw.RATE * FRAME_MS // 1000
_STREAM = "32DE0DEA-53CB-4B21-89A4-9E1819C043BC"


def telnyx_call(
    call_id: str,
    recording: Recording,
    *,
    encoding: str = "PCMU",
    encode: Callable[[bytes], bytes] = mulaw.encode,
    late_ms: int = 0,
    parameters: Mapping[str, str] | None = None,
) -> list[Timed]:
    """The messages of a call whose customer is on the inbound track.

    Args:
        call_id: The `call_control_id`.
        recording: What is said.
        encoding: How the audio is encoded.
        encode: Does so.
        late_ms: How late a message may be, at random.
        parameters: The `custom_parameters`.
    """
    start = {
        "user_id": "3E6F995F-85F7-4705-9741-53B116D28237",
        "call_control_id": call_id,
        "call_session_id": "ff55a038-6f5d-11ef-9692-02420aeffb1f",
        "from": "+13122010094",
        "to": "+13122123456",
        "tags": ["TAG1", "TAG2"],
        "client_state": "aGF2ZSBhIG5pY2UgZGF5ID1d",
        "custom_parameters": dict(parameters or {}),
        "media_format": {"encoding": encoding, "sample_rate": 8000, "channels": 1},
    }
    messages: list[Timed] = [(0, _json(event="connected", version="1.0.0"))]
    messages.append((0, _numbered(1, event="start", start=start)))
    dice = random.Random(7)  # noqa: S311 - the same disorder each time
    sequence, media = 1, list[Timed]()
    frames = len(recording.tracks[Speaker.CUSTOMER]) // _FRAME
    for frame in range(frames):
        for track, speaker in (("inbound", Speaker.CUSTOMER), ("outbound", Speaker.AGENT)):
            sequence += 1
            pcm = recording.tracks[speaker][frame * _FRAME : (frame + 1) * _FRAME].tobytes()
            piece = {
                "track": track,
                "chunk": str(frame + 1),
                "timestamp": str(frame * FRAME_MS),
                "payload": base64.b64encode(encode(pcm)).decode(),
            }
            at_ms = (frame + 1) * FRAME_MS + dice.randint(0, late_ms)
            media.append((at_ms, _numbered(sequence, event="media", media=piece)))
    messages += sorted(media, key=lambda timed: timed[0])
    end_ms = messages[-1][0]
    told = {"occurred_at": "2026-11-28T03:00:00.000000Z", "dtmf": {"digit": "1"}}
    messages.insert(len(messages) // 2, (end_ms // 2, _numbered(9999, event="dtmf", **told)))
    stop = {"user_id": start["user_id"], "call_control_id": call_id}
    messages.append((end_ms, _numbered(sequence + 1, event="stop", stop=stop)))
    return messages


def alaw_encoded(pcm: bytes) -> bytes:
    """16-bit PCM as A-law: of each sample, the code that is decoded to what is nearest to it."""
    levels = np.frombuffer(alaw.decode(bytes(range(256))), "<i2").astype(int)
    order = np.argsort(levels)
    middles = (levels[order][1:] + levels[order][:-1]) / 2
    return order[np.searchsorted(middles, np.frombuffer(pcm, "<i2"))].astype(np.uint8).tobytes()


def _numbered(sequence: int, **body: Any) -> str:
    return _json(sequence_number=str(sequence), stream_id=_STREAM, **body)


def _json(**body: Any) -> str:
    return json.dumps(body)

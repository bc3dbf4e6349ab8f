"""Vonage's messages on the WebSocket of one party, as its documentation shows them.

Source: https://developer.vonage.com/en/voice/voice-api/concepts/websockets
"""

import json
from collections.abc import Mapping

import numpy as np

from conversation.speech.speakers import Speaker
from peers.carrier_call import Timed
from transports.recording.recording import Recording

_FRAME_MS = 20
_RECORDED_RATE = 8000


def vonage_leg(
    recording: Recording,
    speaker: Speaker,
    *,
    rate: int = 8000,
    from_ms: int = 0,
    headers: Mapping[str, str] | None = None,
) -> list[Timed]:
    """The messages of a leg that hears one party, whose normal close is the call's end.

    Args:
        recording: What is said in the call.
        speaker: The party that is heard.
        rate: Of the audio: 8000 or 16000 Hz.
        from_ms: When in the call the socket is opened; its first message leaves then.
        headers: The `headers` of the endpoint.
    """
    first = {"event": "websocket:connected", "content-type": f"audio/l16;rate={rate}"}
    messages: list[Timed] = [(from_ms, json.dumps(first | dict(headers or {})))]
    samples = recording.tracks[speaker][from_ms * _RECORDED_RATE // 1000 :]
    samples = np.repeat(samples, rate // _RECORDED_RATE)
    frame = rate * _FRAME_MS // 1000
    count = len(samples) // frame
    for number in range(count):
        at_ms = from_ms + (number + 1) * _FRAME_MS
        audio = samples[number * frame : (number + 1) * frame].astype("<i2").tobytes()
        messages.append((at_ms, audio))
        if number == count // 2:
            pressed = {"event": "websocket:dtmf", "digit": "5", "duration": 260}
            messages.append((at_ms, json.dumps(pressed)))
    return messages

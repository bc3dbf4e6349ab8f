"""Jambonz' messages of a `listen`: the call's attributes, then stereo audio.

Source: https://docs.jambonz.org/verbs/verbs/listen
"""

import json
from collections.abc import Mapping

import numpy as np

from conversation.speech.speakers import Speaker
from peers.carrier_call import Timed
from transports.recording.recording import Recording

RATE = 8000
_FRAME_MS = 20
_FRAME = RATE * _FRAME_MS // 1000


def jambonz_call(
    call_id: str,
    recording: Recording,
    *,
    parameters: Mapping[str, str] | None = None,
    mix: str = "stereo",
) -> list[Timed]:
    """The messages of a call whose caller is the customer; its normal close is its end."""
    attributes = {
        "callSid": call_id,
        "direction": "inbound",
        "from": "+13122010094",
        "to": "+13122123456",
        "callId": "d8907723-0bc7-123b-09b5-12e962f3039b",
        "sipStatus": 200,
        "callStatus": "in-progress",
        "accountSid": "9351f46a-678c-43f5-b8a6-d4eb58d131af",
        "applicationSid": "0e0681b0-d49f-4fb8-b973-b5a3c6758de1",
        "sampleRate": RATE,
        "mixType": mix,
    }
    messages: list[Timed] = [(0, json.dumps(attributes | dict(parameters or {})))]
    frames = len(recording.tracks[Speaker.CUSTOMER]) // _FRAME
    for frame in range(frames):
        pieces = slice(frame * _FRAME, (frame + 1) * _FRAME)
        both = [recording.tracks[speaker][pieces] for speaker in (Speaker.CUSTOMER, Speaker.AGENT)]
        audio = np.stack(both, axis=1).astype("<i2").tobytes()
        messages.append(((frame + 1) * _FRAME_MS, audio))
        if frame == frames // 2:
            pressed = json.dumps({"event": "dtmf", "dtmf": "2", "duration": "1600"})
            messages.append(((frame + 1) * _FRAME_MS, pressed))
    return messages

"""Genesys' side of an AudioHook session: the signed handshake, and the messages of a call.

Source: https://developer.genesys.cloud/devapps/audiohook/session-walkthrough
"""

import base64
import hmac
import json
from typing import Any
from uuid import uuid4

import numpy as np

from conversation.speech.speakers import Speaker
from peers.carrier_call import CarrierCall, Timed
from transports.audio import mulaw
from transports.recording.recording import Recording

FRAME_MS = 100
_FRAME = mulaw.RATE * FRAME_MS // 1000
NOBODY = "00000000-0000-0000-0000-000000000000"
PAUSE_MS = 600
"""How long the pause in a call is, and the audio of it that is not sent."""


def handshake(
    authority: str, path: str, *, session: str, api_key: str, secret: str, now: int
) -> dict[str, str]:
    """The headers of a handshake, signed with a client secret in base64."""
    headers = {
        "audiohook-organization-id": "d7934305-0972-4844-938e-9060eef73d05",
        "audiohook-correlation-id": "e160e428-53e2-487c-977d-96989bf5c99d",
        "audiohook-session-id": session,
        "x-api-key": api_key,
    }
    names = ["@request-target", "@authority", *headers]
    values = {"@request-target": path, "@authority": authority} | headers
    listed = " ".join(f'"{name}"' for name in names)
    params = (
        f'({listed});keyid="{api_key}";nonce="VGhpc0lzQVVuaXF1ZU5vbmNl";alg="hmac-sha256";'
        f"created={now};expires={now + 30}"
    )
    lines = [f'"{name}": {values[name]}' for name in names]
    base = "\n".join([*lines, f'"@signature-params": {params}']).encode()
    mac = base64.b64encode(hmac.digest(base64.b64decode(secret), base, "sha256")).decode()
    return headers | {"signature-input": f"sig1={params}", "signature": f"sig1=:{mac}:"}


class GenesysCall:
    """The messages of one session.

    Args:
        conversation: The conversation's id; the null UUID is a probe.
        session: The session's id.
    """

    def __init__(self, conversation: str, session: str | None = None) -> None:
        self.session = session or str(uuid4())
        self._conversation = conversation
        self._seq = 0

    def messages(self, recording: Recording, pause_at_ms: int | None = None) -> list[Timed]:
        """A call; in its pause, audio is not sent."""
        messages: list[Timed] = [(0, self.open())]
        frames = len(recording.tracks[Speaker.CUSTOMER]) // _FRAME
        for frame in range(frames):
            at_ms = frame * FRAME_MS
            if at_ms == pause_at_ms:
                messages.append((at_ms, self.message("paused")))
            if pause_at_ms is not None and at_ms == pause_at_ms + PAUSE_MS:
                passed = {"start": "PT1S", "discarded": f"PT{PAUSE_MS / 1000}S"}
                messages.append((at_ms, self.message("resumed", **passed)))
            if pause_at_ms is None or not pause_at_ms <= at_ms < pause_at_ms + PAUSE_MS:
                messages.append((at_ms + FRAME_MS, self._frame(recording, frame)))
            if frame % 10 == 0:
                messages.append((at_ms, self.message("ping", rtt="PT0.03S")))
        messages.append((frames * FRAME_MS, self.message("close", reason="end")))
        return sorted(messages, key=lambda timed: timed[0])

    def open(self, channels: tuple[str, ...] = ("external", "internal")) -> str:
        """The offer of that audio, and of each channel alone."""
        offers = [list(channels), ["external"], ["internal"]]
        media = [
            {"type": "audio", "format": "PCMU", "channels": offer, "rate": 8000} for offer in offers
        ]
        return self.message(
            "open",
            organizationId="d7934305-0972-4844-938e-9060eef73d05",
            conversationId=self._conversation,
            participant={
                "id": NOBODY if self._conversation == NOBODY else str(uuid4()),
                "ani": "tel:+13125550100",
                "aniName": "John Doe",
                "dnis": "tel:+18005550100",
            },
            media=media,
            language="en-US",
            customConfig={"playbook": "sales"},
        )

    def message(self, kind: str, **parameters: Any) -> str:
        """A message with the next number."""
        self._seq += 1
        return json.dumps(
            {
                "version": "2",
                "id": self.session,
                "type": kind,
                "seq": self._seq,
                "serverseq": 0,
                "position": "PT0S",
                "parameters": parameters,
            }
        )

    @staticmethod
    def _frame(recording: Recording, frame: int) -> bytes:
        pieces = slice(frame * _FRAME, (frame + 1) * _FRAME)
        channels = [
            np.frombuffer(mulaw.encode(recording.tracks[speaker][pieces].tobytes()), np.uint8)
            for speaker in (Speaker.CUSTOMER, Speaker.AGENT)
        ]
        return np.stack(channels, axis=1).tobytes()


def answers(call: CarrierCall) -> list[str]:
    """The types of what came back, in order."""
    return [json.loads(message)["type"] for message in call.received]


def is_closed(call: CarrierCall) -> bool:
    """Whether `closed` has come: then Genesys leaves."""
    return bool(call.received) and json.loads(call.received[-1])["type"] == "closed"

"""Twilio Media Streams messages as they are replayed: both tracks of a fork.

Every number is a string, except in `mediaFormat`. Source:
https://www.twilio.com/docs/voice/media-streams/websocket-messages
"""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import orjson

from conversation.events.call_parameters import INBOUND_ROLE
from conversation.speech.speakers import Speaker
from transports.audio import mulaw
from transports.recording.recording import Recording

FRAME_MS = 20
FRAME_BYTES = mulaw.RATE * FRAME_MS // 1000
NO_ACCOUNT = "AC" + 32 * "0"
SILENCE = bytes([mulaw.SILENCE])


def sid(kind: str) -> str:
    """A new id in Twilio's form: the kind's two letters and 32 hex digits."""
    return kind + uuid4().hex


@dataclass(frozen=True, slots=True)
class MediaStream:
    """One forked call.

    Attributes:
        call_id: The CallSid.
        inbound_role: Who is heard on the `inbound` track.
        parameters: The `<Parameter>`s of the `<Stream>`, beside `inbound_role`.
        stream_id: The StreamSid.
        account_id: The AccountSid.
    """

    call_id: str
    inbound_role: Speaker = Speaker.CUSTOMER
    parameters: Mapping[str, str] = field(default_factory=dict)
    stream_id: str = field(default_factory=lambda: sid("MZ"))
    account_id: str = NO_ACCOUNT

    def messages(self, recording: Recording) -> Iterator[tuple[int, bytes]]:
        """Every message of the stream, in order, as UTF-8 JSON.

        Yields:
            When the message can leave, in ms from the stream's start (a piece of audio leaves
            when it has been heard to its end), and the message.
        """
        yield 0, orjson.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"})
        yield 0, self._numbered(1, "start", self._start())
        heard_ms, sequence = 0, 1
        for sequence, (heard_ms, media) in enumerate(self._media(recording), start=2):
            yield heard_ms, self._numbered(sequence, "media", media)
        stop = {"accountSid": self.account_id, "callSid": self.call_id}
        yield heard_ms, self._numbered(sequence + 1, "stop", stop)

    def _media(self, recording: Recording) -> Iterator[tuple[int, dict[str, str]]]:
        tracks = {
            "inbound": recording.tracks[self.inbound_role],
            "outbound": recording.tracks[self.inbound_role.other],
        }
        for frame in range(-(-len(tracks["inbound"]) // FRAME_BYTES)):
            samples = slice(frame * FRAME_BYTES, (frame + 1) * FRAME_BYTES)
            for track, heard in tracks.items():
                audio = mulaw.encode(heard[samples].tobytes()).ljust(FRAME_BYTES, SILENCE)
                yield (
                    (frame + 1) * FRAME_MS,
                    {
                        "track": track,
                        "chunk": str(frame + 1),
                        "timestamp": str(frame * FRAME_MS),
                        "payload": base64.b64encode(audio).decode("ascii"),
                    },
                )

    def _start(self) -> dict[str, Any]:
        return {
            "accountSid": self.account_id,
            "streamSid": self.stream_id,
            "callSid": self.call_id,
            "tracks": ["inbound", "outbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": {**self.parameters, INBOUND_ROLE: self.inbound_role.value},
        }

    def _numbered(self, sequence: int, event: str, body: dict[str, Any]) -> bytes:
        return orjson.dumps(
            {
                "event": event,
                "sequenceNumber": str(sequence),
                event: body,
                "streamSid": self.stream_id,
            }
        )

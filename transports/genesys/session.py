"""Messages of a Genesys AudioHook session: what is said in one, and what must be answered.

| from Genesys | is | answered by |
|---|---|---|
| `open` | a call, or a probe | `opened`, with the offer that is taken |
| binary | audio: a byte of each channel in turn, mu-law | |
| `ping` | is the server there? | `pong` |
| `paused` | no audio until `resumed`: the call is on hold, or private | |
| `resumed`, `discarded` | so much of the call was not sent | |
| `close` | the call, or the session, is over | `closed` |
| `dtmf` | a key was pressed | |
| `update`, `error`, others | | |

Each message has a `seq`, and the number of the last one that it has seen of the other side. The
answers are no audio: nothing of them is heard in the call. Source:
https://developer.genesys.cloud/devapps/audiohook/protocol-reference
"""

import re
from typing import Any, NamedTuple

import orjson

from transports.audio import mulaw
from transports.genesys.start import GenesysStart, number_of
from transports.streams.key_press import KeyPress
from transports.streams.messages import (
    LONGEST_CALL_MS,
    MAX_MESSAGE_BYTES,
    Problems,
    read_message,
)
from transports.streams.packet import Packet

_SAMPLES_A_MS = mulaw.RATE // 1000
_DURATION = re.compile(r"PT(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?")
# Where the clocks of a pause differ, silence is to be too short rather than too long.
_PAUSE_LAG_S = 1.0
_LONGEST_SILENCE_MS = 30_000


class Taken(NamedTuple):
    """The content of a message, and the answer to it.

    Attributes:
        packets: Audio of both parties.
        reply: What must be sent back.
        ended: Why the stream is over, if it is.
        pressed: The key that was pressed, if one was.
    """

    packets: tuple[Packet, ...] = ()
    reply: str | None = None
    ended: str | None = None
    pressed: KeyPress | None = None


_NOTHING = Taken()
_UNKNOWN = "a message of an unknown type"


class GenesysSession:
    """One session, from its `open` on. Times named `now` are seconds of one steady clock."""

    def __init__(self, start: GenesysStart) -> None:
        """Begin a session whose `open` has been read."""
        self._start = start
        self._speakers = start.speakers
        self._seq, self._clientseq = 0, start.seq
        self._samples = 0  # of the call so far, what was not sent among them
        self._paused_at: float | None = None
        self._silent_ms = 0  # of the pause, told so far
        self._problems = Problems(start.stream_id)

    def opened(self) -> str:
        """The answer to `open`: send the audio of the offer that is taken."""
        media = [self._start.media] if self._start.media else []
        return self._message("opened", {"startPaused": False, "media": media})

    def take(self, data: str | bytes, now: float) -> Taken:
        """Take a message."""
        if isinstance(data, bytes):
            return Taken(self._audio(data))
        message = read_message(data)
        if isinstance(message, str):
            return self._problem(message)
        self._count(message.get("seq"))
        given = message.get("parameters")
        parameters: dict[str, Any] = given if isinstance(given, dict) else {}
        return self._said(message.get("type"), parameters, now)

    def _said(self, kind: Any, parameters: dict[str, Any], now: float) -> Taken:
        match kind:
            case "ping":
                return Taken(self._silence(now), self._message("pong", {}))
            case "close":
                goes_on = parameters.get("reason") == "reconnect"
                ended = "disconnected" if goes_on else "hangup"
                return Taken(reply=self._message("closed", {}), ended=ended)
            case "paused":
                self._pause(now)
            case "resumed" | "discarded":
                return self._passed(kind, parameters)
            case "dtmf":
                return Taken(pressed=KeyPress.of(parameters))
            case "update":
                pass
            case _:
                told = "an error that Genesys tells" if kind == "error" else _UNKNOWN
                return self._problem(told)
        return _NOTHING

    def _audio(self, data: bytes) -> tuple[Packet, ...]:
        """A frame; its samples tell where the next one begins."""
        channels = len(self._speakers)
        if not channels or not data or len(data) % channels or len(data) > MAX_MESSAGE_BYTES:
            self._problems.tell("a frame that has not as much of each channel, or too much")
            return tuple(Packet(speaker, 0, b"") for speaker in self._speakers)
        at_ms = self._samples // _SAMPLES_A_MS
        self._samples += len(data) // channels
        return tuple(
            Packet(speaker, at_ms, mulaw.decode(data[channel::channels]))
            for channel, speaker in enumerate(self._speakers)
        )

    def _pause(self, now: float) -> None:
        if self._paused_at is None:
            self._paused_at, self._silent_ms = now, 0

    def _silence(self, now: float) -> tuple[Packet, ...]:
        """The silence of a pause so far: the call lives, though nothing of it is sent."""
        if self._paused_at is None:
            return ()
        due_ms = round((now - self._paused_at - _PAUSE_LAG_S) * 1000) - self._silent_ms
        due_ms = min(due_ms, _LONGEST_SILENCE_MS)
        if due_ms <= 0:
            return ()
        at_ms = self._samples // _SAMPLES_A_MS + self._silent_ms
        self._silent_ms += due_ms
        silence = bytes(2 * _SAMPLES_A_MS * due_ms)
        return tuple(Packet(speaker, at_ms, silence) for speaker in self._speakers)

    def _passed(self, kind: str, parameters: dict[str, Any]) -> Taken:
        """So much of the call was not sent."""
        if kind == "resumed":
            self._paused_at = None
        passed_ms = _milliseconds(parameters.get("discarded"))
        at_ms = self._samples // _SAMPLES_A_MS
        if passed_ms is None or at_ms + passed_ms > LONGEST_CALL_MS:
            return self._problem(f"a {kind} without a duration that a call can have")
        self._samples += passed_ms * _SAMPLES_A_MS
        return _NOTHING

    def _count(self, seq: Any) -> None:
        expected = self._clientseq + 1
        if seq != expected:
            self._problems.tell("that the numbers of messages jump")
        self._clientseq = max(expected, number_of(seq) or 0)

    def _message(self, kind: str, parameters: dict[str, Any]) -> str:
        self._seq += 1
        return orjson.dumps(
            {
                "version": "2",
                "id": self._start.stream_id,
                "type": kind,
                "seq": self._seq,
                "clientseq": self._clientseq,
                "parameters": parameters,
            }
        ).decode()

    def _problem(self, problem: str) -> Taken:
        self._problems.tell(problem)
        return _NOTHING


def _milliseconds(duration: Any) -> int | None:
    """An ISO 8601 duration of hours, minutes and seconds, in ms."""
    found = _DURATION.fullmatch(duration) if isinstance(duration, str) else None
    if not found or duration == "PT":
        return None
    hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return round(((hours * 60 + minutes) * 60 + seconds) * 1000)

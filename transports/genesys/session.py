"""Messages of a Genesys AudioHook session: what is said in one, and what must be answered.

| from Genesys | is | answered by |
|---|---|---|
| `open` | a call, or a probe | `opened`, with the offer that is taken |
| binary | audio: a byte of each channel in turn, mu-law | |
| `ping` | is the server there? | `pong` |
| `paused` | no audio until `resumed`: the call is on hold, or private | |
| `resumed` | so much of the call was not sent; audio without it says the same | |
| `discarded` | so much of the call was lost | |
| `close` | the call, or the session, is over | `closed` |
| `dtmf` | a key was pressed | |
| `update` | the language has changed | |
| `error` | what Genesys has against us | |
| any other | to be ignored: newer versions have more | |

Each message has a `seq`, and the number of the last one that it has seen of the other side. The
answers are no audio: nothing of them is heard in the call. Source:
https://developer.genesys.cloud/devapps/audiohook/protocol-reference
"""

import re
from typing import Any, NamedTuple

import orjson

from conversation.events.payloads import Status
from transports.audio import mulaw
from transports.genesys.session_clock import SessionClock
from transports.genesys.start import GenesysStart, number_of
from transports.streams.key_press import KeyPress
from transports.streams.messages import (
    LONGEST_CALL_MS,
    MAX_MESSAGE_BYTES,
    Problems,
    read_message,
)
from transports.streams.packet import Packet

_DURATION = re.compile(r"PT(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?")
_GOES_ON = {"reconnect", "error"}
"""Why a session is closed whose call may go on in another."""


class Taken(NamedTuple):
    """The content of a message, and the answer to it.

    Attributes:
        packets: Audio of both parties.
        reply: What must be sent back.
        ended: Why the stream is over, if it is.
        pressed: The key that was pressed, if one was.
        told: What the agent is told.
    """

    packets: tuple[Packet, ...] = ()
    reply: str | None = None
    ended: str | None = None
    pressed: KeyPress | None = None
    told: tuple[Status, ...] = ()


_NOTHING = Taken()
# What is no news to the session, with what is said of it in the log.
_PASSED_OVER = {
    "update": None,
    "error": "an error that Genesys tells",
    "open": "a second open message",
}


class GenesysSession:
    """One session, from its `open` on. Times named `now` are seconds of one steady clock."""

    def __init__(self, start: GenesysStart) -> None:
        """Begin a session whose `open` has been read."""
        self._start = start
        self._speakers = start.speakers
        self._seq, self._clientseq = 0, start.seq
        self._clock = SessionClock(start.speakers)
        self._problems = Problems(start.stream_id)

    def opened(self) -> str:
        """The answer to `open`: send the audio of the offer that is taken."""
        media = [self._start.media] if self._start.media else []
        return self._message("opened", {"startPaused": False, "media": media})

    def take(self, data: str | bytes, now: float) -> Taken:
        """Take a message."""
        if isinstance(data, bytes):
            return self._audio(data)
        message = read_message(data)
        if isinstance(message, str):
            return self._problem(message)
        if message.get("id", self._start.stream_id) != self._start.stream_id:
            return self._problem("a message of another session than the call's")
        self._count(message.get("seq"))
        given = message.get("parameters")
        parameters: dict[str, Any] = given if isinstance(given, dict) else {}
        return self._said(message.get("type"), parameters, now)

    def _said(self, kind: Any, parameters: dict[str, Any], now: float) -> Taken:
        match kind:
            case "ping":
                return Taken(self._clock.silence(now), self._message("pong", {}))
            case "close":
                return self._close(parameters)
            case "paused" | "resumed" | "discarded":
                return self._not_sent(kind, parameters, now)
            case "dtmf":
                return Taken(pressed=KeyPress.of(parameters))
            case _:
                problem = _PASSED_OVER.get(str(kind), "a message of an unknown type")
                return self._problem(problem) if problem else _NOTHING

    def _close(self, parameters: dict[str, Any]) -> Taken:
        ended = "disconnected" if str(parameters.get("reason")) in _GOES_ON else "hangup"
        return Taken(reply=self._message("closed", {}), ended=ended, told=self._clock.last())

    def _audio(self, data: bytes) -> Taken:
        """A frame; its samples tell where the next one begins."""
        channels = len(self._speakers)
        if not channels or not data or len(data) % channels or len(data) > MAX_MESSAGE_BYTES:
            self._problems.tell("a frame that has not as much of each channel, or too much")
            return Taken(tuple(Packet(speaker, 0, b"") for speaker in self._speakers))
        at_ms, told = self._clock.audio(len(data) // channels)
        packets = tuple(
            Packet(speaker, at_ms, mulaw.decode(data[channel::channels]))
            for channel, speaker in enumerate(self._speakers)
        )
        return Taken(packets, told=told)

    def _not_sent(self, kind: str, parameters: dict[str, Any], now: float) -> Taken:
        if kind == "paused":
            return Taken(told=self._clock.pause(now))
        passed_ms = self._duration(kind, parameters)
        if kind == "resumed":
            return Taken(told=self._clock.resume(passed_ms))
        if not passed_ms:
            return _NOTHING
        packets, told = self._clock.discard(passed_ms)
        return Taken(packets, told=told)

    def _duration(self, kind: str, parameters: dict[str, Any]) -> int | None:
        passed_ms = _milliseconds(parameters.get("discarded"))
        if passed_ms is None or self._clock.now_ms + passed_ms > LONGEST_CALL_MS:
            self._problems.tell(f"a {kind} without a duration that a call can have")
            return None
        return passed_ms

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

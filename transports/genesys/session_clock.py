"""Clock of a Genesys session: its samples tell the time, and what was not sent of the call.

| what is not sent | its time is | the agent is told |
|---|---|---|
| a pause: on hold, or private | silence, at each ping, up to now | `audio_held`, `audio_resumed` |
| what Genesys has discarded | silence | `audio_lost`, once an episode |
"""

from collections.abc import Sequence

from conversation.events.payloads import Status
from conversation.speech.speakers import Speaker
from transports.audio import mulaw
from transports.audio.loss_status import LossStatus
from transports.audio.pcm import BYTES_A_SAMPLE
from transports.audio.placed import Placed
from transports.held_source import HELD, RESUMED
from transports.streams.packet import Packet

_SAMPLES_A_MS = mulaw.RATE // 1000
# Where the clocks of a pause differ, silence is to be too short rather than too long.
_PAUSE_LAG_S = 1.0
_LONGEST_SILENCE_MS = 30_000
Told = tuple[Status, ...]


class SessionClock:
    """The time of one session. Times named `now` are seconds of one steady clock."""

    def __init__(self, speakers: Sequence[Speaker]) -> None:
        """Begin with the first sample of these parties."""
        self._speakers = speakers
        self._samples = 0  # of the call so far, what was not sent among them
        self._begun = False
        self._paused_at: float | None = None
        self._silent_ms = 0  # of the pause, told so far
        self._losses = [LossStatus(speaker) for speaker in speakers]

    @property
    def now_ms(self) -> int:
        """Where the next sample belongs."""
        return self._samples // _SAMPLES_A_MS

    def audio(self, samples: int) -> tuple[int, Told]:
        """Take so many samples of each party; returns where they begin, and what is told.

        Audio ends a pause, whether or not Genesys has said so, and one of an earlier session.
        """
        told = self.resume(None) or (() if self._begun else (RESUMED,))
        self._begun = True
        at_ms = self.now_ms
        self._samples += samples
        if any(losses.is_open for losses in self._losses):
            told += self._lost(Placed(at_ms))
        return at_ms, told

    def pause(self, now: float) -> Told:
        """No audio comes from now on."""
        if self._paused_at is not None:
            return ()
        self._paused_at, self._silent_ms = now, 0
        return (HELD,)

    def resume(self, passed_ms: int | None) -> Told:
        """End a pause that was so long; None where Genesys does not say how long."""
        if self._paused_at is None:
            return ()
        self._pass(self._silent_ms if passed_ms is None else passed_ms)
        self._paused_at, self._silent_ms = None, 0
        return (RESUMED,)

    def silence(self, now: float) -> tuple[Packet, ...]:
        """The silence of a pause so far: the call lives, though nothing of it is sent."""
        if self._paused_at is None:
            return ()
        due_ms = round((now - self._paused_at - _PAUSE_LAG_S) * 1000) - self._silent_ms
        due_ms = min(due_ms, _LONGEST_SILENCE_MS)
        if due_ms <= 0:
            return ()
        packets = self._silent(self.now_ms + self._silent_ms, due_ms)
        self._silent_ms += due_ms
        return packets

    def discard(self, passed_ms: int) -> tuple[tuple[Packet, ...], Told]:
        """Lose so much of both parties; returns the silence in its place, and what is told."""
        packets = self._silent(self.now_ms + self._silent_ms, min(passed_ms, _LONGEST_SILENCE_MS))
        self._pass(passed_ms)
        return packets, self._lost(Placed(self.now_ms, lost_ms=passed_ms))

    def last(self) -> Told:
        """What is to be told yet at the session's end."""
        told = (losses.last() for losses in self._losses)
        return tuple(status for status in told if status)

    def _pass(self, passed_ms: int) -> None:
        self._samples += passed_ms * _SAMPLES_A_MS

    def _silent(self, at_ms: int, for_ms: int) -> tuple[Packet, ...]:
        silence = bytes(BYTES_A_SAMPLE * _SAMPLES_A_MS * for_ms)
        return tuple(Packet(speaker, at_ms, silence) for speaker in self._speakers)

    def _lost(self, placed: Placed) -> Told:
        told = (losses.take(placed) for losses in self._losses)
        return tuple(status for status in told if status)

"""Audio health: whether each party is heard at all, and whole, from what has come so far.

| what is so | code |
|---|---|
| no audio of a party has come for 5 s since the stream began | `audio_not_heard` |
| no audio of either has come for 10 s | `audio_not_heard`, of both |
| for 1.5 s, what came of a party could not be used | `audio_unusable` |
| 5 % of a party's audio is missing over 10 s, in holes too short for silence | `audio_lost` |

Each is told once, and taken back when it is over. A party whose packets stop while the other's go
on is silent: some carriers send no packets for silence.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from conversation.events.payloads import Component, State, Status
from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker
from transports.source import ExpectedAudio

_NOT_HEARD_S = 5.0
_UNUSABLE_S = 1.5
_BOTH_QUIET_S = 10.0
_SAMPLES = 20  # of the last 10 s, one each half second
_FEWEST_SAMPLES = 8
_LOSSY, _WHOLE = 0.05, 0.02


class Heard(Protocol):
    """A party's audio so far: when the last came, its end in the call, and what is missing."""

    last_heard: float
    missing_ms: int

    @property
    def now_ms(self) -> int:
        """The end of the audio so far on the call's clock."""
        ...


@dataclass(slots=True)
class _Party:
    track: Heard
    code: StatusCode | None = None  # what was told and not taken back
    unusable_at: float | None = None
    heard: deque[tuple[int, int]] = field(default_factory=lambda: deque(maxlen=_SAMPLES))

    def lost_share(self) -> float | None:
        """The share of the last audio that is missing; None while too little has come."""
        if len(self.heard) < _FEWEST_SAMPLES:
            return None
        (from_ms, missed), (to_ms, missing) = self.heard[0], self.heard[-1]
        return (missing - missed) / (to_ms - from_ms) if to_ms > from_ms else None


class AudioHealth:
    """The health of both parties' audio. Times named `now` are seconds of one steady clock."""

    def __init__(self, tracks: Mapping[Speaker, Heard], expected: ExpectedAudio, now: float):
        """Both parties' audio is to come from `now` on, as `expected` says."""
        self._began = now
        self._expected = expected
        self._parties = {speaker: _Party(track) for speaker, track in tracks.items()}

    def unusable(self, speaker: Speaker, now: float) -> None:
        """A packet of a party came that can't be used."""
        self._parties[speaker].unusable_at = now

    def check(self, now: float) -> list[Status]:
        """The changes since half a second ago."""
        last = max(party.track.last_heard for party in self._parties.values())
        quiet_s = now - max(last, self._began)
        told: list[Status] = []
        for speaker, party in self._parties.items():
            party.heard.append((party.track.now_ms, party.track.missing_ms))
            code = self._code(party, now, quiet_s)
            if code is not party.code:
                party.code = code
                told.append(_status(speaker, code, party, self._expected))
        return told

    def _code(self, party: _Party, now: float, quiet_s: float) -> StatusCode | None:
        since = now - max(party.track.last_heard, self._began)
        is_new = party.track.last_heard == 0
        spoiled_at = party.unusable_at
        if since >= _UNUSABLE_S and spoiled_at and now - spoiled_at < _NOT_HEARD_S:
            return StatusCode.AUDIO_UNUSABLE
        if (is_new and since >= _NOT_HEARD_S) or quiet_s >= _BOTH_QUIET_S:
            return StatusCode.AUDIO_NOT_HEARD
        if party.code is StatusCode.AUDIO_NOT_HEARD and quiet_s >= _NOT_HEARD_S:
            return party.code
        share = party.lost_share()
        is_lossy = party.code is StatusCode.AUDIO_LOST
        if share is None:
            return StatusCode.AUDIO_LOST if is_lossy else None
        return StatusCode.AUDIO_LOST if share >= (_WHOLE if is_lossy else _LOSSY) else None


def _status(
    speaker: Speaker, code: StatusCode | None, party: _Party, expected: ExpectedAudio
) -> Status:
    match code:
        case StatusCode.AUDIO_LOST:
            detail = f"{party.lost_share() or 0:.0%} of the {speaker}'s audio did not arrive."
        case StatusCode.AUDIO_UNUSABLE:
            detail = f"The {speaker} is not heard: what comes is no {expected.form}."
        case StatusCode.AUDIO_NOT_HEARD if party.track.last_heard:
            detail = f"The {speaker} has not been heard for {_BOTH_QUIET_S:.0f} s."
        case StatusCode.AUDIO_NOT_HEARD:
            detail = (
                f"The {speaker} has not been heard for {_NOT_HEARD_S:.0f} s; if that stays, their "
                f"audio is not sent: {expected.both}"
            )
        case _:
            detail = f"The {speaker} is heard."
    state = State.DEGRADED if code else State.OK
    return Status(Component.AUDIO, state, code or StatusCode.AUDIO_RECOVERED, detail, speaker)

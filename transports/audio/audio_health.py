"""Audio health: whether each party is heard at all, and whole, from what has come so far.

| what is so | code |
|---|---|
| no audio of a party has come for 5 s since the stream began | `audio_not_heard` |
| no audio of either has come for 10 s | `audio_not_heard`, of both |
| for 5 s, no more of a party who sends silence, while the other's goes on | `audio_not_heard` |
| for 1.5 s, what came of a party could not be used | `audio_unusable` |
| 5 % of a party's audio is missing over 10 s, in holes too short for silence | `audio_lost` |
| 15 % of it over a second and a half, in three such holes or more | `audio_lost` |

Each is told once, and taken back when it is over. Some carriers send no packets for silence: there
a party whose packets stop while the other's go on is silent. Where packets of three seconds of
silence have come in a row, silence is sent, and who sends no more is not heard.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from conversation.events.payloads import Component, ComponentState, Status
from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker
from transports.source import ExpectedAudio

_NOT_HEARD_S = 5.0
_FRESH_S, _GOES_ON_S = 0.5, 1.0  # how new audio that comes, or that goes on, is
_SENT_SILENCE = 5  # samples in a row, the first one after a second of silence
_UNUSABLE_S = 1.5
_BOTH_QUIET_S = 10.0
_SAMPLES = 20  # of the last 10 s, one each half second
_FEWEST_SAMPLES = 8
_LOSSY, _WHOLE = 0.05, 0.02
_AT_ONCE_SAMPLES, _AT_ONCE_HOLES, _LOSSY_AT_ONCE = 4, 3, 0.15


class Heard(Protocol):
    """A party's audio so far: when the last came, its end in the call, and what is missing."""

    last_heard: float
    missing_ms: int
    holes: int

    @property
    def is_soft(self) -> bool:
        """Whether its last second was too soft for speech."""
        ...

    @property
    def now_ms(self) -> int:
        """The end of the audio so far on the call's clock."""
        ...


@dataclass(slots=True)
class _Party:
    track: Heard
    code: StatusCode | None = None  # what was told and not taken back
    unusable_at: float | None = None
    heard: deque[tuple[int, int, int]] = field(default_factory=lambda: deque(maxlen=_SAMPLES))
    silence: int = 0  # samples of it in a row

    @property
    def sends_silence(self) -> bool:
        """Whether packets have come for silence, too."""
        return self.silence >= _SENT_SILENCE

    def sample(self, now: float) -> None:
        """Take in how its audio is."""
        self.heard.append((self.track.now_ms, self.track.missing_ms, self.track.holes))
        if not self.sends_silence:
            is_silence = self.track.is_soft and now - self.track.last_heard < _FRESH_S
            self.silence = self.silence + 1 if is_silence else 0

    def lost_share(self) -> float | None:
        """The share of the last audio that is missing; None while too little has come.

        That of the last second and a half, where much of it is, in several places.
        """
        at_once, holes = self._missing_of(_AT_ONCE_SAMPLES)
        if at_once is not None and at_once >= _LOSSY_AT_ONCE and holes >= _AT_ONCE_HOLES:
            return at_once
        return self._missing_of(max(_FEWEST_SAMPLES, len(self.heard)))[0]

    def _missing_of(self, samples: int) -> tuple[float | None, int]:
        """The share that is missing since so many samples ago, and in how many holes."""
        if len(self.heard) < samples:
            return None, 0
        (from_ms, missed, before), (to_ms, missing, holes) = self.heard[-samples], self.heard[-1]
        share = (missing - missed) / (to_ms - from_ms) if to_ms > from_ms else None
        return share, holes - before


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
            party.sample(now)
            code = self._code(party, now, quiet_s)
            if code is not party.code:
                party.code = code
                told.append(_status(speaker, code, party, self._expected))
        return told

    def _code(self, party: _Party, now: float, quiet_s: float) -> StatusCode | None:
        since = now - max(party.track.last_heard, self._began)
        spoiled_at = party.unusable_at
        if since >= _UNUSABLE_S and spoiled_at and now - spoiled_at < _NOT_HEARD_S:
            return StatusCode.AUDIO_UNUSABLE
        if quiet_s >= _BOTH_QUIET_S or (since >= _NOT_HEARD_S and self._is_missed(party, quiet_s)):
            return StatusCode.AUDIO_NOT_HEARD
        share = party.lost_share()
        is_lossy = party.code is StatusCode.AUDIO_LOST
        if share is None:
            return StatusCode.AUDIO_LOST if is_lossy else None
        return StatusCode.AUDIO_LOST if share >= (_WHOLE if is_lossy else _LOSSY) else None

    def _is_missed(self, party: _Party, quiet_s: float) -> bool:
        """Whether a party who has not been heard for a while is not silent, but missing."""
        if not party.track.last_heard or party.code is StatusCode.AUDIO_NOT_HEARD:
            return True
        is_sent = party.sends_silence and not self._expected.ends_are_told
        return is_sent and quiet_s < _GOES_ON_S


def _status(
    speaker: Speaker, code: StatusCode | None, party: _Party, expected: ExpectedAudio
) -> Status:
    match code:
        case StatusCode.AUDIO_LOST:
            detail = f"{party.lost_share() or 0:.0%} of the {speaker}'s audio did not arrive."
        case StatusCode.AUDIO_UNUSABLE:
            detail = f"The {speaker} is not heard: what comes is no {expected.form}."
        case StatusCode.AUDIO_NOT_HEARD if party.track.last_heard:
            detail = f"The {speaker} is not heard any more: no audio of theirs comes."
        case StatusCode.AUDIO_NOT_HEARD:
            detail = (
                f"The {speaker} has not been heard for {_NOT_HEARD_S:.0f} s; if that stays, their "
                f"audio is not sent: {expected.both}"
            )
        case _:
            detail = f"The {speaker} is heard."
    state = ComponentState.DEGRADED if code else ComponentState.OK
    return Status(Component.AUDIO, state, code or StatusCode.AUDIO_RECOVERED, detail, speaker)

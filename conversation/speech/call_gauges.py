"""Call gauges: how long nobody has spoken, and for how long one party has held the floor."""

from math import inf

from conversation.speech.backchannels import is_backchannel
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn


class CallGauges:
    """The gauges of one call. All times are seconds of one clock, passed in."""

    def __init__(self) -> None:
        """Create the gauges of a call in which nobody has spoken."""
        self._speaking: set[Speaker] = set()
        self._quiet_since = inf
        self._floor: Speaker | None = None
        self._floor_since = inf

    def on_speech(self, speaker: Speaker, now: float) -> None:
        """Take in that a party has begun to speak."""
        self._speaking.add(speaker)
        self._quiet_since = inf
        if self._floor is None:
            self._floor, self._floor_since = speaker, now

    def on_pause(self, speaker: Speaker, spoken_at: float) -> None:
        """Take in that a party has paused; their speech ended at `spoken_at`."""
        self._speaking.discard(speaker)
        if not self._speaking:
            self._quiet_since = spoken_at

    def on_turn(self, turn: Turn, now: float) -> None:
        """Take in a finished turn: the floor is theirs, unless it is a mere "mhm"."""
        if turn.speaker is not self._floor and not is_backchannel(turn.text):
            self._floor = turn.speaker
            self._floor_since = now - (turn.end_ms - turn.start_ms) / 1000

    def dead_air_at(self, seconds: float) -> float:
        """When nobody will have spoken for so long; infinite while somebody speaks."""
        return self._quiet_since + seconds

    def monologue_at(self, speaker: Speaker, seconds: float) -> float:
        """When a party will have held the floor for so long; infinite where it is not theirs."""
        return self._floor_since + seconds if speaker is self._floor else inf

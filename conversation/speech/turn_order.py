"""Turn order across the two parties: by the call's clock, not by whose words came first.

A party's turn waits while the other party has a turn that began earlier, has ended, and still
waits for its words; but never longer than `max_wait_s`, for advice must not wait for a stuck
recogniser.
"""

from dataclasses import dataclass

from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn


@dataclass(frozen=True, slots=True)
class _Held:
    turn: Turn
    until: float


class TurnOrder:
    """Holds a finished turn back until it is its turn. `now` is seconds of one steady clock."""

    def __init__(self, max_wait_s: float = 1.5):
        """Create an order that holds a turn for at most `max_wait_s`."""
        self._max_wait_s = max_wait_s
        # Where the turns began that wait for their words.
        self._awaited: dict[Speaker, set[int]] = {speaker: set() for speaker in Speaker}
        self._held: list[_Held] = []

    def spoken(self, speaker: Speaker, start_ms: int) -> None:
        """A turn that began at `start_ms` has ended and waits for its words."""
        self._awaited[speaker].add(start_ms)

    def resumed(self, speaker: Speaker, start_ms: int) -> None:
        """The party goes on with that turn, or it had no words: nobody waits for it."""
        self._awaited[speaker].discard(start_ms)

    def finished(self, turn: Turn, now: float) -> None:
        """A turn has its words."""
        awaited = self._awaited[turn.speaker]
        awaited -= {start_ms for start_ms in awaited if start_ms <= turn.start_ms}
        self._held.append(_Held(turn, now + self._max_wait_s))

    def ready(self, now: float) -> list[Turn]:
        """The turns that need wait no longer, in order; each is given once."""
        free = [held for held in self._held if now >= held.until or not self._blocked(held.turn)]
        self._held = [held for held in self._held if held not in free]
        return sorted((held.turn for held in free), key=lambda turn: turn.start_ms)

    def deadline(self) -> float | None:
        """When to ask `ready` again if nothing else happens before."""
        return min((held.until for held in self._held), default=None)

    def flush(self) -> list[Turn]:
        """All turns that are held, in order: the call is over."""
        for awaited in self._awaited.values():
            awaited.clear()
        return self.ready(0)

    def _blocked(self, turn: Turn) -> bool:
        return any(start_ms < turn.start_ms for start_ms in self._awaited[turn.speaker.other])

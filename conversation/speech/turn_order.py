"""Turn order across the two parties: by the call's clock, not by whose words came first.

A party's turn waits while the other party has a turn that began earlier, has ended, and still
waits for its words; but never longer than `MAX_WAIT_S`, for advice must not wait for a stuck
recogniser. Longer waits only what nobody waits for:

| a turn | waits at most |
|---|---|
| any | 1.5 s, `MAX_WAIT_S` |
| of the agent, on which no advice waits, while the customer's recogniser is behind | 10 s |
| of the customer, while the agent's recogniser is behind as theirs just was, too: both flap | 5 s |
| that is late itself: both recognisers were away | as long again, up to 30 s |
"""

from dataclasses import dataclass

from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

MAX_WAIT_S = 1.5
_BEHIND_WAIT_S = 10.0
_BOTH_WAIT_S = 5.0
_LONGEST_WAIT_S = 30.0


@dataclass(frozen=True, slots=True)
class _Held:
    turn: Turn
    until: float


class TurnOrder:
    """Holds a finished turn back until it is its turn. `now` is seconds of one steady clock."""

    def __init__(self):
        """Create the order of a call in which nobody has spoken."""
        # Where the turns began that wait for their words, and those that were given up.
        self._awaited: dict[Speaker, set[int]] = {speaker: set() for speaker in Speaker}
        self._given_up: dict[Speaker, set[int]] = {speaker: set() for speaker in Speaker}
        self._behind: set[Speaker] = set()
        self._were_behind: set[Speaker] = set()  # since all that was said was told
        self._held: list[_Held] = []

    def spoken(self, speaker: Speaker, start_ms: int) -> None:
        """A turn that began at `start_ms` has ended and waits for its words."""
        self._awaited[speaker].add(start_ms)

    def resumed(self, speaker: Speaker, start_ms: int) -> None:
        """The party goes on with that turn: nobody waits for it."""
        self._awaited[speaker].discard(start_ms)

    def given_up(self, speaker: Speaker, start_ms: int) -> None:
        """That turn had no words; only a recogniser that is behind may still have some."""
        self._awaited[speaker].discard(start_ms)
        self._given_up[speaker].add(start_ms)

    def fell_behind(self, speaker: Speaker, *, behind: bool) -> None:
        """The party's recogniser is away or late (`behind`), or keeps up again."""
        (self._behind.add if behind else self._behind.discard)(speaker)
        self._were_behind |= self._behind

    def finished(self, turn: Turn, now: float, late_s: float = 0.0) -> None:
        """A turn has its words, so many seconds after its end was heard."""
        for waiting in (self._awaited[turn.speaker], self._given_up[turn.speaker]):
            waiting -= {start_ms for start_ms in waiting if start_ms <= turn.start_ms}
        wait_s = max(MAX_WAIT_S, min(late_s, _LONGEST_WAIT_S))
        if turn.speaker is Speaker.AGENT and Speaker.CUSTOMER in self._behind:
            wait_s = max(wait_s, _BEHIND_WAIT_S)
        if turn.speaker in self._were_behind and turn.speaker.other in self._behind:
            wait_s = max(wait_s, _BOTH_WAIT_S)
        self._held.append(_Held(turn, now + wait_s))

    def ready(self, now: float) -> list[Turn]:
        """The turns that need wait no longer, in order; each is given once."""
        free = [held for held in self._held if now >= held.until or not self._blocked(held.turn)]
        # A turn takes along what its party said before, which may wait for longer by itself.
        until = {held.turn.speaker: _start(held) for held in sorted(free, key=_start)}
        free = [held for held in self._held if _start(held) <= until.get(held.turn.speaker, -1)]
        self._held = [held for held in self._held if held not in free]
        if not self._held and not any(self._awaited.values()):
            self._were_behind = set(self._behind)
        return [held.turn for held in sorted(free, key=_start)]

    def deadline(self) -> float | None:
        """When to ask `ready` again if nothing else happens before."""
        return min((held.until for held in self._held), default=None)

    def flush(self) -> list[Turn]:
        """All turns that are held, in order: the call is over."""
        held, self._held = self._held, []
        return [one.turn for one in sorted(held, key=_start)]

    def _blocked(self, turn: Turn) -> bool:
        other = turn.speaker.other
        waiting = self._awaited[other]
        if other in self._behind:
            waiting = waiting | self._given_up[other]
        return any(start_ms < turn.start_ms for start_ms in waiting)


def _start(held: _Held) -> int:
    return held.turn.start_ms

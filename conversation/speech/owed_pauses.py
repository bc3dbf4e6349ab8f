"""Owed pauses: how long a turn waits for a recogniser's final words, by how late they were before.

    words count as final                                          after no news for
    ────────────────────────────────────────────────────────────  ─────────────────
    each pause is confirmed, no word is interim or late           0 s
    each pause is confirmed, some words are interim or late       0.35 s
    a pause is not confirmed, by a recogniser that never does,
      no word is interim, and they reach the end of the speech    0.35 s
    a pause is not confirmed, and words are interim               15 s
    a pause is not confirmed, else                                `stt_wait_s`
    the same, by a recogniser that is known to be behind:
      no word has come                                            as long as it is
      some have                                                   15 s

Where the recogniser was late at its last answer, twice that is waited for, up to 15 s.
"""

from collections import deque

from conversation.speech.open_turn import OpenTurn

# Words are complete when nothing follows for this long, where nobody confirms that they are.
_QUIET_S = 0.35
# A final result that is owed is waited for so long: the recogniser takes back what it loses.
_OWED_S = 15.0
# A recogniser that takes longer after a pause than this is late.
_LATE_S = 1.0


class OwedPauses:
    """The pauses whose words are owed. Times named `now` are seconds of one steady clock.

    Attributes:
        is_behind: Whether the recogniser says of itself that words are still to come.
    """

    def __init__(self, stt_wait_s: float):
        """Wait `stt_wait_s` for a recogniser that says nothing."""
        self.is_behind = False
        self._stt_wait_s = stt_wait_s
        self._confirms = False  # whether it ever does
        self._lateness_s = 0.0
        self._pauses: deque[tuple[OpenTurn | None, float]] = deque()

    def paused(self, turn: OpenTurn | None, now: float) -> None:
        """A pause in `turn` is to be confirmed."""
        self._pauses.append((turn, now))
        if turn:
            turn.owed += 1
            turn.news = now

    def answered(self, now: float) -> None:
        """Final words came."""
        if self._confirms and self._pauses:
            self._lateness_s = now - self._pauses[0][1]

    def confirmed(self, now: float) -> None:
        """The oldest pause is confirmed; its turn may be closed by now."""
        self._confirms = True
        self.answered(now)
        turn = self._pauses.popleft()[0] if self._pauses else None
        if turn and turn.owed:
            turn.owed -= 1

    def deadline(self, turn: OpenTurn) -> float | None:
        """The time at which `turn` counts as final; None: not before there is news."""
        wait_s = self._wait_s(turn)
        return None if wait_s is None else turn.news + wait_s

    def _wait_s(self, turn: OpenTurn) -> float | None:
        if not turn.owed:
            is_late = self._lateness_s > _LATE_S and turn.interim
            quiet_s = self._long_s if is_late else _QUIET_S
            return quiet_s if turn.late or turn.interim else 0.0
        if self.is_behind and not turn.text:
            return None
        if turn.interim or self.is_behind:
            return max(_OWED_S, self._stt_wait_s)
        return self._long_s if self._confirms or not turn.is_covered else _QUIET_S

    @property
    def _long_s(self) -> float:
        return max(self._stt_wait_s, min(_OWED_S, 2 * self._lateness_s))

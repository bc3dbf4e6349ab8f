"""Unit wait: what the customer has said and not finished, until it is time to answer it.

the words so far                       the coach answers
─────────────────────────────────────  ────────────────────────────────────────────────────────
can be the end of a thought            at once
are unfinished (`unfinished.py`), and
  the customer goes on                 when that is a turn, all of it; if it has no words, then
  the agent takes the floor            then
  neither                              `WAIT_S` after the words' end
"""

from conversation.speech.backchannels import is_backchannel
from conversation.speech.turns import Turn

WAIT_S = 3.0
"""By the table in docs/decisions/0025-one-thought-one-unit.md."""


class UnitWait:
    """The customer's turn that waits for an answer, if one does.

    Attributes:
        turn: That turn.
        deadline: When it waits no longer, seconds of one clock; None while the customer speaks on.
    """

    def __init__(self) -> None:
        """Nothing waits."""
        self.turn: Turn | None = None
        self.deadline: float | None = None

    def hold(self, turn: Turn, spoken_at: float) -> None:
        """Let the customer go on after `turn`, whose speech ended at `spoken_at`."""
        self.turn, self.deadline = turn, spoken_at + WAIT_S

    def goes_on(self) -> None:
        """The customer speaks: what they say will be a turn, or have no words."""
        self.deadline = None

    def over(self) -> Turn | None:
        """The turn that waited, which is answered now or not at all."""
        turn, self.turn, self.deadline = self.turn, None, None
        return turn

    def ends_with(self, other: Turn) -> bool:
        """Whether the agent takes the floor with these words, final or not."""
        if self.turn is None or other.start_ms < self.turn.start_ms:
            return False
        return not is_backchannel(other.text, said=self.turn.text)

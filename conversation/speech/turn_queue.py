"""Turn queue: one party's turns that are spoken or wait for their words, in the order of speech.

A recogniser may be seconds late, or away. So each word goes to the turn in whose speech it began,
on the call's clock; a turn that was given up without a word comes back when its words do.

    given up, no words      [c3 … ]   kept for its late words
    over, words are owed    [c4 … ]   the head: closes first
    over, words are owed    [c5 … ]
    being spoken            [c6 …     the last
"""

from collections import deque

from conversation.speech.open_turn import NEAR_MS, OpenTurn

_GIVEN_UP_KEPT = 32


class TurnQueue:
    """The open turns of one party, and those that were given up.

    Attributes:
        open: The turns that are open, in the order of their speech.
    """

    def __init__(self) -> None:
        """Nothing is open."""
        self.open: list[OpenTurn] = []
        self._given_up: deque[OpenTurn] = deque(maxlen=_GIVEN_UP_KEPT)
        self._reached: OpenTurn | None = None  # where the last final words went

    @property
    def head(self) -> OpenTurn | None:
        """The turn that closes first."""
        return self.open[0] if self.open else None

    @property
    def last(self) -> OpenTurn | None:
        """The turn that is being spoken, or was last."""
        return self.open[-1] if self.open else None

    def insert(self, turn: OpenTurn) -> None:
        """Open a turn at its place in the order of speech."""
        later = (i for i, other in enumerate(self.open) if other.start_ms > turn.start_ms)
        self.open.insert(next(later, len(self.open)), turn)

    def give_up(self, turn: OpenTurn) -> None:
        """A turn closed without its words; they may come yet."""
        self._given_up.append(turn)

    def wait_again(self, now: float, *, reopen: bool) -> None:
        """The turns that are owed words wait for them from now on.

        Args:
            now: In seconds.
            reopen: Whether those that were given up do, too.
        """
        if reopen:
            for turn in [turn for turn in self._given_up if turn.owed]:
                self._reopen(turn)
        for turn in self.open:
            if turn.owed:
                turn.news = now

    def take_back(self, now: float) -> None:
        """No words that may still change are left."""
        for turn in self.open:
            turn.interim, turn.news = "", now

    def spoken_at(
        self, start_ms: int | None, end_ms: int | None = None, *, goes_on: bool
    ) -> OpenTurn | None:
        """The turn of words by their place; None where nothing was spoken near it.

        Args:
            start_ms: Where they begin on the call's clock, where the recogniser tells it. Words
                without a place follow those before them, in the first turn that is owed words.
            end_ms: Where they end; it counts where nothing was spoken at their begin.
            goes_on: Whether the last turn may go on.
        """
        if start_ms is None:
            return self._next_owed()
        nearest = self._nearest(start_ms, goes_on=goes_on)
        if nearest is None and end_ms is not None:
            nearest = self._nearest(end_ms, goes_on=goes_on)
        if nearest in self._given_up:
            self._reopen(nearest)
        return nearest

    def finalized(self, turn: OpenTurn) -> None:
        """Final words went to `turn`: the recogniser has said all of what was spoken before.

        What it had guessed there is final elsewhere, or was nothing.
        """
        self._reached = turn
        for earlier in self.open[: self.open.index(turn)]:
            earlier.owed, earlier.late, earlier.interim = 0, False, ""
        for given_up in self._given_up:
            if given_up.start_ms < turn.start_ms:
                given_up.owed = 0

    def _nearest(self, at_ms: int, *, goes_on: bool) -> OpenTurn | None:
        def distance(turn: OpenTurn) -> tuple[int, int]:
            is_last = turn is self.last
            return turn.distance_ms(at_ms, goes_on=goes_on and is_last), -turn.start_ms

        nearest = min((*self._given_up, *self.open), key=distance, default=None)
        return nearest if nearest and distance(nearest)[0] <= NEAR_MS else None

    def _next_owed(self) -> OpenTurn | None:
        after = self.open.index(self._reached) if self._reached in self.open else 0
        return next((turn for turn in self.open[after:] if turn.owed), self.last)

    def _reopen(self, turn: OpenTurn) -> None:
        self._given_up.remove(turn)
        turn.late = not turn.owed
        self.insert(turn)

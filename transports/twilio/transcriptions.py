"""Transcriptions of one call: their callbacks as one, in order, each party's words of one alone.

A call may have several, with a TranscriptionSid each:

| they are | whose words are heard |
|---|---|
| one for each track | both are, and the call is over when both are |
| one after another, the first without an end | the later one's, once it has a party's words |
| two of both tracks at once | the later one's |
"""

from transports.twilio.callback_order import CallbackOrder
from transports.twilio.transcription import Callback, TranscriptionKind


class CallTranscriptions:
    """Those of one call. Times named `now` are seconds of one steady clock.

    Attributes:
        reason: Why the call is over, once all that are heard of it are.
    """

    def __init__(self) -> None:
        """Wait for the first callback."""
        self.reason: str | None = None
        self._orders: dict[str, CallbackOrder] = {}  # in the order in which they came
        self._is_over: dict[str, bool] = {}
        self._says: dict[object, str] = {}  # each party's

    def over(self) -> list[str]:
        """Those that have stopped, or of which others say all that they said."""
        return [own for own, is_over in self._is_over.items() if is_over]

    def take(self, callback: Callback, now: float) -> list[Callback]:
        """Take a callback; returns the words that are heard now."""
        own = callback.transcription_id
        if self._is_over.setdefault(own, False):
            return []
        return self._heard(self._orders.setdefault(own, CallbackOrder()).take(callback, now))

    def due_s(self, now: float) -> float | None:
        """Until when those that came early wait, in seconds from now; None where none does."""
        due = [order.due_s(now) for order in self._live()]
        return min((due_s for due_s in due if due_s is not None), default=None)

    def give_up(self, now: float) -> list[Callback]:
        """Wait no more for what is missing before one that has waited long enough."""
        return [heard for order in self._live() for heard in self._heard(order.give_up(now))]

    def _live(self) -> list[CallbackOrder]:
        return [order for own, order in self._orders.items() if not self._is_over[own]]

    def _heard(self, ready: list[Callback]) -> list[Callback]:
        return [callback for callback in ready if self._is_heard(callback)]

    def _is_heard(self, callback: Callback) -> bool:
        own = callback.transcription_id
        if callback.kind in (TranscriptionKind.STOPPED, TranscriptionKind.ERROR):
            self._is_over[own] = True
            if all(self._is_over.values()):
                self.reason = "failed" if callback.kind is TranscriptionKind.ERROR else "hangup"
        if callback.speaker is None:
            return False
        before = self._says.get(callback.speaker)
        if before and not self._is_over[before] and self._came_first(own, before):
            return False
        self._says[callback.speaker] = own
        if before and before not in self._says.values():
            self._is_over[before] = True
        return True

    def _came_first(self, own: str, other: str) -> bool:
        names = list(self._orders)
        return names.index(own) < names.index(other)

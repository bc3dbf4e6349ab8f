"""Dead air of a live call: since when neither party speaks, by turns and by speech itself."""

from datetime import datetime

from conversation.events.event import CallEvent, EventType
from conversation.events.status_codes import StatusCode

SPEECH = frozenset(
    {
        EventType.SPEECH_STARTED,
        EventType.SPEECH_STOPPED,
        EventType.TURN_PARTIAL,
        EventType.TURN_FINAL,
    }
)
_BEGINS = (EventType.SPEECH_STARTED, EventType.TURN_PARTIAL)
_WITHOUT_SOUND = ("text", "upload")


class Quiet:
    """The quiet of one call.

    Attributes:
        since: Since when nobody speaks; None while somebody does.
        held: Whether the call is on hold.
    """

    def __init__(self) -> None:
        """Begin before the call does."""
        self.since: datetime | None = None
        self.held = False
        self._has_sound = True
        self._speaking: set[str] = set()

    def take(self, event: CallEvent) -> None:
        """Take in an event of the call."""
        match event.type:
            case EventType.CALL_STARTED:
                self.since, self.held = event.at, False
                self._has_sound = event.data.get("source") not in _WITHOUT_SOUND
                self._speaking.clear()
            case EventType.STATUS:
                self._hold(event)
            case kind if kind in SPEECH:
                change = self._speaking.add if kind in _BEGINS else self._speaking.discard
                change(str(event.data.get("speaker")))
                self.since = None if self._speaking else event.at
            case _:
                pass

    def seconds(self, now: datetime) -> float:
        """For how long nobody has spoken, s; 0 where nobody is to be heard."""
        if self.since is None or self.held or not self._has_sound:
            return 0.0
        return max(0.0, (now - self.since).total_seconds())

    def _hold(self, event: CallEvent) -> None:
        match event.data.get("code"):
            case StatusCode.AUDIO_HELD:
                self.held = True
            case StatusCode.AUDIO_RESUMED:
                self.held, self.since = False, event.at
            case _:
                pass

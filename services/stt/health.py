"""Recogniser health: what the agent is told of one party's recogniser, once a change.

```
ok ──lost──► degraded ──heard──► ok
 └───────────────┴──refused──► down
```
"""

from conversation.events.payloads import Component, State, Status
from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker


class SttHealth:
    """Whether one party is heard; each method returns what is to be told, if anything is."""

    def __init__(self, speaker: Speaker, *, vendor: str, key: str):
        """Begin in good health.

        Args:
            speaker: Who is heard.
            vendor: By whom, as people write it.
            key: The setting to check when the vendor refuses.
        """
        self._speaker = speaker
        self._vendor = vendor
        self._key = key
        self._degraded = False

    def heard(self) -> Status | None:
        """The recogniser said something."""
        if not self._degraded:
            return None
        self._degraded = False
        detail = f"{self._vendor} hears again."
        return self._status(State.OK, StatusCode.STT_RECOVERED, detail)

    def lost(self) -> Status | None:
        """The connection is lost, and will be tried again."""
        if self._degraded:
            return None
        self._degraded = True
        detail = f"{self._vendor} is reconnecting; what is said meanwhile is kept."
        return self._status(State.DEGRADED, StatusCode.STT_RECONNECTING, detail)

    def refused(self) -> Status:
        """The vendor refuses, for good."""
        detail = f"{self._vendor} refused the connection; check {self._key}."
        return self._status(State.DOWN, StatusCode.STT_REFUSED, detail)

    def _status(self, state: State, code: StatusCode, detail: str) -> Status:
        return Status(Component.STT, state, code, detail, self._speaker)

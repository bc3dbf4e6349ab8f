"""Recogniser health: what the agent is told of one party's recogniser, once a change.

```
ok ──lost, late──► degraded ──losing──► down ──► ok: again steady
 └───────────────────┴──refused for good──► down ──taken all the same──► ok
 └──another hears instead──► degraded ──the first hears again──► ok
```

While there is trouble, only a worse one is news, so that a connection that comes and goes is one
status.
"""

from collections.abc import Callable

from conversation.events.payloads import Component, ComponentState, Status
from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker
from services.stt.connection import ConnectionOwner
from services.stt.refusal import SttRefusal

_KEPT = "what is said meanwhile is kept, up to a minute of it"
# A speech detector hears some more than the words: less than this is no loss.
_LOSS_MS = 250.0
_FOR_GOOD = 9
"""The rank of a refusal for good; nothing is worse."""
_TROUBLES = {
    StatusCode.STT_LATE: 1,
    StatusCode.STT_RECONNECTING: 1,
    StatusCode.STT_UNREACHABLE: 1,
    StatusCode.STT_LIMIT: 2,
    StatusCode.STT_REFUSED: 2,
    StatusCode.STT_LANGUAGE: 2,
    StatusCode.STT_CREDIT: 2,
    StatusCode.STT_ADDRESS: 2,
    StatusCode.STT_LOSING: 3,
}


class SttHealth:
    """The health of one party's recogniser; each method returns a status to tell, if any."""

    def __init__(
        self,
        speaker: Speaker,
        *,
        vendor: str,
        trouble: Callable[[], SttRefusal | None] = lambda: None,
    ):
        """Begin in good health.

        Args:
            speaker: Who is heard.
            vendor: By whom, as people write it.
            trouble: Why there is no connection yet, while one is tried for, as far as it is known.
        """
        self._known_trouble = trouble
        self._trouble: StatusCode | None = None
        self._rank = 0
        self._speaker = speaker
        self._vendor = vendor
        self._well = ComponentState.OK

    def hears(self, owner: ConnectionOwner) -> Status | None:
        """There is a connection to the recogniser of `owner`, who may be another than before."""
        if owner.vendor == self._vendor:
            return None
        self._vendor, self._trouble = owner.vendor, None
        self._well = ComponentState.DEGRADED if owner.instead else ComponentState.OK
        if not owner.instead:
            detail = f"hears the {self._speaker} again."
            return self._status(ComponentState.OK, StatusCode.STT_RECOVERED, detail)
        detail = f"hears the {self._speaker} instead: {owner.instead}."
        return self._status(ComponentState.DEGRADED, StatusCode.STT_FAILOVER, detail)

    def recovered(self, lost_ms: float) -> Status | None:
        """All is well; `lost_ms` of speech was lost meanwhile."""
        if self._trouble is None and lost_ms < _LOSS_MS:
            return None
        self._trouble = None
        if lost_ms < _LOSS_MS:
            return self._status(self._well, StatusCode.STT_RECOVERED, "hears again.")
        return self._status(
            self._well, StatusCode.STT_LOST, f"hears again; {self._length(lost_ms)} was lost."
        )

    def lost(self, refusal: SttRefusal | None = None) -> Status | None:
        """There is no connection; it will be tried again, seldom where it was refused for good."""
        if refusal is None:
            return self._degraded(StatusCode.STT_RECONNECTING, f"is reconnecting; {_KEPT}.")
        if not refusal.permanent:
            return self._degraded(refusal.code, f"{refusal.told}; {_KEPT}.")
        return self._worse(_FOR_GOOD, ComponentState.DOWN, refusal.code, f"{refusal.told}.")

    def failed(self, refusal: SttRefusal) -> Status | None:
        """A recogniser that looks after its connection itself says that it has none."""
        if refusal.permanent:
            return self.lost(refusal)
        return self._degraded(refusal.code, f"{refusal.told}.")

    def unanswered(self) -> Status | None:
        """A connection is tried for, and there is none yet."""
        refusal = self._known_trouble()
        detail = refusal.told if refusal else "has given no answer yet and is waited for"
        code = refusal.code if refusal else StatusCode.STT_UNREACHABLE
        return self._degraded(code, f"{detail}; {_KEPT}.")

    def late(self, *, has_told: bool = True, is_odd: bool = False) -> Status | None:
        """Words come, and late.

        Args:
            has_told: Whether this connection has told anything yet.
            is_odd: Whether it has told what can't be read.
        """
        detail = "is late"
        if not has_told:
            detail = "answers what can't be read" if is_odd else "is there and has told nothing yet"
        return self._degraded(StatusCode.STT_LATE, f"{detail}; words come when it has caught up.")

    def losing(self) -> Status | None:
        """What is said has to wait for a connection, or for a slow one, and there is no room."""
        detail = f"is more than a minute behind; what the {self._speaker} says is being lost."
        return self._degraded(StatusCode.STT_LOSING, detail, ComponentState.DOWN)

    def ended(self, lost_ms: float) -> Status | None:
        """The call is over, and `lost_ms` of speech was not heard."""
        if lost_ms < _LOSS_MS:
            return None
        detail = f"did not hear all: {self._length(lost_ms)} was lost."
        return self._status(ComponentState.DOWN, StatusCode.STT_LOST, detail)

    def _degraded(
        self, code: StatusCode, detail: str, state: ComponentState = ComponentState.DEGRADED
    ) -> Status | None:
        return self._worse(_TROUBLES[code], state, code, detail)

    def _worse(
        self, rank: int, state: ComponentState, code: StatusCode, detail: str
    ) -> Status | None:
        if self._trouble and rank <= self._rank:
            return None
        self._trouble, self._rank = code, rank
        return self._status(state, code, detail)

    def _length(self, lost_ms: float) -> str:
        return f"{lost_ms / 1000:.1f} s of what the {self._speaker} said"

    def _status(self, state: ComponentState, code: StatusCode, detail: str) -> Status:
        return Status(Component.STT, state, code, f"{self._vendor} {detail}", self._speaker)

"""Call record: a call as its events add up to it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Self

from conversation.coaching.consent import ConsentState
from conversation.events.call_parameters import AGENT_ID, TEAM
from conversation.events.event import CallEvent, EventType
from conversation.insights.values import whole
from stores.errors import BadCursorError


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call of the event log.

    Attributes:
        call_id: The provider's call id.
        source: Where it came from, as `call.started` says.
        started_at: The first `call.started`.
        ended_at: The last `call.ended`; None while the call is open.
        end_reason: Why it ended, as `call.ended` says.
        last_seq: The number of its newest event.
        participants: As the last `call.started` says.
        parameters: As the last `call.started` says.
        agent_id: Whose it is: the `agent_id` of the first `call.started`'s parameters, or of the
            last `call.transferred`. A stream that comes back takes it from nobody.
        turns: How many turns are final.
        suggestions: How many suggestions are final.
        owner: The process that runs or ran it, as `stores.databases.process_locks` names processes.
        person: Whom it is with, by a keyed hash, where that is known.
        consent: What was last told of the customer's consent: a `ConsentState`; None: nothing.
        team: The team that the first `call.started`'s parameters name.
        duration_ms: How long it was on its own clock, as its last `call.ended` says; None while it
            goes on, and where that is not known. Insights keep it, and no column of `schema.calls`.
    """

    call_id: str
    source: str
    started_at: datetime
    ended_at: datetime | None
    end_reason: str | None
    last_seq: int
    participants: Any
    parameters: Any
    agent_id: str | None
    turns: int
    suggestions: int
    owner: int
    person: str | None = None
    consent: str | None = None
    team: str | None = None
    duration_ms: int | None = None

    @property
    def may_be_worked_on(self) -> bool:
        """Whether its customer does not mind: nothing else is done with it after its end."""
        return self.consent in (None, ConsentState.GIVEN)

    @property
    def cursor(self) -> str:
        """The value of `before` that gets the calls older than this one."""
        return f"{self.started_at.isoformat()}~{self.call_id}"

    @classmethod
    def started(cls, event: CallEvent, owner: int) -> Self:
        """The record of a call before its first event, a `call.started`, counts."""
        return cls(event.call_id, "", event.at, None, None, 0, None, None, None, 0, 0, owner)

    def then(self, event: CallEvent, owner: int) -> Self:
        """The record after one more event, which `owner` appends."""
        record = replace(self, last_seq=event.seq or self.last_seq + 1)
        match event.type:
            case EventType.CALL_STARTED:
                parameters = event.data.get("parameters")
                return replace(
                    record,
                    source=without_nul(event.data.get("source") or "unknown"),
                    participants=event.data.get("participants"),
                    parameters=parameters,
                    agent_id=self.agent_id if self.last_seq else _named(parameters, AGENT_ID),
                    team=self.team if self.last_seq else _named(parameters, TEAM),
                    ended_at=None,
                    end_reason=None,
                    duration_ms=None,
                    owner=owner,
                    person=_text(event.data.get("person")) or self.person,
                )
            case EventType.CALL_TRANSFERRED:
                record = replace(record, agent_id=_text(event.data.get("agent_id")))
            case EventType.CALL_ENDED:
                reason = without_nul(event.data.get("reason") or "unknown")
                length = whole(event.data.get("duration_ms"))
                return replace(record, ended_at=event.at, end_reason=reason, duration_ms=length)
            case EventType.STATUS if told := event.data.get("consent"):
                record = replace(record, consent=_text(told.get("state")))
            case EventType.TURN_FINAL:
                return replace(record, turns=record.turns + 1)
            case EventType.SUGGESTION_FINAL:
                return replace(record, suggestions=record.suggestions + 1)
        return record

    def as_row(self) -> dict[str, Any]:
        """The record as a row of `schema.calls`."""
        return {name: getattr(self, name) for name in self.__slots__ if name != "duration_ms"}


def _named(parameters: Any, name: str) -> str | None:
    return _text(parameters.get(name)) if isinstance(parameters, dict) else None


def _text(value: Any) -> str | None:
    return None if value is None else without_nul(value)


def parse_cursor(cursor: str) -> tuple[datetime, str]:
    """The start and the id of the call that a cursor stands for.

    Raises:
        BadCursorError: It is not the `cursor` of a record.
    """
    start, _, call_id = cursor.partition("~")
    try:
        at = datetime.fromisoformat(start)
    except ValueError:
        raise BadCursorError("not a cursor of the list of calls") from None
    if at.tzinfo is None or not call_id:
        raise BadCursorError("not a cursor of the list of calls")
    return at.astimezone(UTC), call_id


def searchable_words(event: CallEvent) -> str | None:
    """The words of an event that a search of calls looks through."""
    match event.type:
        case EventType.TURN_FINAL:
            words = event.data.get("text")
        case EventType.SUGGESTION_FINAL:
            words = event.data.get("headline")
        case _:
            words = None
    return _text(words)


def without_nul(value: object) -> str:
    """A value as text that every database takes (Postgres refuses NUL)."""
    return str(value).replace("\0", "")

"""Calls: their list, their events and their figures, from the log that the side channel replays."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Self

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from conversation.events.event import CallEvent, EventType
from conversation.events.figures import figures, transcript
from conversation.search.snippet import Snippet
from server.auth.caller import ROLE_HEADER
from server.auth.dependencies import CallDep, KeyHolderDep
from server.deps import After, RuntimeDep, StateDep
from server.queries.call_query import CallQuery
from server.queries.cursor import CURSOR_FROM_NOWHERE, cursor_checked, lead_to_older
from server.responses import CALL_NOT_FOUND
from server.schemas.schemas import Event
from settings.api_keys import Role
from settings.join_url import join_address
from stores.access.audit_action import AuditAction
from stores.log.records import CallRecord

router = APIRouter(prefix="/api/calls", tags=["calls"])


class FoundWords(BaseModel):
    """A turn, or a card's headline, that has the words of a search."""

    turn_id: str | None = Field(description="The turn; of a card, the one that it answers.")
    suggestion_id: str | None = Field(description="The card; null for a turn.")
    speaker: str | None = Field(description="Who said it; null for a card.")
    start_ms: int | None = Field(description="The turn's start on the call's clock.")
    text: str = Field(description="The words around; `…` where they are cut.")
    marks: list[tuple[int, int]] = Field(
        description="Where the words stand in `text`, from and to before, in code points."
    )

    @classmethod
    def of(cls, snippet: Snippet) -> Self:
        """What a snippet says."""
        return cls(
            turn_id=snippet.turn_id,
            suggestion_id=snippet.suggestion_id,
            speaker=snippet.speaker,
            start_ms=snippet.start_ms,
            text=snippet.text,
            marks=list(snippet.marks),
        )


class CallItem(BaseModel):
    """A call in the list."""

    call_id: str
    source: str = Field(examples=["twilio"])
    state: str = Field(examples=["live", "ended"])
    started_at: datetime
    ended_at: datetime | None
    end_reason: str | None
    duration_ms: int | None = Field(
        description="How long it was on its own clock, as its last `call.ended` says; null while "
        "it goes on, and where that is not known."
    )
    last_seq: int
    agent_id: str | None
    participants: list[dict[str, Any]]
    parameters: dict[str, str]
    turns: int
    suggestions: int
    consent: str | None = Field(
        description="`missing`, `given`, `refused` or `withdrawn`; null where nothing is known."
    )
    found: list[FoundWords] = Field(
        [], description="The first places of the words of `search`, at most 3."
    )
    join_url: str | None = Field(
        None, description="`JOIN_URL` for a live call in the list, for supervisors."
    )

    @classmethod
    def of(cls, record: CallRecord, found: Sequence[Snippet] = ()) -> Self:
        """The item of a record, with what a search has found in it."""
        return cls(
            found=[FoundWords.of(one) for one in found],
            state="ended" if record.ended_at else "live",
            participants=record.participants or [],
            parameters=record.parameters or {},
            **{
                name: getattr(record, name)
                for name in (
                    "call_id",
                    "source",
                    "started_at",
                    "ended_at",
                    "end_reason",
                    "duration_ms",
                    "last_seq",
                    "agent_id",
                    "turns",
                    "suggestions",
                    "consent",
                )
            },
        )


class CallDetail(BaseModel):
    """One call, from its log."""

    call: CallItem
    transcript: list[dict[str, Any]] = Field(description="The data of `turn.final`, by start.")
    suggestions: list[dict[str, Any]] = Field(description="The data of `suggestion.final`.")
    memory: dict[str, Any] | None = Field(description="The data of the last `memory.updated`.")
    figures: dict[str, Any]
    usage: dict[str, Any] | None = Field(description="The data of the last `usage.updated`.")
    summary: dict[str, Any] | None = Field(description="The data of the last `call.summary`.")


@router.get("", responses=CURSOR_FROM_NOWHERE)
async def list_calls(
    request: Request,
    response: Response,
    state: StateDep,
    caller: KeyHolderDep,
    wanted: Annotated[CallQuery, Query()],
) -> list[CallItem]:
    """Calls, newest first; a `Link` header with `rel="next"` leads to older ones.

    An agent's key lists the agent's own calls, a supervisor those of their teams where
    `TEAMS_LIMIT` says so. A filter with a wrong value is refused. `docs/search.md`
    says what `search` finds.
    """
    response.headers[ROLE_HEADER] = caller.role.value
    log = state.runtime.log
    own = await state.policy.narrowed(caller, wanted.agent_id)
    with cursor_checked():
        records = await log.calls(**wanted.as_arguments(), agent_id=own.agent_id, scope=own.scope)
    if len(records) == wanted.limit:
        lead_to_older(request, response, records[-1].cursor)
    ids = [record.call_id for record in records]
    found = await log.snippets(ids, wanted.search) if wanted.search else {}
    if found:
        await state.looks.look(caller, AuditAction.LOOK_SEARCH)
    items = [CallItem.of(record, found.get(record.call_id, ())) for record in records]
    template = state.runtime.settings.join_url
    if template and caller.role.includes(Role.SUPERVISOR):
        for item in items:
            if item.ended_at is None:
                item.join_url = join_address(template, item.call_id, item.agent_id)
    return items


@router.get("/{call_id}", responses=CALL_NOT_FOUND | {200: {"model": CallDetail}})
async def read_call(record: CallDep, runtime: RuntimeDep) -> Response:
    """One call with its transcript, suggestions, memory and figures."""
    events = await runtime.log.read(record.call_id)
    return await _in_thread(lambda: _detail(record, events))


@router.get("/{call_id}/events", responses=CALL_NOT_FOUND | {200: {"model": list[Event]}})
async def events(record: CallDep, runtime: RuntimeDep, after: After = 0) -> Response:
    """The call's durable events after `after`, in order."""
    stored = await runtime.log.read(record.call_id, after=after)
    return await _in_thread(lambda: b"[" + b",".join(event.to_json() for event in stored) + b"]")


async def _in_thread(make: Callable[[], bytes]) -> Response:
    """A long call takes 0.1 s to put into JSON; the audio of all others would wait meanwhile."""
    return Response(await asyncio.to_thread(make), media_type="application/json")


def _detail(record: CallRecord, events: Sequence[CallEvent]) -> bytes:
    detail = CallDetail(
        call=CallItem.of(record),
        transcript=[turn.as_dict() for turn in transcript(events)],
        suggestions=[e.data for e in events if e.type is EventType.SUGGESTION_FINAL],
        memory=_last(events, EventType.MEMORY_UPDATED),
        figures=figures(events),
        usage=_last(events, EventType.USAGE_UPDATED),
        summary=_last(events, EventType.CALL_SUMMARY),
    )
    return detail.model_dump_json().encode()


def _last(events: Sequence[CallEvent], kind: EventType) -> dict[str, Any] | None:
    return next((event.data for event in reversed(events) if event.type is kind), None)

"""Calls: their list, their events and their figures, from the log that the side channel replays."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from conversation.events.event import CallEvent, EventType
from conversation.events.figures import figures, transcript
from server.auth.caller import ROLE_HEADER
from server.auth.dependencies import CallDep, KeyHolderDep
from server.deps import After, RuntimeDep, StateDep
from server.queries.call_query import CallQuery
from server.queries.cursor import CURSOR_FROM_NOWHERE, cursor_checked, lead_to_older
from server.responses import CALL_NOT_FOUND
from server.schemas.call_schemas import CallDetail, CallItem
from server.schemas.schemas import Event
from server.streamed_answer import streamed
from settings.api_keys import Role
from settings.join_url import join_address
from stores.access.audit_action import AuditAction
from stores.log.event_reader import EventReader
from stores.log.records import CallRecord

router = APIRouter(prefix="/api/calls", tags=["calls"])

_TOLD = (EventType.TURN_FINAL, EventType.SUGGESTION_FINAL)
_LAST = (EventType.MEMORY_UPDATED, EventType.USAGE_UPDATED, EventType.CALL_SUMMARY)
"""Of these, the last one says all; the earlier ones of a long call are most of its log."""
_PAGE = 100


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
    told = await runtime.log.read_some([record.call_id], _TOLD)
    last = await runtime.log.last_of(record.call_id, _LAST)
    # A long call takes 0.1 s to put into JSON; the audio of all others would wait meanwhile.
    text = await asyncio.to_thread(_detail, record, told[record.call_id], last)
    return Response(text, media_type="application/json")


@router.get("/{call_id}/events", responses=CALL_NOT_FOUND | {200: {"model": list[Event]}})
async def events(record: CallDep, runtime: RuntimeDep, after: After = 0) -> Response:
    """The call's durable events after `after`, in order.

    Where the log fails midway, the list ends early, and its connection with an error.
    """
    pieces = _written(runtime.log, record.call_id, after)
    return await streamed(pieces, "application/json")


async def _written(log: EventReader, call_id: str, after: int) -> AsyncIterator[bytes]:
    """The events after a number as a list in JSON, a page at a time: a call may last for hours."""
    begin, is_more = b"[", True
    while is_more:
        page = await log.read(call_id, after, _PAGE)
        is_more = len(page) == _PAGE
        if page:
            after = page[-1].seq or after
            yield begin + await asyncio.to_thread(_joined, page)
            begin = b","
    yield b"]" if begin == b"," else b"[]"


def _joined(page: Sequence[CallEvent]) -> bytes:
    return b",".join(event.to_json() for event in page)


def _detail(
    record: CallRecord,
    told: Sequence[CallEvent],
    last: Mapping[EventType, dict[str, Any]],
) -> bytes:
    detail = CallDetail(
        call=CallItem.of(record),
        transcript=[turn.as_dict() for turn in transcript(told)],
        suggestions=[e.data for e in told if e.type is EventType.SUGGESTION_FINAL],
        memory=last.get(EventType.MEMORY_UPDATED),
        figures=figures(told),
        usage=last.get(EventType.USAGE_UPDATED),
        summary=last.get(EventType.CALL_SUMMARY),
    )
    return detail.model_dump_json().encode()

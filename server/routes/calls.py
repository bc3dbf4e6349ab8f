"""Calls: their list, their events and their figures, from the log that the side channel replays."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from conversation.events.event import CallEvent
from server.auth.caller import ROLE_HEADER
from server.auth.dependencies import CallDep, KeyHolderDep
from server.deps import After, RuntimeDep, StateDep
from server.queries.call_query import CallQuery
from server.queries.cursor import CURSOR_FROM_NOWHERE, cursor_checked, lead_to_older
from server.responses import CALL_NOT_FOUND
from server.schemas.call_schemas import CallDetail, CallItem
from server.schemas.schemas import Event
from server.streamed_answer import streamed
from server.written_call import written_call
from settings.api_keys import Role
from settings.join_url import join_address
from stores.access.audit_action import AuditAction
from stores.log.event_reader import EventReader

router = APIRouter(prefix="/api/calls", tags=["calls"])

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
    """One call with its transcript, suggestions, memory and figures.

    Where the log fails midway, the answer ends early, and its connection with an error.
    """
    return await streamed(written_call(runtime.log, record), "application/json")


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

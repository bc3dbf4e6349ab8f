"""Export of the calls of a period as one file, streamed."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import Field

from conversation.export.columns import Shape
from conversation.export.table_formats import TABLE_WRITERS, TableFormat
from server.auth.dependencies import KeyHolderDep
from server.deps import StateDep
from server.errors import forbidden
from server.looks import EXPORT
from server.period_query import Period
from server.responses import Responses
from stores.call_export import exported

router = APIRouter(prefix="/api/export", tags=["calls"])

_FILE: Responses = {
    200: {
        "description": "The file; `docs/export.md` lists its columns.",
        "content": {
            row.media_type: {"schema": {"type": "string"}} for row in TABLE_WRITERS.values()
        },
    }
}


class ExportQuery(Period):
    """A query for calls in a file: of which period, and as what."""

    kind: TableFormat = Field(TableFormat.JSONL, alias="format")
    what: Shape = Field(Shape.CALLS, description="What a row stands for.")


@router.get("/calls", response_class=StreamingResponse, responses=_FILE)
async def export_calls(
    state: StateDep, caller: KeyHolderDep, wanted: Annotated[ExportQuery, Query()]
) -> StreamingResponse:
    """The calls of a period, newest first; an agent's key gets the agent's own.

    A filter that is none is refused. A file that the log can't go on with ends early, and its
    connection with an error.
    """
    agent_id = wanted.agent_id
    if caller.sees_own_calls_only:
        if agent_id not in (None, caller.name):
            raise forbidden("an agent's key exports the agent's own calls")
        agent_id = caller.name
    pieces = exported(
        state.runtime.log, wanted.what, wanted.kind, agent_id=agent_id, **wanted.moments()
    )
    first = await anext(pieces)  # a log that does not answer is told as an error, not as a file
    await state.looks.look(caller, EXPORT)
    media_type = TABLE_WRITERS[wanted.kind].media_type
    name = f"{wanted.what}.{wanted.kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_all(first, pieces), media_type=media_type, headers=headers)


async def _all(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece

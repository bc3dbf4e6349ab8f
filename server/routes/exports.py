"""Export of the calls of a period as one file, streamed."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import Field

from conversation.export.columns import Shape
from conversation.export.errors import ExportError
from conversation.export.table_formats import MEDIA_TYPES, TableFormat
from server.auth.dependencies import KeyHolderDep
from server.deps import StateDep
from server.errors import ApiError
from server.queries.period_query import Period
from server.responses import Responses, error_response
from server.streamed_answer import streamed
from stores.access.audit_action import AuditAction
from stores.export.call_export import exported

router = APIRouter(prefix="/api/export", tags=["calls"])

_FILE: Responses = {
    200: {
        "description": "The file; `docs/export.md` lists its columns.",
        "content": {kind: {"schema": {"type": "string"}} for kind in MEDIA_TYPES.values()},
    }
}
_MISSING = error_response(501, "What writes the format is not installed.")


class ExportQuery(Period):
    """A query for calls in a file: of which period, and as what."""

    kind: TableFormat = Field(TableFormat.JSONL, alias="format")
    what: Shape = Field(Shape.CALLS, description="What a row stands for.")


@router.get("/calls", response_class=StreamingResponse, responses=_FILE | _MISSING)
async def export_calls(
    state: StateDep, caller: KeyHolderDep, wanted: Annotated[ExportQuery, Query()]
) -> StreamingResponse:
    """The calls of a period, newest first; an agent's key gets the agent's own.

    Where `TEAMS_LIMIT` says so, a supervisor gets those of their teams. A filter with a wrong
    value is refused. Where the log fails midway, the file
    ends early, and its connection with an error.
    """
    own = await state.policy.narrowed(caller, wanted.agent_id)
    pieces = exported(
        state.runtime.log,
        wanted.what,
        wanted.kind,
        agent_id=own.agent_id,
        scope=own.scope,
        **wanted.moments(),
    )
    media_type = MEDIA_TYPES[wanted.kind]
    name = f"{wanted.what}.{wanted.kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    try:
        answer = await streamed(pieces, media_type, headers)
    except ExportError as error:
        raise ApiError(501, error.code, f"{error.message}.") from None
    await state.looks.look(caller, AuditAction.LOOK_EXPORT)
    return answer

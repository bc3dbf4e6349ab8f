"""Notes: what a supervisor says to the agent of a call."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from conversation.events.payloads import NoteAdded
from server.auth.dependencies import CallerDep, require_call_access
from server.deps import RuntimeDep
from server.responses import BODY_RESPONSES, CALL_NOT_FOUND
from server.schemas import Event
from settings.api_keys import Role
from stores.event_log import CallRecord
from transports.long_text import redacted

router = APIRouter(prefix="/api/calls", tags=["calls"])


class Note(BaseModel):
    """A supervisor's note to the agent."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"text": "You may offer three months free."}]},
    )

    text: Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S")]


@router.post(
    "/{call_id}/notes",
    status_code=201,
    responses=CALL_NOT_FOUND | BODY_RESPONSES | {201: {"model": Event}},
)
async def add_note(
    record: Annotated[CallRecord, Depends(require_call_access(Role.SUPERVISOR))],
    note: Note,
    runtime: RuntimeDep,
    caller: CallerDep,
) -> Response:
    """Send a note to the agent: it becomes a `note.added` event of the call."""
    text = await redacted(runtime.calls.redactor_of(record.call_id).redact, note.text)
    added = NoteAdded(uuid4().hex, text, caller.name)
    event = await runtime.events.publish(record.call_id, added)
    return Response(event.to_json(), 201, media_type="application/json")

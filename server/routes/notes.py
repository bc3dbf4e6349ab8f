"""A supervisor's note to the agent of a call."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from conversation.events.payloads import NoteAdded
from server.auth.access import CallerDep, one_call
from server.deps import RuntimeDep
from server.errors import BAD_BODY
from server.routes.calls import NOT_FOUND, Event
from settings.api_keys import Role
from stores.event_log import CallRecord

router = APIRouter(prefix="/api/calls", tags=["calls"])


class Note(BaseModel):
    """What the supervisor wants to say."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"text": "You may offer three months free."}]},
    )

    text: Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S")]


@router.post(
    "/{call_id}/notes",
    status_code=201,
    responses=NOT_FOUND | BAD_BODY | {201: {"model": Event}},
)
async def add_note(
    record: Annotated[CallRecord, Depends(one_call(Role.SUPERVISOR))],
    note: Note,
    runtime: RuntimeDep,
    caller: CallerDep,
) -> Response:
    """Send a note to the agent: it becomes a `note.added` event of the call."""
    text = runtime.redactor(record.call_id).redact(note.text)
    added = NoteAdded(uuid4().hex, text, caller.name)
    event = await runtime.events.publish(record.call_id, added)
    return Response(event.to_json(), 201, media_type="application/json")

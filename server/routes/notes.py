"""Notes: what a supervisor says to the agent of a call, or to those of a team."""

import asyncio
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from conversation.errors import ErrorCode
from conversation.events.event import CallEvent
from conversation.events.payloads import NoteAdded
from pipeline.runtime import Runtime
from server.audit import audited_team_note
from server.auth.caller import Caller
from server.auth.dependencies import CallerDep, SupervisedCallDep, SupervisorDep
from server.deps import RuntimeDep, StateDep
from server.errors import ApiError
from server.responses import BODY_RESPONSES, CALL_NOT_FOUND, error_response
from server.schemas.schemas import Event
from server.wall.rows import seen_by
from stores.errors import UnknownCallError
from transports.long_text import redacted

router = APIRouter(prefix="/api", tags=["calls"])
_NOBODY = error_response(404, "No live call is of that team.")


class Note(BaseModel):
    """A supervisor's note to the agent."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"text": "You may offer three months free."}]},
    )

    text: Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S")]


class TeamNote(BaseModel):
    """A note that went to a team."""

    note_id: str = Field(description="The same in each of its events.")
    calls: list[str] = Field(description="The ids of the live calls that it reached.")


@router.post(
    "/calls/{call_id}/notes",
    status_code=201,
    responses=CALL_NOT_FOUND | BODY_RESPONSES | {201: {"model": Event}},
)
async def add_note(
    record: SupervisedCallDep,
    note: Note,
    runtime: RuntimeDep,
    caller: CallerDep,
) -> Response:
    """Send a note to the agent: it becomes a `note.added` event of the call."""
    event = await _publish(runtime, record.call_id, note, caller, uuid4().hex)
    return Response(event.to_json(), 201, media_type="application/json")


@router.post("/teams/{team}/notes", status_code=201, responses=_NOBODY | BODY_RESPONSES)
async def add_team_note(
    team: Annotated[str, Path(min_length=1, max_length=64, examples=["north"])],
    note: Note,
    state: StateDep,
    caller: SupervisorDep,
) -> TeamNote:
    """Send a note to the agents of a team: a `note.added` event of each of its live calls.

    Which calls are a team's, `docs/wall.md` says. It is audited, without its words.
    """
    whole = await state.wall.whole(seen_by(caller))
    ids = [row["call_id"] for row in whole["rows"] if team in row["teams"]] if whole else []
    if not ids:
        raise ApiError(404, ErrorCode.NOT_FOUND, "No live call is of that team.")
    note_id = uuid4().hex
    sent = (_reach(state.runtime, call_id, note, caller, note_id) for call_id in ids)
    reached = [call_id for call_id in await asyncio.gather(*sent) if call_id]
    await audited_team_note(state.runtime, caller, team, len(reached))
    return TeamNote(note_id=note_id, calls=reached)


async def _reach(
    runtime: Runtime, call_id: str, note: Note, caller: Caller, note_id: str
) -> str | None:
    """Send the note to one call of a team; None where it was erased meanwhile."""
    try:
        await _publish(runtime, call_id, note, caller, note_id)
    except UnknownCallError:
        return None
    return call_id


async def _publish(
    runtime: Runtime, call_id: str, note: Note, caller: Caller, note_id: str
) -> CallEvent:
    text = await redacted(runtime.calls.redactor_of(call_id).redact, note.text)
    return await runtime.events.publish(call_id, NoteAdded(note_id, text, caller.name))

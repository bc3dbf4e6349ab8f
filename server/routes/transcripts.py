"""Transcript of one call as a file: text, JSON, WebVTT, or HTML to print."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from conversation.errors import ErrorCode
from conversation.export.formats import RENDERINGS, TranscriptFormat, accepted_format, file_name
from conversation.export.transcript import TRANSCRIPT_TYPES, transcript_of
from server.auth.dependencies import CallDep
from server.deps import RuntimeDep
from server.errors import ApiError
from server.responses import CALL_NOT_FOUND, Responses, error_response

router = APIRouter(prefix="/api/calls", tags=["calls"])

_FILE: Responses = {
    200: {
        "description": "The file.",
        "content": {
            row.media_type: {"schema": {"type": "object" if name == "json" else "string"}}
            for name, row in RENDERINGS.items()
        },
    }
}


@router.get(
    "/{call_id}/transcript",
    response_class=Response,
    responses=CALL_NOT_FOUND | _FILE | error_response(406, "`Accept` names none of the formats."),
)
async def read_transcript(
    record: CallDep,
    runtime: RuntimeDep,
    chosen: Annotated[
        TranscriptFormat | None,
        Query(alias="format", description="Goes before the `Accept` header."),
    ] = None,
    accept: Annotated[str, Header()] = "*/*",
) -> Response:
    """The call to take away, with its cards; `Accept` or `format` says as what."""
    kind = chosen or accepted_format(accept)
    if kind is None:
        types = ", ".join(row.media_type for row in RENDERINGS.values())
        raise ApiError(406, ErrorCode.NOT_ACCEPTABLE, f"A transcript is one of {types}.")
    events = [event async for event in runtime.log.outline(record.call_id, TRANSCRIPT_TYPES)]
    transcript = transcript_of(
        events,
        started_at=record.started_at,
        ended_at=record.ended_at,
        source=record.source,
        agent_id=record.agent_id,
    )
    row = RENDERINGS[kind]
    name = file_name(transcript, row.ending)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Vary": "Accept"}
    if row.policy:
        headers["Content-Security-Policy"] = f"{row.policy}; frame-ancestors 'none'"
    # A long call takes a while to write; the audio of all others would wait meanwhile.
    text = await asyncio.to_thread(row.write, transcript)
    return Response(text, media_type=row.media_type, headers=headers)

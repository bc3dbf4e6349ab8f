"""Calls in REST: the same log that the side channel replays."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from conversation.events import EventType
from conversation.figures import figures, transcript
from server.deps import LineDep
from server.errors import ApiError, ErrorBody, Responses
from stores.event_log import BadCursorError, CallRecord

router = APIRouter(prefix="/api/calls", tags=["calls"])

CallId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_.:-]{1,64}$", examples=["CA0123456789"])]
After = Annotated[int, Query(ge=0, le=2**53, description="Only events with a higher seq.")]


class CallItem(BaseModel):
    """A call in the list."""

    call_id: str
    source: str = Field(examples=["twilio"])
    state: str = Field(examples=["live", "ended"])
    started_at: datetime
    ended_at: datetime | None
    end_reason: str | None
    last_seq: int
    agent_id: str | None
    participants: list[dict[str, Any]]
    parameters: dict[str, str]
    turns: int
    suggestions: int

    @classmethod
    def of(cls, record: CallRecord) -> "CallItem":
        """The item of a record."""
        return cls(
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
                    "last_seq",
                    "agent_id",
                    "turns",
                    "suggestions",
                )
            },
        )


class CallDetail(BaseModel):
    """One call, from its log."""

    call: CallItem
    transcript: list[dict[str, Any]] = Field(description="The data of `turn.final`, by start.")
    suggestions: list[dict[str, Any]] = Field(description="The data of `suggestion.final`.")
    figures: dict[str, Any]


class Event(BaseModel):
    """A call event, as in the side channel."""

    v: int
    seq: int | None
    call_id: str
    type: EventType
    at: datetime
    data: dict[str, Any]


_NOT_FOUND: Responses = {404: {"model": ErrorBody, "description": "There is no such call."}}


@router.get("", responses={400: {"model": ErrorBody}})
async def list_calls(
    request: Request,
    response: Response,
    line: LineDep,
    *,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    before: Annotated[str | None, Query(description="From the `Link` header.")] = None,
    search: Annotated[str | None, Query(max_length=200)] = None,
) -> list[CallItem]:
    """Calls, newest first; a `Link` header with `rel="next"` leads to older ones."""
    try:
        records = await line.log.calls(limit=limit, before=before, search=search)
    except BadCursorError:
        raise ApiError(400, "bad_cursor", "before: not from a Link header of this list") from None
    if len(records) == limit:
        older = request.url.include_query_params(before=records[-1].cursor)
        response.headers["Link"] = f'<{older.path}?{older.query}>; rel="next"'
    return [CallItem.of(record) for record in records]


@router.get("/{call_id}", responses=_NOT_FOUND)
async def one_call(call_id: CallId, line: LineDep) -> CallDetail:
    """One call with its transcript, suggestions and figures."""
    record = await _known(call_id, line)
    events = await line.log.read(call_id)
    return CallDetail(
        call=CallItem.of(record),
        transcript=[turn.as_dict() for turn in transcript(events)],
        suggestions=[e.data for e in events if e.type is EventType.SUGGESTION_FINAL],
        figures=figures(events),
    )


@router.get("/{call_id}/events", responses=_NOT_FOUND | {200: {"model": list[Event]}})
async def events(call_id: CallId, line: LineDep, after: After = 0) -> Response:
    """The call's durable events after `after`, in order."""
    await _known(call_id, line)
    stored = await line.log.read(call_id, after=after)
    body = b"[" + b",".join(event.to_json() for event in stored) + b"]"
    return Response(body, media_type="application/json")


async def _known(call_id: str, line: LineDep) -> CallRecord:
    record = await line.log.call(call_id)
    if record is None:
        raise ApiError(404, "call_not_found", f"There is no call {call_id}.")
    return record

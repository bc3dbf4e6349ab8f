"""Ended calls: whether the agent followed the advice."""

from fastapi import APIRouter, Response

from conversation.errors import ErrorCode
from pipeline.following import tell_follow_through
from server.auth.dependencies import CallDep
from server.deps import RuntimeDep
from server.errors import ApiError
from server.responses import CALL_NOT_FOUND, error_response
from server.schemas import Event

router = APIRouter(prefix="/api/calls", tags=["calls"])
_RUNNING = error_response(409, "The call is still on the line.")


@router.post(
    "/{call_id}/follow-through",
    responses=CALL_NOT_FOUND | _RUNNING | {200: {"model": list[Event]}},
)
async def judge_follow_through(record: CallDep, runtime: RuntimeDep) -> Response:
    """Tell of each card what the agent made of it, as far as nobody has: `suggestion.followed`.

    Answers with what is new; asked again, with nothing.
    """
    if record.ended_at is None:
        raise ApiError(409, ErrorCode.CALL_RUNNING, "The call is still on the line.")
    told = await tell_follow_through(runtime, record.call_id)
    body = b"[" + b",".join(event.to_json() for event in told) + b"]"
    return Response(body, media_type="application/json")

"""Ended calls: whether the agent followed the advice."""

from fastapi import APIRouter, Response

from pipeline.following import tell_follow_through
from server.auth.dependencies import EndedCallDep
from server.deps import RuntimeDep
from server.responses import CALL_NOT_FOUND, CALL_RUNNING
from server.schemas.schemas import Event

router = APIRouter(prefix="/api/calls", tags=["calls"])


@router.post(
    "/{call_id}/follow-through",
    responses=CALL_NOT_FOUND | CALL_RUNNING | {200: {"model": list[Event]}},
)
async def judge_follow_through(record: EndedCallDep, runtime: RuntimeDep) -> Response:
    """Tell of each card what the agent made of it, as far as nobody has: `suggestion.followed`.

    Answers with what is new; asked again, with nothing.
    """
    told = await tell_follow_through(runtime, record.call_id)
    body = b"[" + b",".join(event.to_json() for event in told) + b"]"
    return Response(body, media_type="application/json")

"""Supervisor's wall: the live calls with their risk, once, or as server-sent events."""

from collections.abc import AsyncIterator
from contextlib import aclosing

import orjson
from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from conversation.errors import ErrorCode
from server.auth.dependencies import SupervisorDep
from server.deps import StateDep
from server.errors import ApiError
from server.wall.board import WallBoard
from server.wall.rows import Sees, seen_by
from server.wall.wall_schemas import Wall
from stores.access.audit_action import AuditAction

router = APIRouter(prefix="/api/wall", tags=["wall"])


@router.get("")
async def read_wall(state: StateDep, caller: SupervisorDep) -> Wall:
    """The live calls of all agents, or of a supervisor's teams, the riskiest first."""
    await state.looks.look(caller, AuditAction.LOOK_WALL)
    whole = await state.wall.whole(seen_by(caller))
    if whole is None:
        raise ApiError(503, ErrorCode.SERVER_STOPPING, "The server is stopping.", retry_after=1)
    whole["rows"].sort(key=lambda row: -row["risk"]["score"])
    return Wall.model_validate(whole)


_MESSAGE = {
    "schema": {
        "type": "object",
        "properties": {"data": {"type": "string", "description": "A `Wall`, as JSON."}},
        "required": ["data"],
    }
}


@router.get(
    "/live",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": _MESSAGE}}},
)
async def live_wall(state: StateDep, caller: SupervisorDep) -> StreamingResponse:
    """The whole wall, then each row that changes, four times a second at most.

    Where nothing changes, a message without rows comes every ten seconds.
    """
    await state.looks.look(caller, AuditAction.LOOK_WALL)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(
        _stream(state.wall, seen_by(caller)), media_type="text/event-stream", headers=headers
    )


async def _stream(board: WallBoard, sees: Sees) -> AsyncIterator[bytes]:
    async with aclosing(board.watch(sees)) as messages:
        async for message in messages:
            yield b"data: " + orjson.dumps(message) + b"\n\n"

"""Supervisor's wall: the live calls with their risk, once, or as server-sent events."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import datetime
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from conversation.errors import ErrorCode
from conversation.wall.risk import Code, Level
from server.auth.caller import Caller
from server.auth.dependencies import require_role
from server.deps import StateDep
from server.errors import ApiError
from server.wall.board import WallBoard
from server.wall.rows import Sees, seen_by
from settings.api_keys import Role
from stores.audit_action import AuditAction

router = APIRouter(prefix="/api/wall", tags=["wall"])
SupervisorDep = Annotated[Caller, Depends(require_role(Role.SUPERVISOR))]


class WallReason(BaseModel, extra="allow"):
    """A reason of a risk; `title`, `headline`, `seconds`, `score`, `falling` where it has them."""

    code: Code
    points: int
    words: str = Field(description="The reason in English.")


class WallRisk(BaseModel):
    """A risk."""

    score: int = Field(description="From 0 to 100; `docs/wall.md` says of what.")
    level: Level
    reasons: list[WallReason] = Field(description="The heaviest first.")


class WallCard(BaseModel):
    """The card that the agent was shown last."""

    suggestion_id: str
    headline: str
    priority: str
    at: datetime


class WallAlert(BaseModel):
    """An alert of the playbook that was raised in the call."""

    alert_id: str
    title: str
    priority: str
    at: datetime


class WallRow(BaseModel):
    """A live call."""

    call_id: str
    agent_id: str | None
    agent: str | None
    customer: str | None
    teams: list[str] = Field(description="The call's parameter `team`, and those of `OIDC_USERS`.")
    source: str
    playbook: str | None
    playbook_title: str | None
    language: str | None
    started_at: datetime
    held: bool
    quiet_since: datetime | None = Field(description="Where dead air is a reason of its risk.")
    sentiment: float | None = Field(description="The customer's, from -1 to 1.")
    card: WallCard | None
    alerts: list[WallAlert] = Field(description="The newest first.")
    join_url: str | None = Field(description="`JOIN_URL` for this call, which only opens it.")
    risk: WallRisk


class Wall(BaseModel):
    """The wall, or what has changed of it."""

    at: datetime
    whole: bool = Field(description="Whether these are all rows.")
    rows: list[WallRow]
    gone: list[str] = Field(description="The ids of calls that have ended.")


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

"""`POST /api/tokens`: a token of one call, for a browser or for another page."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from pipeline.runtime import Runtime
from server.auth.access import access_of, forbidden, not_theirs, whole_server
from server.auth.keys import Caller
from server.auth.tokens import MAX_TTL_S
from server.deps import CALL_ID, RuntimeDep
from server.errors import BAD_BODY, ApiError
from server.routes.calls import NOT_FOUND
from settings.api_keys import Role

router = APIRouter(prefix="/api/tokens", tags=["tokens"])


class TokenRequest(BaseModel):
    """What the token shall open, and for how long."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"call_id": "CA0123456789", "role": "agent", "ttl_s": 600}]
        },
    )

    call_id: Annotated[str, Field(pattern=CALL_ID, examples=["CA0123456789"])]
    role: Role = Role.AGENT
    ttl_s: Annotated[int, Field(ge=1, le=MAX_TTL_S, description="Seconds.")] = 3600
    name: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=64,
            pattern=r"^[^\x00-\x1f\x7f]+$",
            description="Who gets it, as feedback and notes will name them; default: the key's.",
        ),
    ] = None


class TokenAnswer(BaseModel):
    """A token, and when it ends."""

    token: str
    expires_at: datetime


@router.post("", responses=NOT_FOUND | BAD_BODY)
async def make_token(
    wanted: TokenRequest,
    request: Request,
    runtime: RuntimeDep,
    issuer: Annotated[Caller, Depends(whole_server(Role.AGENT))],
) -> TokenAnswer:
    """Make a token of one call, with the issuer's role or a lesser one.

    A call need not have started, except for an agent: whose call it is, is known only then.
    """
    if not issuer.role.includes(wanted.role):
        raise forbidden(f"a key with the role {issuer.role} makes no token for {wanted.role}")
    if issuer.sees_own_calls_only:
        await _check_own(runtime, issuer, wanted)
    access = access_of(request)
    token, expires_at = access.tokens.issue(
        issuer,
        wanted.call_id,
        wanted.role,
        ttl=timedelta(seconds=wanted.ttl_s),
        now=access.clock.now(),
        holder=wanted.name,
    )
    return TokenAnswer(token=token, expires_at=expires_at)


async def _check_own(runtime: Runtime, issuer: Caller, wanted: TokenRequest) -> None:
    if wanted.name not in {None, issuer.name}:
        raise forbidden("an agent makes tokens in their own name")
    record = await runtime.log.call(wanted.call_id)
    if record is None:
        raise ApiError(404, "call_not_found", f"There is no call {wanted.call_id}.")
    if not issuer.may_see(wanted.call_id, record.agent_id):
        raise not_theirs()

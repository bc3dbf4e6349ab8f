"""Token route: a token of one call, for a browser or for another page."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from server.auth.caller import GrantKind
from server.auth.dependencies import KeyHolderDep
from server.auth.tokens import MAX_TTL_S
from server.deps import CALL_ID, StateDep
from server.errors import forbidden
from server.party_names import MAX_NAME, NAME
from server.responses import BODY_RESPONSES, CALL_NOT_FOUND
from settings.api_keys import Role

router = APIRouter(prefix="/api/tokens", tags=["tokens"])


class TokenRequest(BaseModel):
    """A request for a token: the call that it opens, and for how long."""

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
            max_length=MAX_NAME,
            pattern=NAME,
            description="Who gets it, as feedback and notes will name them; default: the key's.",
        ),
    ] = None


class TokenAnswer(BaseModel):
    """A token, and when it ends."""

    token: str
    expires_at: datetime


@router.post("", responses=CALL_NOT_FOUND | BODY_RESPONSES)
async def make_token(wanted: TokenRequest, state: StateDep, issuer: KeyHolderDep) -> TokenAnswer:
    """Make a token of one call, with the issuer's role or a lesser one.

    A call need not have started, except for an agent: whose call it is, is known only then.
    """
    if issuer.grant and issuer.grant.kind is GrantKind.SESSION:
        raise forbidden("a signed-in user makes no tokens; a key does")
    if not issuer.role.includes(wanted.role):
        raise forbidden(f"a key with the role {issuer.role} makes no token for {wanted.role}")
    if issuer.sees_own_calls_only:
        if wanted.name not in {None, issuer.name}:
            raise forbidden("an agent makes tokens in their own name")
        await state.policy.record(issuer, wanted.call_id)
    token, expires_at = state.authenticator.tokens.issue(
        issuer,
        wanted.call_id,
        wanted.role,
        ttl=timedelta(seconds=wanted.ttl_s),
        now=state.runtime.clock.now(),
        holder=wanted.name,
    )
    return TokenAnswer(token=token, expires_at=expires_at)

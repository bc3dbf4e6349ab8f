"""User session routes: who is signed in, signing out, and ending another's session."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, Field

from conversation.errors import CallShadowError, ErrorCode
from server.app_state import AppState
from server.audit import audited_change
from server.auth.caller import Caller, GrantKind
from server.auth.dependencies import AdminDep, CallerDep
from server.auth.landing_page import SIGN_IN_PAGE
from server.auth.session_cookie import SessionCookies
from server.carriers.twilio_signature import public_url
from server.deps import StateDep
from server.errors import ApiError
from server.responses import error_response
from settings.api_keys import Role
from stores.access.audit_action import AuditAction
from stores.access.user_sessions import UserSession

router = APIRouter(prefix="/api", tags=["sign-in"])
_NO_SESSION = error_response(404, "There is no such session.")
_SessionId = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", examples=["0" * 64])]


class UserSessionItem(BaseModel):
    """A signed-in user."""

    session_id: str = Field(description="Tells nothing of the cookie.")
    name: str = Field(description="An agent's is the `agent_id` of their calls.")
    display_name: str
    role: Role
    teams: list[str]
    began_at: datetime
    seen_at: datetime = Field(description="To the minute.")
    ends_at: datetime

    @classmethod
    def of(cls, session: UserSession) -> Self:
        """The item of a session."""
        return cls(**{name: getattr(session, name) for name in cls.model_fields})


class SignOutAnswer(BaseModel):
    """The page to which a browser goes after it has signed out."""

    leads_to: str = Field(description="The provider's own sign-out, or a page of the console.")


@router.get("/session", responses=_NO_SESSION)
async def read_session(state: StateDep, caller: CallerDep) -> UserSessionItem:
    """Who is signed in with the request's cookie; 404 for a key or a token."""
    return UserSessionItem.of(await _own(state, caller))


@router.delete("/session", responses=_NO_SESSION)
async def sign_out(
    request: Request, response: Response, state: StateDep, caller: CallerDep
) -> SignOutAnswer:
    """End the session of the request's cookie, here and, where it can, at the provider."""
    session = await _own(state, caller)
    await _end(state, session, session.name, AuditAction.SIGN_OUT)
    SessionCookies(request, state.runtime.settings).sign_out(response)
    home = f"{public_url(request)}{SIGN_IN_PAGE}"
    leads_to = None
    if state.sign_in:
        try:
            leads_to = await state.sign_in.sign_out_address(session, home)
        except CallShadowError:
            leads_to = None  # it is over here, whatever the provider does
    return SignOutAnswer(leads_to=leads_to or SIGN_IN_PAGE)


@router.get("/sessions")
async def list_user_sessions(state: StateDep, _: AdminDep) -> list[UserSessionItem]:
    """Who is signed in, the newest first."""
    return [UserSessionItem.of(session) for session in await _living(state)]


@router.delete("/sessions/{session_id}", status_code=204, responses=_NO_SESSION)
async def end_session(session_id: _SessionId, state: StateDep, caller: AdminDep) -> None:
    """End a user's session, and what it has open; audited."""
    found = await _living(state, [session_id])
    if not found:
        raise _not_found("There is no such session.")
    await _end(state, found[0], caller.audit_name, AuditAction.SESSION_END)


async def _end(state: AppState, session: UserSession, by: str, action: AuditAction) -> None:
    await state.runtime.log.user_sessions.end(session.session_id)
    await state.end_revoked()
    await audited_change(state.runtime, by, action, {"from": session.name, "to": ""})


async def _own(state: AppState, caller: Caller) -> UserSession:
    grant = caller.grant
    if grant and grant.kind is GrantKind.SESSION and (found := await _living(state, [grant.by])):
        return found[0]
    raise _not_found("The request is not a signed-in user's: a key or a token has no session.")


async def _living(state: AppState, ids: list[str] | None = None) -> Sequence[UserSession]:
    sessions, now = state.runtime.log.user_sessions, state.runtime.clock.now()
    idle = state.runtime.settings.session_idle
    return await (sessions.all(now, idle) if ids is None else sessions.used(ids, now, idle))


def _not_found(message: str) -> ApiError:
    return ApiError(404, ErrorCode.USER_SESSION_NOT_FOUND, message)

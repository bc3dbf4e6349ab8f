"""Sign-in routes: a browser goes to the identity provider, and comes back with who its user is.

They answer a browser that changes its page: what goes wrong is told by the page `/sign-in`.
"""

import math
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from conversation.errors import CallShadowError, ErrorCode
from server.app_state import AppState
from server.audit import audited_change
from server.auth.caller import address_of
from server.auth.landing_page import SIGN_IN_PAGE, page_of_ours
from server.auth.session_cookie import SessionCookies
from server.auth.sign_in import SignIn
from server.carriers.twilio_signature import public_url
from server.carriers.webhook_form import read_form
from server.deps import StateDep
from services.identity.errors import SignInError
from stores.access.audit_action import AuditAction
from stores.errors import EventLogError

CALLBACK = "/auth/callback"
router = APIRouter(prefix="/auth", include_in_schema=False)
_PROVIDER = "the identity provider"
_NO_STORE = {"Cache-Control": "no-store"}
Next = Annotated[str, Query(alias="next")]


@router.get("/sign-in")
async def begin(request: Request, state: StateDep, leads_to: Next = "") -> RedirectResponse:
    """Send the browser to the provider."""
    landing = page_of_ours(leads_to)
    try:
        sign_in = await _admitted(request, state)
        begun = await sign_in.begin(landing, public_url(request) + CALLBACK)
    except CallShadowError as error:
        return _failed(state, error, landing)
    answer = RedirectResponse(begun.address, 303)
    SessionCookies(request, state.runtime.settings).begin(answer, begun.browser)
    return answer


@router.get("/callback")
async def finish(request: Request, state: StateDep) -> RedirectResponse:
    """Take what the provider had the browser bring back, and sign its user in."""
    cookies = SessionCookies(request, state.runtime.settings)
    try:
        sign_in = await _admitted(request, state)
        signed_in = await sign_in.finish(
            request.query_params,
            browser=cookies.browser,
            before=cookies.session,
            redirect=public_url(request) + CALLBACK,
        )
    except CallShadowError as error:
        answer = _failed(state, error, "")
        cookies.forget_attempt(answer)
        return answer
    await state.end_revoked()  # the session that the browser had
    user = signed_in.user
    change = {"from": "", "to": user.role.value}
    await audited_change(state.runtime, user.name, AuditAction.SIGN_IN, change)
    answer = RedirectResponse(signed_in.leads_to, 303)
    cookies.sign_in(answer, signed_in.secret)
    return answer


@router.post("/backchannel-logout")
async def end_at_provider(request: Request, state: StateDep) -> Response:
    """End the sessions that the provider has ended: it shows a signed token, and no key."""
    address, now = address_of(request), state.runtime.clock.monotonic()
    if wait_s := state.wrong_logouts.wait_s(address, now):
        state.refusals.warn("back-channel logout: too many wrong tokens from one address")
        return _not_now(429, {"Retry-After": str(math.ceil(wait_s))})
    form = await read_form(request, "The identity provider's")
    try:
        if state.sign_in is None:
            raise SignInError("OIDC_ISSUER is not set", code=ErrorCode.SIGN_IN_OFF)
        ended = await state.sign_in.ended_by(form.get("logout_token", ""))
        await state.end_revoked()
    except CallShadowError as error:
        state.refusals.warn("back-channel logout: {}", error)
        if error.retryable:
            return _not_now(503)
        state.wrong_logouts.take(address, now)
        return JSONResponse({"error": "invalid_request"}, 400, _NO_STORE)
    for session in ended:
        await audited_change(
            state.runtime, _PROVIDER, AuditAction.SESSION_END, {"from": session.name, "to": ""}
        )
    return Response(headers=_NO_STORE)


def _not_now(status: int, headers: Mapping[str, str] = _NO_STORE) -> JSONResponse:
    return JSONResponse({"error": "temporarily_unavailable"}, status, {**_NO_STORE, **headers})


async def _admitted(request: Request, state: AppState) -> SignIn:
    """The sign-in, unless there is none, or too many come from the client's address."""
    if state.sign_in is None:
        raise SignInError("OIDC_ISSUER is not set", code=ErrorCode.SIGN_IN_OFF)
    now = state.runtime.clock.monotonic()
    if not (await state.sign_ins.take(address_of(request), now)).allowed:
        raise SignInError("too many from one address", code=ErrorCode.TOO_MANY_REQUESTS)
    return state.sign_in


def _failed(state: AppState, error: CallShadowError, landing: str) -> RedirectResponse:
    state.refusals.warn("sign-in: {}", error)
    code = ErrorCode.EVENT_LOG_UNAVAILABLE if isinstance(error, EventLogError) else error.code
    told = {"why": code.value, "next": landing} if landing else {"why": code.value}
    return RedirectResponse(f"{SIGN_IN_PAGE}?{urlencode(told)}", 303)

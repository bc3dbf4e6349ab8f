"""Authorisation dependencies: the checks before a route, and before a WebSocket's upgrade."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase
from starlette.requests import HTTPConnection

from conversation.errors import ErrorCode
from server.auth.caller import Caller, caller_of
from server.deps import CallId, StateDep
from server.errors import ApiError, forbidden
from settings.api_keys import Role
from stores.access.audit_action import AuditAction
from stores.log.records import CallRecord

_FILE = "/transcript"


class _Bearer(SecurityBase):
    """The caller as a dependency that OpenAPI shows."""

    def __init__(self) -> None:
        self.scheme_name = "Bearer"
        self.model = HTTPBearer(
            description="A key of `API_KEYS`, or a token from `POST /api/tokens`. On a WebSocket:"
            " the subprotocols `callshadow.v1` and `bearer.KEY_OR_TOKEN`."
        )

    async def __call__(self, connection: HTTPConnection) -> Caller:
        return caller_of(connection)


authenticated = _Bearer()
CallerDep = Annotated[Caller, Depends(authenticated)]
"""The caller of the request."""


def require_role(least: Role) -> Callable[[Caller], Awaitable[Caller]]:
    """The check that a caller has a role, on more than one call; a token opens its call alone."""

    async def check(caller: CallerDep) -> Caller:
        if caller.call_id is not None:
            raise forbidden("a token opens its own call alone")
        return _with_role(caller, least)

    return check


KeyHolderDep = Annotated[Caller, Depends(require_role(Role.AGENT))]
"""The caller of the request, who has a key; 403 for a token."""
SupervisorDep = Annotated[Caller, Depends(require_role(Role.SUPERVISOR))]
"""The caller of the request, who is a supervisor or an administrator."""
AdminDep = Annotated[Caller, Depends(require_role(Role.ADMIN))]
"""The caller of the request, who is an administrator."""


async def _visible_call(
    call_id: CallId, state: StateDep, caller: CallerDep, connection: HTTPConnection
) -> CallRecord:
    record = await state.policy.record(caller, call_id)
    if connection.scope.get("method") == "GET":
        is_file = connection.scope["path"].endswith(_FILE)
        action = AuditAction.LOOK_EXPORT if is_file else AuditAction.LOOK_READ
        await state.looks.look(caller, action, call_id)
    return record


CallDep = Annotated[CallRecord, Depends(_visible_call)]
"""The record of the call in the path; 404 where there is none, 403 where the caller may not see it.
"""


def require_call_access(least: Role) -> Callable[[CallRecord, Caller], Awaitable[CallRecord]]:
    """The check that a caller has a role in one call, which is there and which they may see."""

    async def check(record: CallDep, caller: CallerDep) -> CallRecord:
        _with_role(caller, least)
        return record

    return check


SupervisedCallDep = Annotated[CallRecord, Depends(require_call_access(Role.SUPERVISOR))]
"""The record of the call in the path, for a supervisor or an administrator."""


def check_ended(record: CallRecord) -> None:
    """Return if a call has ended.

    Raises:
        ApiError: 409, it goes on.
    """
    if record.ended_at is None:
        raise ApiError(409, ErrorCode.CALL_RUNNING, "The call is still on the line.")


async def _ended_call(record: CallDep) -> CallRecord:
    check_ended(record)
    return record


EndedCallDep = Annotated[CallRecord, Depends(_ended_call)]
"""As `CallDep`; 409 where the call goes on."""


async def require_own_call(call_id: CallId, state: StateDep, caller: CallerDep) -> None:
    """The check of who brings a call in: one that is there already must be theirs to see."""
    await state.policy.check_bring_in(caller, call_id)


def _with_role(caller: Caller, least: Role) -> Caller:
    if not caller.role.includes(least):
        raise forbidden(f"it takes the role {least.value}")
    return caller

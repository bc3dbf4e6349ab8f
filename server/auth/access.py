"""Who may see what: the checks before every route, in REST and before a WebSocket's upgrade.

Without `API_KEYS` everything is open to this machine, and to nobody else: not to a web page that
points a name of its own at 127.0.0.1, nor through a tunnel that was opened for Twilio.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase
from starlette.requests import HTTPConnection

from server.auth.keys import Caller, KeyRing
from server.auth.origins import host_of, is_local
from server.auth.tokens import TokenError, TokenExpiredError, Tokens, signing_secret
from server.clock import Clock
from server.deps import CallId, RuntimeDep
from server.errors import ApiError, ErrorBody, Responses
from settings import Settings
from settings.api_keys import Role
from stores.event_log import CallRecord

_SUBPROTOCOL = "bearer."
_ANYBODY = Caller(None, Role.ADMIN)


class Access:
    """The keys and the tokens of this server."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        """Take the keys of the settings; `clock` says when a token has ended."""
        self.clock = clock
        self._keys = KeyRing(settings.api_keys) if settings.api_keys else None
        self.tokens = Tokens(signing_secret(settings), self._keys)

    @property
    def is_open(self) -> bool:
        """Whether nobody is asked for a key."""
        return self._keys is None

    def caller(self, connection: HTTPConnection) -> Caller:
        """Who makes a request.

        Raises:
            ApiError: 401, the key or the token is missing or wrong; 403, there are no keys and the
                request is not from this machine.
        """
        if self._keys:
            return self.holder(_presented(connection))
        if not _is_from_here(connection):
            raise ApiError(
                403,
                "this_machine_only",
                "Without API_KEYS the server answers its own machine alone; set them to reach it"
                " from elsewhere.",
            )
        return _ANYBODY

    def holder(self, credential: str | None) -> Caller:
        """Who holds a key or a token.

        Raises:
            ApiError: 401, it is missing or wrong.
        """
        if not self._keys:
            return _ANYBODY
        if not credential:
            raise _unknown("credential_missing", "a key or a token is needed")
        try:
            return self._keys.find(credential) or self.tokens.verify(credential, self.clock.now())
        except TokenExpiredError as error:
            raise _unknown("token_expired", str(error)) from None
        except TokenError:
            raise _unknown("credential_wrong", "the key or the token is not known") from None


class _Bearer(SecurityBase):
    """The check as a dependency that OpenAPI shows."""

    def __init__(self) -> None:
        self.scheme_name = "Bearer"
        self.model = HTTPBearer(
            description="A key of `API_KEYS`, or a token from `POST /api/tokens`. On a WebSocket:"
            " the subprotocols `callshadow.v1` and `bearer.KEY_OR_TOKEN`."
        )

    async def __call__(self, connection: HTTPConnection) -> Caller:
        return access_of(connection).caller(connection)


def access_of(connection: HTTPConnection) -> Access:
    """The keys and the tokens of the application."""
    return connection.app.state.access


signed_in = _Bearer()
CallerDep = Annotated[Caller, Depends(signed_in)]
"""Who makes the request; 401 where that is not known."""


def whole_server(least: Role) -> Callable[[Caller], Awaitable[Caller]]:
    """The check that a caller has a role, on more than one call; a token opens its call alone."""

    async def check(caller: CallerDep) -> Caller:
        if caller.call_id is not None:
            raise forbidden("a token opens its own call alone")
        return _with_role(caller, least)

    return check


def one_call(least: Role) -> Callable[[CallRecord, Caller], Awaitable[CallRecord]]:
    """The check that a caller has a role in one call, which is there and which they may see."""

    async def check(record: CallDep, caller: CallerDep) -> CallRecord:
        _with_role(caller, least)
        return record

    return check


async def _visible_call(call_id: CallId, runtime: RuntimeDep, caller: CallerDep) -> CallRecord:
    if caller.call_id not in {None, call_id}:
        raise not_theirs()
    record = await runtime.log.call(call_id)
    if record is None:
        raise ApiError(404, "call_not_found", f"There is no call {call_id}.")
    if not caller.may_see(call_id, record.agent_id):
        raise not_theirs()
    return record


async def nobody_elses(call_id: CallId, runtime: RuntimeDep, caller: CallerDep) -> None:
    """The check of who brings a call in: one that is there already must be theirs to see.

    It would go on as theirs, with all that was said in it before.
    """
    record = await runtime.log.call(call_id)
    if record and not caller.may_see(call_id, record.agent_id):
        raise not_theirs()


CallDep = Annotated[CallRecord, Depends(_visible_call)]
"""The record of the call in the path; 404 where there is none, 403 where the caller may not see it.
"""


def forbidden(why: str) -> ApiError:
    """A known caller asks for what they may not have."""
    return ApiError(403, "forbidden", f"Not allowed: {why}.")


def not_theirs() -> ApiError:
    """A known caller asks for a call that they may not see."""
    return ApiError(403, "call_forbidden", "Not allowed: this key or token does not open the call.")


UNKNOWN: Responses = {
    401: {"model": ErrorBody, "description": "The key or the token is missing or wrong."},
    403: {"model": ErrorBody, "description": "The key or the token is not for this."},
    429: {"model": ErrorBody, "description": "Too many requests; `Retry-After` says how long."},
}
"""What every route behind the check may answer."""


def _with_role(caller: Caller, least: Role) -> Caller:
    if not caller.role.includes(least):
        raise forbidden(f"it takes the role {least.value}")
    return caller


def _unknown(code: str, why: str) -> ApiError:
    headers = {"WWW-Authenticate": "Bearer"}
    return ApiError(401, code, f"Not signed in: {why}.", headers=headers)


def _presented(connection: HTTPConnection) -> str | None:
    """The key or the token of a request, never from its address, which others log."""
    scheme, _, credential = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return credential.strip()
    offered = connection.scope.get("subprotocols", [])
    bearers = [name for name in offered if name.startswith(_SUBPROTOCOL)]
    return bearers[0].removeprefix(_SUBPROTOCOL) if bearers else None


def _is_from_here(connection: HTTPConnection) -> bool:
    """Whether a request was made on this machine, to a name that means this machine.

    Behind a tunnel or a proxy on this machine, the name or the forwarded address is another.
    """
    client = connection.client.host if connection.client else ""
    host = host_of(connection.headers.get("host", "localhost"))  # HTTP/1.0 may have none
    return is_local(client) and host is not None and is_local(host)

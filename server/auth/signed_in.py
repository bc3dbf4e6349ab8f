"""Signed-in users: the caller of a request by its cookie, from the console's own pages alone."""

from collections.abc import Collection
from hmac import compare_digest

from starlette.requests import HTTPConnection

from conversation.errors import ErrorCode
from pubsub.clock import Clock
from server.auth.caller import Caller, Grant, GrantKind
from server.auth.origins import allowed_origin, own_origins
from server.auth.session_cookie import CSRF_HEADER, SessionCookies, csrf_of, digest_of_secret
from server.errors import ApiError
from settings import Settings
from settings.api_keys import Role
from stores.access.user_sessions import UserSessions

_SAFE = {"GET", "HEAD", "OPTIONS"}


class SignedInUsers:
    """The users who are signed in, in any process. `EventLogError` where that can't be read."""

    def __init__(self, settings: Settings, sessions: UserSessions, clock: Clock) -> None:
        """Find them in `sessions`."""
        self._settings = settings
        self._own = own_origins(settings)
        self._sessions = sessions
        self._clock = clock
        self._idle = settings.session_idle

    async def caller_of(self, connection: HTTPConnection) -> Caller | None:
        """The user whose cookie a request has; None where it has none that counts.

        Raises:
            ApiError: 403, it is another page's, or does not show that it is ours.
        """
        cookies = SessionCookies(connection, self._settings)
        secret = cookies.session
        if not secret:
            return None
        session_id = digest_of_secret(secret)
        found = await self._sessions.used([session_id], self._clock.now(), self._idle)
        if not found:
            return None
        self._check_page(connection, secret, is_secure=cookies.is_secure)
        (user,) = found
        grant = Grant(GrantKind.SESSION, session_id)
        is_limited = self._settings.teams_limit and user.role is Role.SUPERVISOR
        teams = frozenset(user.teams) if is_limited else None
        return Caller(user.name, user.role, expires_at=user.ends_at, grant=grant, teams=teams)

    async def living(self, ids: Collection[str]) -> set[str]:
        """Those of the sessions that have not ended; an open socket uses its session."""
        found = await self._sessions.used(ids, self._clock.now(), self._idle) if ids else ()
        return {one.session_id for one in found}

    async def agents(self) -> set[str]:
        """The names of the agents who are signed in."""
        living = await self._sessions.all(self._clock.now(), self._idle)
        return {one.name for one in living if one.role is Role.AGENT}

    def _check_page(self, connection: HTTPConnection, secret: str, *, is_secure: bool) -> None:
        is_socket = connection.scope["type"] == "websocket"
        changes = not is_socket and connection.scope["method"] not in _SAFE
        origin = connection.headers.get("origin")
        if (origin is None and (is_socket or changes)) or (
            origin is not None and not self._is_own(origin, connection, is_secure=is_secure)
        ):
            raise _forged("a signed-in user's requests come from the console's own pages")
        shown = connection.headers.get(CSRF_HEADER, "")
        if changes and not compare_digest(shown.encode(), csrf_of(secret).encode()):
            raise _forged(f"the header {CSRF_HEADER} is missing, or of another session")

    def _is_own(self, origin: str, connection: HTTPConnection, *, is_secure: bool) -> bool:
        if is_secure and not origin.lower().startswith("https:"):
            return False
        return allowed_origin(origin, connection.headers.get("host", ""), self._own)


def _forged(why: str) -> ApiError:
    return ApiError(403, ErrorCode.CSRF_WRONG, f"Not allowed: {why}.")

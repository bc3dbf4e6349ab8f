"""Authentication: the caller of a request, by the key, the token or the cookie that it presents.

Where no key was ever given out and no provider is set, everything is open to this machine, and to
nobody else: not to a web page that points a name of its own at 127.0.0.1, nor through a tunnel that
was opened for Twilio.
"""

from collections.abc import Collection, Sequence

from loguru import logger
from starlette.requests import HTTPConnection

from conversation.errors import ErrorCode
from pubsub.clock import Clock
from server.auth.access_log import log_changed_keys
from server.auth.caller import Caller, GrantKind
from server.auth.keys import KeyRing
from server.auth.origins import is_from_this_machine
from server.auth.signed_in import SignedInUsers
from server.auth.tokens import TokenError, TokenExpiredError, Tokens, signing_secret
from server.errors import ApiError
from server.metrics.metrics import AUTHENTICATIONS
from settings import Settings
from settings.api_keys import Role
from stores.errors import EventLogError
from stores.log.event_log import EventLog

_SUBPROTOCOL = "bearer."
_ANYBODY = Caller(None, Role.ADMIN)


class Authenticator:
    """The keys, the tokens and the signed-in users of this server.

    Attributes:
        tokens: Makes and reads tokens.
    """

    def __init__(self, settings: Settings, clock: Clock, log: EventLog | None = None) -> None:
        """Take the keys of the settings, and those of the log.

        Args:
            settings: The settings.
            clock: Says when a token or a session has ended.
            log: Whose keys and users count as well; None: there are none.
        """
        self._clock = clock
        self._keys = KeyRing(settings.api_keys or ())
        self._stored = log.keys if log else None
        self._is_loaded = log is None
        self._reads, self._newest = 0, 0  # of the log's keys: begun, and learnt
        self._users = (
            SignedInUsers(settings, log.user_sessions, clock)
            if log and settings.oidc_issuer
            else None
        )
        self.tokens = Tokens(signing_secret(settings), self._keys)

    @property
    def is_open(self) -> bool:
        """Whether nobody is asked for a key, nor for a sign-in."""
        return self._keys.is_empty and self._users is None

    @property
    def key_names(self) -> Sequence[str]:
        """The names of the keys that count, as far as the log's are known."""
        return self._keys.names

    async def agent_names(self) -> Collection[str]:
        """The names of who may have calls: the keys', and those of agents who are signed in.

        Raises:
            EventLogError: The log can't tell who is signed in.
        """
        signed_in = await self._users.agents() if self._users else ()
        return {*self._keys.names, *signed_in}

    async def refresh(self) -> None:
        """Learn which keys the log holds by now.

        Raises:
            EventLogError: It does not answer.
        """
        if self._stored:
            self._reads += 1
            read = self._reads
            stored = await self._stored.all()
            if read > self._newest:  # what was read before is no news, however late it comes
                self._newest = read
                before = self._keys.known
                self._keys.learn(stored)
                if self._is_loaded and self._keys.known != before:
                    log_changed_keys(self._keys.known)
            self._is_loaded = True

    async def authenticate(self, connection: HTTPConnection) -> Caller:
        """The caller of a request; asked once a request, by the authentication gate.

        Raises:
            ApiError: 401, the key or the token is missing or wrong; 403, there are no keys and the
                request is not from this machine, or a cookie comes from another page.
            EventLogError: The log can't tell who may look.
        """
        credential = _presented(connection)
        await self._load_for(credential)
        if self._users and credential is None and (user := await self._users.caller_of(connection)):
            AUTHENTICATIONS.labels("accepted").inc()
            return user
        if not self.is_open:
            return self.holder_of(credential)
        if not is_from_this_machine(connection):
            raise ApiError(
                403,
                ErrorCode.THIS_MACHINE_ONLY,
                "Without API_KEYS the server answers its own machine alone; set them to reach it"
                " from elsewhere.",
            )
        return _ANYBODY

    def holder_of(self, credential: str | None) -> Caller:
        """The holder of a key or of a token.

        Raises:
            ApiError: 401, it is missing or wrong.
        """
        if self.is_open:
            return _ANYBODY
        try:
            holder = self._verified(credential)
        except ApiError:
            AUTHENTICATIONS.labels("refused").inc()
            raise
        AUTHENTICATIONS.labels("accepted").inc()
        return holder

    async def living(self, callers: Sequence[Caller]) -> list[bool]:
        """Whether each caller may still be connected, as keys and sessions are by now.

        Raises:
            EventLogError: The log does not answer.
        """
        await self.refresh()
        grants = [caller.grant for caller in callers]
        ids = {grant.by for grant in grants if grant and grant.kind is GrantKind.SESSION}
        sessions = await self._users.living(ids) if self._users else set[str]()
        return [self._lives(caller, sessions) for caller in callers]

    def _lives(self, caller: Caller, sessions: set[str]) -> bool:
        match caller.grant:
            case None:
                return self.is_open
            case (GrantKind.SESSION, by):
                return by in sessions
            case (_, by):
                role = self._keys.role_of(by)
                return role is not None and role.includes(caller.role)

    async def _load_for(self, credential: str | None) -> None:
        """Learn the keys of the log once, unless a key of `API_KEYS` needs no log."""
        if self._is_loaded or (credential and self._keys.find(credential)):
            return
        try:
            await self.refresh()
        except EventLogError as error:
            if self.is_open:  # as far as is known, and that is not enough
                raise
            logger.error("keys: {}", error)

    def _verified(self, credential: str | None) -> Caller:
        if not credential:
            raise _unauthorized(ErrorCode.CREDENTIAL_MISSING, "a key or a token is needed")
        try:
            return self._keys.find(credential) or self.tokens.verify(credential, self._clock.now())
        except TokenExpiredError as error:
            raise _unauthorized(ErrorCode.TOKEN_EXPIRED, str(error)) from None
        except TokenError:
            raise _unauthorized(
                ErrorCode.CREDENTIAL_WRONG, "the key or the token is not known"
            ) from None


def _unauthorized(code: ErrorCode, why: str) -> ApiError:
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

"""Authentication: the caller of a request, by the key or the token that it presents.

Without `API_KEYS` everything is open to this machine, and to nobody else: not to a web page that
points a name of its own at 127.0.0.1, nor through a tunnel that was opened for Twilio.
"""

from starlette.requests import HTTPConnection

from conversation.errors import ErrorCode
from pubsub.clock import Clock
from server.auth.caller import Caller
from server.auth.keys import KeyRing
from server.auth.origins import is_from_this_machine
from server.auth.tokens import TokenError, TokenExpiredError, Tokens, signing_secret
from server.errors import ApiError
from server.metrics import AUTHENTICATIONS
from settings import Settings
from settings.api_keys import Role

_SUBPROTOCOL = "bearer."
_ANYBODY = Caller(None, Role.ADMIN)


class Authenticator:
    """The keys and the tokens of this server.

    Attributes:
        tokens: Makes and reads tokens.
    """

    def __init__(self, settings: Settings, clock: Clock) -> None:
        """Take the keys of the settings; `clock` says when a token has ended."""
        self._clock = clock
        self._keys = KeyRing(settings.api_keys) if settings.api_keys else None
        self.tokens = Tokens(signing_secret(settings), self._keys)

    @property
    def is_open(self) -> bool:
        """Whether nobody is asked for a key."""
        return self._keys is None

    def authenticate(self, connection: HTTPConnection) -> Caller:
        """The caller of a request; asked once a request, by the authentication gate.

        Raises:
            ApiError: 401, the key or the token is missing or wrong; 403, there are no keys and the
                request is not from this machine.
        """
        if self._keys:
            return self.holder_of(_presented(connection))
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
        if not self._keys:
            return _ANYBODY
        try:
            holder = self._verified(self._keys, credential)
        except ApiError:
            AUTHENTICATIONS.labels("refused").inc()
            raise
        AUTHENTICATIONS.labels("accepted").inc()
        return holder

    def _verified(self, keys: KeyRing, credential: str | None) -> Caller:
        if not credential:
            raise _unauthorized(ErrorCode.CREDENTIAL_MISSING, "a key or a token is needed")
        try:
            return keys.find(credential) or self.tokens.verify(credential, self._clock.now())
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

"""Tokens: what opens one call for some time, signed so that any process can check it.

A JSON Web Token (RFC 7519), HS256. It ends at `exp`, or as soon as the key that it was made with
is gone, or may do less than the token; another key of the same name does not bring it back.
"""

import hmac
import math
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from jwt.types import Options

from conversation.errors import CallShadowError, ErrorCode
from server.auth.caller import Caller, Grant, GrantKind
from server.auth.keys import KeyRing
from settings import Settings
from settings.api_keys import ApiKey, Role

MAX_TTL_S = 24 * 60 * 60
_ISSUER = "call-shadow"
_ALGORITHM = "HS256"
_MARK = 32
_CLAIMS = {"sub": str, "by": str, "call": str, "role": str, "exp": int}
# The times are compared with the `now` that is passed in.
_OPTIONS: Options = {
    "require": ["iss"],
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
}


class TokenError(CallShadowError):
    """A credential is no token that opens anything, or not any more; the message says which."""

    code = ErrorCode.CREDENTIAL_WRONG


class TokenExpiredError(TokenError):
    """The token was good, and has ended."""


class Tokens:
    """Makes and reads tokens."""

    def __init__(self, secret: bytes, keys: KeyRing) -> None:
        """Use one secret in all processes.

        Args:
            secret: What the tokens are signed with, at least 32 bytes.
            keys: Whose tokens count.
        """
        self._secret = secret
        self._keys = keys

    def issue(
        self,
        issuer: Caller,
        call_id: str,
        role: Role,
        *,
        ttl: timedelta,
        now: datetime,
        holder: str | None = None,
    ) -> tuple[str, datetime]:
        """Make a token of one call; the caller has checked what `issuer` may do.

        Args:
            issuer: Whose key it is made with.
            call_id: The call that it opens.
            role: What its holder may do in that call.
            ttl: How long it holds.
            now: The present time.
            holder: Who gets it, for the record of feedback and notes; default: the issuer.

        Returns:
            The token and its end, at most a second later than `ttl` says.
        """
        ends = math.ceil((now + ttl).timestamp())
        by = issuer.name or ""
        claims = {
            "iss": _ISSUER,
            "sub": holder or by,
            "by": by,
            "call": call_id,
            "role": role.value,
            "iat": math.floor(now.timestamp()),
            "exp": ends,
        }
        if issuer.grant:
            claims["key"] = self._mark(issuer.grant.by)
        token = jwt.encode(claims, self._secret, _ALGORITHM)
        return token, datetime.fromtimestamp(ends, UTC)

    def verify(self, token: str, now: datetime) -> Caller:
        """The holder of a token.

        Raises:
            TokenExpiredError: It has ended.
            TokenError: It is not one of ours, or its issuer may no longer give so much.
        """
        claims = self._claims(token)
        try:
            role = Role(claims["role"])
            ends = datetime.fromtimestamp(claims["exp"], UTC)
        except (ValueError, OverflowError, OSError):
            raise TokenError("the token is not one of this server's") from None
        if ends <= now:
            raise TokenExpiredError("the token has expired")
        key = self._key_of(claims)
        if key is None or not key.role.includes(role):
            raise TokenError("the key that the token was made with is gone, or may do less")
        agent = key.name if key.role is Role.AGENT else None
        grant = Grant(GrantKind.TOKEN, key.digest.hex())
        return Caller(
            name=claims["sub"] or None,
            role=role,
            call_id=claims["call"],
            expires_at=ends,
            issuing_agent=agent,
            grant=grant,
            issuer=key.name,
        )

    def _key_of(self, claims: Mapping[str, Any]) -> ApiKey | None:
        """The key that a token was made with.

        Older servers left no mark of the key in a token, and had those of `API_KEYS` alone.
        """
        mark, keys = claims.get("key"), self._keys.named(claims["by"])
        if mark is None:
            return next((key for key in keys if self._keys.is_setting(key)), None)
        return next((key for key in keys if self._mark(key.digest.hex()) == mark), None)

    def _mark(self, digest: str) -> str:
        """The mark of a key in its tokens, from which the key can't be guessed."""
        return hmac.digest(self._secret, digest.encode(), "sha256").hex()[:_MARK]

    def _claims(self, token: str) -> Mapping[str, Any]:
        try:
            claims = jwt.decode(
                token, self._secret, algorithms=[_ALGORITHM], issuer=_ISSUER, options=_OPTIONS
            )
        except jwt.InvalidTokenError:
            raise TokenError("the token is not one of this server's") from None
        if not all(type(claims.get(name)) is kind for name, kind in _CLAIMS.items()):
            raise TokenError("the token is not one of this server's")
        return claims


def signing_secret(settings: Settings) -> bytes:
    """The signing secret: `TOKEN_SECRET`; else made from `API_KEYS`; else of this process.

    Made from the keys, it outlives a restart and is the same in every process, and changes with
    them.
    """
    if settings.token_secret:
        return settings.token_secret.get_secret_value().encode()
    if not settings.api_keys:
        return secrets.token_bytes(32)
    digests = b"".join(sorted(key.digest for key in settings.api_keys))
    return hmac.digest(digests, b"call-shadow token secret 1", "sha256")

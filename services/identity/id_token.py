"""ID token: what an OpenID Connect provider vouches for, believed only when all of it is right.

Source: https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hmac import compare_digest
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.types import Options

from services.identity.errors import refused

LEEWAY_S = 60
"""How far the provider's clock and ours may be apart."""
_KINDS = {"RS": "RSA", "PS": "RSA", "ES": "EC"}
ALGORITHMS = {f"{kind}{size}": key for kind, key in _KINDS.items() for size in (256, 384, 512)}
"""The algorithms that count, all of a public key, with the kind of key of each."""
ALGORITHMS["EdDSA"] = "OKP"
_LEAST_RSA_BITS = 2048
_LATEST = datetime.max.replace(tzinfo=UTC).timestamp() - 86_400
_REQUIRED = ("iss", "aud", "exp", "iat")
# The times are compared with the `now` that is passed in; PyJWT looks at the clock.
_OPTIONS: Options = {
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
}
Jwk = Mapping[str, Any]
"""A public key, as a provider publishes it (RFC 7517)."""
Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Expected:
    """The token that is believed.

    Attributes:
        issuer: The provider, as it calls itself.
        client_id: Who it is for.
    """

    issuer: str
    client_id: str


def key_id_of(token: str) -> str | None:
    """The id of the key that a token says it is signed with.

    Raises:
        SignInError: It is no token, or signed by no algorithm that counts.
    """
    return _header(token).get("kid")


def verified(
    token: str, keys: Sequence[Jwk], expected: Expected, nonce: str, now: datetime
) -> Claims:
    """The claims of an ID token.

    Args:
        token: As the provider's token endpoint gave it.
        keys: The provider's.
        expected: Who it has to be from, and for.
        nonce: What the sign-in began with.
        now: The present time.

    Raises:
        SignInError: It vouches for nobody; the message says why.
    """
    claims = signed_claims(token, keys, expected, now, ("sub",))
    if not isinstance(claims["sub"], str) or not claims["sub"]:
        raise refused("the ID token names nobody")
    told = claims.get("nonce")
    if not isinstance(told, str) or not compare_digest(_bytes(told), _bytes(nonce)):
        raise refused("the ID token's nonce is another sign-in's")
    return claims


def signed_claims(
    token: str, keys: Sequence[Jwk], expected: Expected, now: datetime, required: Sequence[str]
) -> Claims:
    """The claims of any token that the provider signs, for us and in time.

    Args:
        token: The token.
        keys: The provider's.
        expected: Who it has to be from, and for.
        now: The present time.
        required: The claims that it has to have beside those of all.

    Raises:
        SignInError: It is not to be believed; the message says why.
    """
    header = _header(token)
    fitting = [key for key in keys if _fits(key, header)]
    if not fitting:
        raise refused("no key of the provider's fits the token")
    options: Options = {**_OPTIONS, "require": [*_REQUIRED, *required]}
    claims = _signed(token, header["alg"], fitting, expected, options)
    _check_party(claims, expected)
    _check_times(claims, now.timestamp())
    return claims


def _header(token: str) -> dict[str, Any]:
    try:
        header = jwt.get_unverified_header(token)
    except jwt.InvalidTokenError:
        raise refused("the token can't be read") from None
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise refused("the token is signed by no algorithm that counts")
    return header


def _fits(key: Jwk, header: Mapping[str, Any]) -> bool:
    return (
        key.get("kty") == ALGORITHMS[header["alg"]]
        and key.get("use", "sig") == "sig"
        and key.get("alg", header["alg"]) == header["alg"]
        and ("kid" not in header or key.get("kid") == header["kid"])
    )


def _signed(
    token: str, algorithm: str, fitting: Sequence[Jwk], expected: Expected, options: Options
) -> dict[str, Any]:
    for key in fitting:
        public = _public(key, algorithm)
        try:
            if public is not None:
                return jwt.decode(
                    token,
                    public,
                    algorithms=[algorithm],
                    audience=expected.client_id,
                    issuer=expected.issuer,
                    options=options,
                )
        except jwt.InvalidSignatureError:
            continue
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
            raise refused(f"the token is not right ({type(error).__name__})") from None
    raise refused("the token is not signed by the provider")


def _public(key: Jwk, algorithm: str) -> Any:
    """A key as it is used; None: it can't be, or is too short."""
    try:
        public = jwt.PyJWK(dict(key), algorithm).key
    except (jwt.PyJWTError, ValueError, TypeError, AttributeError):
        return None
    is_short = isinstance(public, RSAPublicKey) and public.key_size < _LEAST_RSA_BITS
    return None if is_short else public


def _check_party(claims: Claims, expected: Expected) -> None:
    audience, party = claims["aud"], claims.get("azp")
    if isinstance(audience, list) and len(audience) > 1 and party is None:
        raise refused("the token is for several, and does not say for whom")
    if party is not None and party != expected.client_id:
        raise refused("the token was given to another application")


def _check_times(claims: Claims, now: float) -> None:
    times = {name: claims.get(name, 0) for name in ("exp", "iat", "nbf")}
    if not all(type(at) in {int, float} and abs(at) < _LATEST for at in times.values()):
        raise refused("the token's times can't be read")
    if times["exp"] <= now - LEEWAY_S:
        raise refused("the token has expired")
    if max(times["iat"], times["nbf"]) > now + LEEWAY_S:
        raise refused("the token is not valid yet; compare the clocks")


def _bytes(text: str) -> bytes:
    """A text to be compared; JSON may have half of a character in one."""
    return text.encode("utf-8", "surrogatepass")

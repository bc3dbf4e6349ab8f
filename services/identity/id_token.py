"""ID token: what an OpenID Connect provider vouches for, believed only when all of it is right.

Source: https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
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
# The times are compared with the `now` that is passed in; PyJWT looks at the clock.
_OPTIONS: Options = {
    "require": ["iss", "aud", "exp", "iat", "sub"],
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
}
Jwk = Mapping[str, Any]
"""A public key, as a provider publishes it (RFC 7517)."""
Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Expected:
    """The ID token that a sign-in has to bring.

    Attributes:
        issuer: The provider, as it calls itself.
        client_id: Who it is for.
        nonce: What the sign-in began with.
    """

    issuer: str
    client_id: str
    nonce: str


def key_id_of(token: str) -> str | None:
    """The id of the key that a token says it is signed with.

    Raises:
        SignInError: It is no token, or signed by no algorithm that counts.
    """
    return _header(token).get("kid")


def verified(token: str, keys: Sequence[Jwk], expected: Expected, now: datetime) -> Claims:
    """The claims of a token.

    Args:
        token: As the provider's token endpoint gave it.
        keys: The provider's.
        expected: What it has to say.
        now: The present time.

    Raises:
        SignInError: It vouches for nobody; the message says why.
    """
    header = _header(token)
    fitting = [key for key in keys if _fits(key, header)]
    if not fitting:
        raise refused("no key of the provider's fits its ID token")
    claims = _signed(token, header["alg"], fitting, expected)
    _check_party(claims, expected)
    _check_times(claims, now.timestamp())
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not compare_digest(nonce.encode(), expected.nonce.encode()):
        raise refused("the ID token's nonce is another sign-in's")
    return claims


def _header(token: str) -> dict[str, Any]:
    try:
        header = jwt.get_unverified_header(token)
    except jwt.InvalidTokenError:
        raise refused("the ID token can't be read") from None
    if header.get("alg") not in ALGORITHMS:
        raise refused("the ID token is signed by no algorithm that counts")
    return header


def _fits(key: Jwk, header: Mapping[str, Any]) -> bool:
    return (
        key.get("kty") == ALGORITHMS[header["alg"]]
        and key.get("use", "sig") == "sig"
        and key.get("alg", header["alg"]) == header["alg"]
        and ("kid" not in header or key.get("kid") == header["kid"])
    )


def _signed(
    token: str, algorithm: str, fitting: Sequence[Jwk], expected: Expected
) -> dict[str, Any]:
    for key in fitting:
        try:
            public = jwt.PyJWK(dict(key), algorithm).key
            if isinstance(public, RSAPublicKey) and public.key_size < _LEAST_RSA_BITS:
                continue
            return jwt.decode(
                token,
                public,
                algorithms=[algorithm],
                audience=expected.client_id,
                issuer=expected.issuer,
                options=_OPTIONS,
            )
        except jwt.InvalidSignatureError:
            continue
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise refused(f"the ID token is not right ({type(error).__name__})") from None
    raise refused("the ID token is not signed by the provider")


def _check_party(claims: Claims, expected: Expected) -> None:
    audience, party = claims["aud"], claims.get("azp")
    if isinstance(audience, list) and len(audience) > 1 and party is None:
        raise refused("the ID token is for several, and does not say for whom")
    if party is not None and party != expected.client_id:
        raise refused("the ID token was given to another application")
    if not isinstance(claims["sub"], str) or not claims["sub"]:
        raise refused("the ID token names nobody")


def _check_times(claims: Claims, now: float) -> None:
    times = {name: claims.get(name, 0) for name in ("exp", "iat", "nbf")}
    if not all(type(at) in {int, float} for at in times.values()):
        raise refused("the ID token's times can't be read")
    if times["exp"] <= now - LEEWAY_S:
        raise refused("the ID token has expired")
    if max(times["iat"], times["nbf"]) > now + LEEWAY_S:
        raise refused("the ID token is not valid yet; compare the clocks")

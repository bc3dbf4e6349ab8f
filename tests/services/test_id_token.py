"""ID tokens: one thing wrong with it, and it vouches for nobody."""

from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.utils import base64url_encode

from peers.signing_key import SigningKey
from services.identity.errors import SignInError
from services.identity.id_token import LEEWAY_S, Claims, Expected, key_id_of, verified

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
AT = int(NOW.timestamp())
EXPECTED = Expected("https://id.example", "call-shadow")
RSA, EC = SigningKey.rsa("one"), SigningKey.elliptic("two")
KEYS = [RSA.published(), EC.published()]
RIGHT: dict[str, Any] = {
    "iss": "https://id.example",
    "aud": "call-shadow",
    "sub": "1",
    "iat": AT,
    "exp": AT + 300,
    "nonce": "the-nonce",
}


def read(token: str, keys: list[dict[str, Any]] | None = None) -> Claims:
    """The claims of a token, by the provider's keys."""
    return verified(token, KEYS if keys is None else keys, EXPECTED, "the-nonce", NOW)


@pytest.mark.parametrize("key", [RSA, EC])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"aud": ["call-shadow"]},
        {"aud": ["call-shadow", "other"], "azp": "call-shadow"},
        {"exp": AT - LEEWAY_S + 1},
        {"iat": AT + LEEWAY_S, "nbf": AT + LEEWAY_S},
    ],
)
def test_what_is_right_is_believed(key: SigningKey, more: dict[str, Any]) -> None:
    """Either algorithm, one audience or several, and clocks that differ by a minute."""
    assert read(key.sign(RIGHT | more))["sub"] == "1"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"iss": "https://evil.example"}, "Issuer"),
        ({"aud": "other"}, "Audience"),
        ({"aud": ["call-shadow", "other"]}, "for several"),
        ({"azp": "other"}, "another application"),
        ({"exp": AT - LEEWAY_S}, "expired"),
        ({"exp": "later"}, "times"),
        ({"exp": True}, "times"),
        ({"exp": float("inf")}, "times"),
        ({"exp": float("nan")}, "times"),
        ({"exp": 10**400}, "times"),
        ({"iat": float("nan")}, "times"),
        ({"exp": None}, "MissingRequiredClaim"),
        ({"iat": AT + LEEWAY_S + 1}, "not valid yet"),
        ({"nbf": AT + LEEWAY_S + 1}, "not valid yet"),
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"nonce": "\ud800"}, "nonce"),
        ({"sub": ""}, "nobody"),
        ({"sub": None}, "MissingRequiredClaim"),
    ],
)
def test_one_wrong_claim_is_enough(wrong: dict[str, Any], why: str) -> None:
    """Whoever else it is for, from, or whenever; None leaves the claim out."""
    claims = {name: value for name, value in (RIGHT | wrong).items() if value is not None}
    with pytest.raises(SignInError, match=why):
        read(RSA.sign(claims))


def _unsigned() -> str:
    return jwt.encode(RIGHT, "", "none", {"kid": "one"})


def _confused() -> str:
    """HS256, keyed with the provider's public key, as a library that trusts `alg` would check."""
    public = RSA.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head, body, _ = RSA.sign(RIGHT).split(".")
    algorithm = jwt.get_algorithm_by_name("HS256")
    head = base64url_encode(b'{"alg":"HS256","kid":"one","typ":"JWT"}').decode()
    signed = algorithm.sign(f"{head}.{body}".encode(), public)
    return f"{head}.{body}.{base64url_encode(signed).decode()}"


def _of_another_key() -> str:
    return SigningKey.elliptic("two").sign(RIGHT)


def _with_its_own_key() -> str:
    """A header that brings the key to believe it by (`jwk`)."""
    own = SigningKey.elliptic("own")
    return own.sign(RIGHT, kid="two", jwk=own.published())


def _cut() -> str:
    return RSA.sign(RIGHT).rpartition(".")[0] + "."


@pytest.mark.parametrize(
    "forged", [_unsigned, _confused, _of_another_key, _with_its_own_key, _cut, lambda: "x.y"]
)
def test_a_forged_token_is_refused(forged: Any) -> None:
    """Unsigned, keyed with what is public, signed by a stranger, or no token at all."""
    with pytest.raises(SignInError):
        read(forged())


@pytest.mark.parametrize(
    "header",
    [b'{"alg":[]}', b'{"alg":{"a":1}}', b'{"alg":["RS256"],"kid":"one"}', b'{"kid":"one"}'],
)
def test_an_algorithm_that_is_no_word_counts_for_nothing(header: bytes) -> None:
    """Before any key is asked for, as a stranger may send such a token."""
    token = ".".join([base64url_encode(header).decode(), *RSA.sign(RIGHT).split(".")[1:]])
    with pytest.raises(SignInError, match="no algorithm"):
        key_id_of(token)
    with pytest.raises(SignInError, match="no algorithm"):
        read(token)


def test_claims_without_an_end_vouch_for_nobody() -> None:
    """Of a provider that signs whatever it is given."""
    algorithm = jwt.get_algorithm_by_name("RS256")
    head = RSA.sign(RIGHT).partition(".")[0]
    body = base64url_encode(b'{"sub":' + b"[" * 100_000).decode()
    signed = algorithm.sign(f"{head}.{body}".encode(), RSA.private)
    with pytest.raises(SignInError):
        read(f"{head}.{body}.{base64url_encode(signed).decode()}")


def test_a_key_that_can_not_be_used_spoils_no_other() -> None:
    """A provider's set may hold one of a curve or a form that we do not know."""
    strange = [
        {"kty": "RSA", "n": 5, "e": "AQAB"},
        {"kty": "RSA", "kid": "one"},
        {"kty": "RSA", "kid": "one", "n": "AQ", "e": ["AQ"]},
    ]
    assert read(RSA.sign(RIGHT), [*strange, RSA.published()])["sub"] == "1"


def test_a_key_counts_for_what_it_is_for() -> None:
    """Not one for encryption, of another id or algorithm, nor a short or a shared one."""
    token = RSA.sign(RIGHT)
    (key,) = [KEYS[0]]
    assert read(token, [key])
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - to be refused
    weak = SigningKey("weak", short)
    for keys in (
        [],
        [key | {"use": "enc"}],
        [key | {"kid": "other"}],
        [key | {"alg": "RS512"}],
        [{"kty": "oct", "kid": "one", "k": "c2VjcmV0", "alg": "RS256"}],
        [{"kty": "RSA", "kid": "one"}],
    ):
        with pytest.raises(SignInError):
            read(token, keys)
    with pytest.raises(SignInError), pytest.warns(jwt.InsecureKeyLengthWarning):
        read(weak.sign(RIGHT), [weak.published()])

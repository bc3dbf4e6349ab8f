"""Sample secret: what `.env.example` has in a secret's place, or had; everybody can read it."""

import os
import re
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import SecretStr

_SAMPLE = re.compile(r"(?:[a-z]+:)?your-[a-z0-9-]+")
"""A word of the example's, behind a name and a colon where the secret has one."""
_OTHER_SAMPLES = frozenset(
    (
        "a-long-random-key",
        "a-long-random-secret-of-32-characters",
        "a-random-text-of-at-least-32-characters",
        "an-api-key-of-yours",
        "another-long-random-key",
        "another-random-text-of-at-least-32-characters",
        "jambonz:a-long-password",
        "pat-eu1-your-token",
        "the-clients-secret",
        "the-signature-secret-of-the-account",
        "yourclientsecretinbase64",
    )
)
_PLACE_OF_A_PASSWORD = re.compile(
    r"(?:my|your)?(?:own|secret|super|strong|new|db|database|redis|postgres)*"
    r"(?:password|passwd|passphrase|changeme|changeit|changethis|replaceme)"
    r"|x{3,}|[*.\u2026]+"
)
"""What pages write where a password belongs, in small letters and without what joins or frames."""
_JOINS = re.compile(r"[-_<>{}\[\]$]")
_PASSWORD_FIELDS = ("password", "pass", "pwd")
WHAT_IT_IS = "the sample of .env.example, which everybody can read"


def is_sample_secret(secret: str) -> bool:
    """Whether a secret was copied from the example."""
    return secret in _OTHER_SAMPLES or _SAMPLE.fullmatch(secret) is not None


def is_sample_password(password: str) -> bool:
    """Whether a password is what the example, or another page, has in a password's place."""
    bare = _JOINS.sub("", password.lower())
    return is_sample_secret(password.lower()) or _PLACE_OF_A_PASSWORD.fullmatch(bare) is not None


def check_login(address: str) -> None:
    """Look at the password in an address, before its host or behind its `?`, or a Postgres's own.

    Raises:
        ValueError: It is a sample.
    """
    try:
        parts = urlsplit(address)
        asked = [value for name, value in parse_qsl(parts.query) if name in _PASSWORD_FIELDS]
    except ValueError:
        return  # what it is wrong with is told where it is used
    given = [one for one in (unquote(parts.password or ""), *asked) if one]
    where = "the password in it"
    if not given and parts.scheme.startswith("postgres"):
        where, given = "its password, PGPASSWORD,", [os.environ.get("PGPASSWORD", "")]
    if any(map(is_sample_password, given)):
        raise ValueError(f"{where} is a sample, which everybody can read; set your own there")


def own_secret(value: SecretStr | None) -> SecretStr | None:
    """The secret.

    Raises:
        ValueError: It is a sample.
    """
    if value and is_sample_secret(value.get_secret_value()):
        raise ValueError(f"{WHAT_IT_IS}; set your own, or leave the setting out")
    return value

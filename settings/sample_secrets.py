"""Sample secret: what `.env.example` has in a secret's place, or had; everybody can read it."""

import re

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
WHAT_IT_IS = "the sample of .env.example, which everybody can read"


def is_sample_secret(secret: str) -> bool:
    """Whether a secret was copied from the example."""
    return secret in _OTHER_SAMPLES or _SAMPLE.fullmatch(secret) is not None


def own_secret(value: SecretStr | None) -> SecretStr | None:
    """The secret.

    Raises:
        ValueError: It is a sample.
    """
    if value and is_sample_secret(value.get_secret_value()):
        raise ValueError(f"{WHAT_IT_IS}; set your own, or leave the setting out")
    return value

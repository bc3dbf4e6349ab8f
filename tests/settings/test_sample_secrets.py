"""Sample secrets: those of the example are known, and nothing else is one."""

import pytest

from settings import SettingsError, load
from settings.sample_secrets import is_sample_secret


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("API_KEYS", "maria:agent:a-long-random-key,sam:supervisor:another-long-random-key"),
        ("TOKEN_SECRET", "a-random-text-of-at-least-32-characters"),
        ("CLIENT_KEY", "another-random-text-of-at-least-32-characters"),
        ("VONAGE_STREAM_SECRET", "a-long-random-secret-of-32-characters"),
        ("JAMBONZ_AUTH", "jambonz:a-long-password"),
        ("JAMBONZ_AUTH", "us:your-password"),
        ("GENESYS_API_KEY", "an-api-key-of-yours"),
    ],
)
def test_the_samples_of_older_examples_are_refused_too(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """They were public as well, and may stand in somebody's `.env`; the line shows no value."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=rf"^{name}=\*+: .*sample of .env") as caught:
        load()
    assert value not in str(caught.value)


@pytest.mark.parametrize(
    "secret",
    ["sk-your-0f3a", "Your-Horse-Battery-Staple", "jambonz:4be1your-9", "f00dface" * 4, "yours"],
)
def test_what_is_no_sample_is_taken(secret: str) -> None:
    """Only a whole word of the example is a sample."""
    assert not is_sample_secret(secret)

"""Sample secrets: those of the example are known, and nothing else is one."""

import pytest

from settings import SettingsError, load
from settings.sample_secrets import is_sample_password, is_sample_secret


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


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgres://callshadow:password@127.0.0.1:5432/callshadow"),
        ("DATABASE_URL", "postgresql://user:your-password@db/calls"),
        ("DATABASE_URL", "postgresql+asyncpg://user:%3Cpassword%3E@db/calls?ssl=require"),
        ("DATABASE_URL", "postgresql://user@db/calls?password=change_me"),
        ("REDIS_URL", "redis://:changeme@127.0.0.1:6379/0"),
        ("REDIS_URL", "rediss://default:CHANGE-ME@redis.example.com:6379"),
        ("REDIS_URL", "redis://redis:6379?password=mysecretpassword"),
        ("REDIS_URL", "unix://:${REDIS_PASSWORD}@/run/redis.sock"),
        ("JAMBONZ_AUTH", "us:changeme"),
        ("WEAVIATE_URL", "https://user:password@weaviate.example.com"),
        ("SENTRY_DSN", "https://your-key@o1.ingest.sentry.io/2"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "x-api-key=your-key"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Bearer your-key"),
    ],
)
def test_a_sample_inside_an_address_or_a_header_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """The start names the setting and what is wrong with it, and shows no login."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=rf"^{name}=\S*\*+\S*: .*(a|the) sample") as caught:
        load()
    assert "assword@" not in str(caught.value)


def test_a_sample_that_postgres_itself_would_read_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As `deploy/docker-compose.yml` hands it over; a password in the address goes before it."""
    monkeypatch.setenv("PGPASSWORD", "your-password")
    assert load(database_url="postgresql://user:own-7f3a@db/calls").database_url
    assert load(database_url="sqlite:///calls.db").database_url
    monkeypatch.setenv("DATABASE_URL", "postgresql://user@db/calls")
    with pytest.raises(SettingsError, match=r"^DATABASE_URL=\*+: .*PGPASSWORD, is a sample"):
        load()


@pytest.mark.parametrize(
    "password",
    ["", "p", "secret-of-ours", "passwords-are-4-people", "Password1", "correct.horse", "a.b*c"],
)
def test_a_password_that_somebody_chose_is_taken(password: str) -> None:
    """It may be weak, or have such a word in it: that is the chooser's business."""
    assert not is_sample_password(password)

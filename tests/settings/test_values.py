"""Setting values as people paste them."""

import pytest

from settings import Settings, SettingsError, load

SECRET = "a-secret-that-nobody-may-see"


@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_pair_of_quotes_is_taken_off(monkeypatch: pytest.MonkeyPatch, quote: str):
    """`docker run --env-file` hands values over with their quotes; nobody's value has them."""
    values = {
        "OPENAI_API_KEY": "sk-abc",
        "DEEPGRAM_API_KEY": "dg-abc",
        "COACH_MODEL": "gpt-4.1-mini",
        "PORT": "7861",
        "REDACT": "card,email",
        "API_KEYS": f"maria:agent:{SECRET}",
        "TWILIO_AGENT_NUMBER": "+14155550100",
        "ALLOWED_ORIGINS": "https://crm.example.com",
        "DATABASE_URL": "postgres://u:p@db/calls",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    plain = load()
    for name, value in values.items():
        monkeypatch.setenv(name, f"{quote}{value}{quote}")
    assert load() == plain


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("gpt-4.1-mini # the cheap one", "gpt-4.1-mini"),
        ("'gpt-4.1-mini'  # the cheap one", "gpt-4.1-mini"),
        ("model#2", "model#2"),
        ("'a # b'", "a # b"),
        ("'", "'"),
        (" # nothing but a comment", ""),
    ],
)
def test_a_comment_behind_a_value_is_none_of_it(
    monkeypatch: pytest.MonkeyPatch, value: str, meant: str
):
    """`.env` takes it off by itself, and `docker run --env-file` does not."""
    monkeypatch.setenv("COACH_MODEL", value)
    assert load().coach_model == meant


@pytest.mark.parametrize(
    "blanks", ["{}\r", "  {}\t", "\ufeff{}", "\xa0{}\xa0", "'{}'\r", '\ufeff"{}"']
)
def test_blanks_around_a_value_are_none_of_it(monkeypatch: pytest.MonkeyPatch, blanks: str):
    """As a file of Windows leaves them, or a page that was copied from."""
    for name, value in (("LOG_LEVEL", "info"), ("COACH_MODEL", "m"), ("OPENAI_API_KEY", "sk-1")):
        monkeypatch.setenv(name, blanks.format(value))
    settings = load()
    assert (settings.log_level, settings.coach_model) == ("INFO", "m")
    assert settings.openai_api_key
    assert settings.openai_api_key.get_secret_value() == "sk-1"


@pytest.mark.parametrize(
    ("name", "value", "meant"),
    [
        ("LOG_LEVEL", "debug", "DEBUG"),
        ("COACH_LANGUAGE", "en_US", "en-US"),
        ("COACH_LANGUAGE", "fr", "fr"),
        ("TWILIO_AGENT_NUMBER", "+1 (415) 555-0100", "+14155550100"),
        ("TWILIO_AGENT_NUMBER", "client:maria", "client:maria"),
        ("TWILIO_AGENT_NUMBER", "sip:desk@a.sip.twilio.com", "sip:desk@a.sip.twilio.com"),
        ("PUBLIC_URL", "https://c.example.com/twilio/voice", "https://c.example.com"),
        ("PUBLIC_URL", "https://c.example.com/coach", "https://c.example.com/coach"),
        ("OPENAI_BASE_URL", "http://127.0.0.1:1/v1/chat/completions", "http://127.0.0.1:1/v1"),
        ("DEEPGRAM_BASE_URL", "wss://stt.example/v1/listen/", "wss://stt.example"),
        ("DEEPGRAM_BASE_URL", "wss://stt.example/deepgram", "wss://stt.example/deepgram"),
    ],
)
def test_what_people_paste_is_taken_as_they_mean_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, meant: str
):
    """Another case, an underscore in a language, blanks in a number, a route's path."""
    monkeypatch.setenv(name, value)
    assert getattr(load(), name.lower()) == meant


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "https://c.example.com:99999"),
        ("OPENAI_BASE_URL", "http://127.0.0.1:0/v1"),
        ("DEEPGRAM_BASE_URL", "wss://stt.example:port"),
        ("OPENAI_API_KEY", "`sk-abc`"),
        ("DEEPGRAM_API_KEY", "“dg-abc”"),
        ("COACH_MODELS", "openai:gpt-4.1-mini;ollama:llama3.1:8b"),
    ],
)
def test_a_value_that_can_never_work_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
):
    """A port that is none, quotes of another program, a list with the wrong sign between."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"^{name}="):
        load()


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL"])
def test_an_address_that_may_have_options_is_not_told_to_have_none(
    monkeypatch: pytest.MonkeyPatch, name: str
):
    """`?sslmode=require` is right there; what is wrong is the beginning."""
    monkeypatch.setenv(name, "http://db.example/calls?sslmode=require")
    with pytest.raises(SettingsError) as refused:
        load()
    assert "an address that starts with" in str(refused.value)
    assert "no ?" not in str(refused.value)


@pytest.mark.parametrize("name", ["OPENAI_BASE_URL", "DEEPGRAM_BASE_URL", "PUBLIC_URL"])
def test_what_stands_behind_an_address_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Some write their key there."""
    monkeypatch.setenv(name, "https://api.example/v1?key=topsecret")
    with pytest.raises(SettingsError) as refused:
        load()
    assert f"{name}=https://api.example/v1?" in str(refused.value)
    assert "topsecret" not in str(refused.value)


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_a_wrong_value_is_never_answered_with_a_pattern(name: str):
    """Who sets nonsense reads what is right in words, and no regular expression."""
    told = ""
    try:
        load(**{name: "¿ nonsense ?"})
    except SettingsError as error:
        told = str(error)
    assert "pattern" not in told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "https://Shadow.example"),
        ("OPENAI_BASE_URL", "https://api.example/v1"),
        ("DEEPGRAM_BASE_URL", "wss://api.example"),
        ("SALESFORCE_URL", "https://acme.example"),
        ("OIDC_ISSUER", "https://idp.example/A"),
        ("TWILIO_CONSENT_NOTICE", "https://sounds.example/A.mp3"),
        ("VONAGE_HOLD_MUSIC_URL", "https://sounds.example/A.mp3"),
        ("DATABASE_URL", "postgresql+asyncpg://U:Pass-1@db/Calls"),
        ("REDIS_URL", "rediss://:Pass-1@cache:6380/0"),
        ("SENTRY_DSN", "https://Key@sentry.example/1"),
        ("ALLOWED_ORIGINS", "https://crm.example"),
    ],
)
def test_the_scheme_of_an_address_may_be_in_capitals(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """RFC 3986, 3.1: it means the same. What stands behind it stays as it is."""
    monkeypatch.setenv("OIDC_CLIENT_ID", "callshadow")
    monkeypatch.setenv("OIDC_ROLES", "agents=agent")
    monkeypatch.setenv("OIDC_ISSUER", "https://idp.example")
    monkeypatch.setenv(name, value)
    right = getattr(load(), name.lower())
    scheme, rest = value.split("://")
    for written in (f"{scheme.upper()}://{rest}", f"'{scheme.title()}://{rest}'"):
        monkeypatch.setenv(name, written)
        assert getattr(load(), name.lower()) == right

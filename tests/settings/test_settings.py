from pathlib import Path

import pytest

from conversation.privacy.kinds import PiiKind
from conversation.speech.speakers import Speaker
from settings import SettingsError, load

SECRET = "a-secret-that-nobody-may-see"


def wrong(monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    """The message that these environment variables stop the start with."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load()
    return str(caught.value)


def test_without_any_setting_everything_has_a_default():
    """A fresh machine needs no setting: loopback, no keys, the playbook's rules."""
    settings = load()
    assert (settings.host, settings.port, settings.data_dir) == ("127.0.0.1", 7860, Path("data"))
    assert (settings.public_url, settings.stt, settings.redis_url) == (None, None, None)
    assert settings.inbound_role is Speaker.CUSTOMER
    assert settings.redact == frozenset(PiiKind)
    assert not settings.validates_signature


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """`.env` is read, the environment over it, and a flag over both."""
    env = tmp_path / ".env"
    env.write_text("PORT=1\nHOST=10.0.0.1\nDEEPGRAM_MODEL=nova-2\n", encoding="utf-8")
    monkeypatch.setenv("PORT", "2")
    monkeypatch.setenv("HOST", "10.0.0.2")
    settings = load(_env_file=env, host="10.0.0.3")
    assert (settings.port, settings.host, settings.deepgram_model) == (2, "10.0.0.3", "nova-2")


def test_an_empty_value_is_none(monkeypatch: pytest.MonkeyPatch):
    """A line of `.env` that is left empty is as if it were not there."""
    for name in ("PORT", "PUBLIC_URL", "OPENAI_API_KEY", "REDIS_URL", "STT"):
        monkeypatch.setenv(name, "")
    settings = load()
    assert (settings.port, settings.public_url, settings.openai_api_key) == (7860, None, None)


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("PORT", "abc", "a whole number"),
        ("COACH_BUDGET_PER_CALL", "ten", "a number"),
        ("COACH_MEANING", "maybe", "true or false"),
        ("COACH_VERBOSITY", "talkativ", "'quiet', 'normal' or 'talkative'; is 'talkative' meant?"),
        ("HOST", "http://0.0.0.0", "without a scheme or a port"),
        ("HOST", "0.0.0.0:7860", "without a scheme or a port"),
        ("HOST", "256.1.1.1", "127.0.0.1"),
        ("HOST", "this machine", "127.0.0.1"),
        ("PORT", "-1", "greater than or equal to 0"),
        ("PORT", "65536", "less than or equal to 65535"),
        ("LOG_LEVEL", "LOUD", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("COACH_LANGUAGE", "english please", "a language tag"),
        ("TWILIO_AGENT_NUMBER", "my phone", "+14155550100"),
        ("TWILIO_AGENT_NUMBER", "0", "+14155550100"),
        ("TWILIO_CALLER_ID", "Maria", "+14155550100"),
        ("PUBLIC_URL", "calls.example.com", "https:// or http://"),
        ("PUBLIC_URL", "https://", "https:// or http://"),
        ("PUBLIC_URL", "wss://calls.example.com", "https:// or http://"),
        ("PUBLIC_URL", "https://calls.example.com:", "a host (:port)"),
        ("PUBLIC_URL", "https://calls.example.com,https://b.example.com", "a host (:port)"),
        ("OPENAI_BASE_URL", "https://api..example.com/v1", "a host (:port)"),
        ("DEEPGRAM_BASE_URL", f"wss://{'a' * 64}.example.com", "a host (:port)"),
        ("DEEPGRAM_BASE_URL", "api.deepgram.com", "wss:// or https:// or ws:// or http://"),
        ("DEEPGRAM_BASE_URL", "wss://", "wss:// or https:// or ws:// or http://"),
        ("OPENAI_BASE_URL", "ws://127.0.0.1/v1", "https:// or http://"),
        ("OPENAI_BASE_URL", "http://[::1", "https:// or http://"),
        ("FORWARDED_ALLOW_IPS", "10.0.0.5/8", "10.0.0.5/8 is meant as 10.0.0.0/8, or as the"),
        ("FORWARDED_ALLOW_IPS", "10.0.0.1,10.0.0.0/33", "or * alone; 10.0.0.0/33 is none"),
        ("FORWARDED_ALLOW_IPS", "balancer", "addresses or networks like 172.31.78.10 or 10.0.0"),
        ("FORWARDED_ALLOW_IPS", "*, 10.0.0.1", "* is none"),
        ("VAD_CONFIDENCE", "1", "less than 1"),
        ("VAD_CONFIDENCE", "nan", "than"),
        ("VAD_START_SECS", "0", "greater than or equal to 0.03"),
        ("VAD_STOP_SECS", "9", "less than or equal to 3"),
        ("VAD_MIN_DBFS", "3", "less than or equal to 0"),
        ("TURN_INCOMPLETE_SECS", "inf", "less than or equal to 5"),
        ("TURN_STT_WAIT_SECS", "soon", "number"),
        ("COACH_TIMEOUT_SECS", "0", "greater than 0"),
        ("COACH_SPECULATES", "true", "'off', 'pauses' or 'words'"),
        ("COACH_VERBOSITY", "loud", "'quiet', 'normal' or 'talkative'"),
        ("TWILIO_VALIDATE_SIGNATURE", "perhaps", "true or false"),
        ("INBOUND_ROLE", "client", "'customer' or 'agent'"),
        ("RETENTION_DAYS", "0", "greater than or equal to 1"),
        ("RATE_LIMIT_PER_MINUTE", "-1", "greater than or equal to 0"),
    ],
)
def test_a_wrong_value_is_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, allowed: str
):
    """The setting's name, the value, and what is allowed."""
    message = wrong(monkeypatch, **{name: value})
    assert len(message.splitlines()) == 1
    assert message.startswith(f"{name}={value}: ")
    assert allowed in message


def test_one_wrong_item_of_a_list_is_named(monkeypatch: pytest.MonkeyPatch):
    """`REDACT` names the kind that there is not, and those that there are."""
    message = wrong(monkeypatch, REDACT="card,faces")
    assert message.startswith("REDACT=faces: ")
    assert "'phone'" in message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", f"mysql://root:{SECRET}@db/calls"),
        ("REDIS_URL", f"http://:{SECRET}@redis:6379"),
        ("API_KEYS", f"maria:boss:{SECRET}"),
        ("TOKEN_SECRET", SECRET),
        ("OPENAI_API_KEY", f"“{SECRET}”"),
        ("OPENAI_API_KEY", f"{SECRET} and a blank"),
        ("OPENAI_API_KEY", f'"{SECRET}'),
        ("DEEPGRAM_API_KEY", f"{SECRET}'"),
        ("DEEPGRAM_API_KEY", f"{SECRET}\n{SECRET}"),
        ("TWILIO_AUTH_TOKEN", f"é{SECRET}"),
        ("ELEVENLABS_API_KEY", f"{SECRET}\t{SECRET}"),
        ("OPENAI_BASE_URL", f"ftp://user:{SECRET}@models.example/v1"),
        ("DEEPGRAM_BASE_URL", f"ftp://{SECRET}@stt.example"),
        ("PUBLIC_URL", f"ftp://user:{SECRET}@calls.example"),
    ],
)
def test_no_secret_is_told(monkeypatch: pytest.MonkeyPatch, name: str, value: str):
    """A wrong value that is, or holds, a secret is masked."""
    message = wrong(monkeypatch, **{name: value})
    assert message.startswith(f"{name}=")
    assert "********" in message
    assert SECRET not in message
    assert len(message.splitlines()) == 1


def test_several_wrong_values_are_a_line_each(monkeypatch: pytest.MonkeyPatch):
    """Whoever has to mend two settings learns of both at once."""
    lines = wrong(monkeypatch, PORT="x", INBOUND_ROLE="y").splitlines()
    assert sorted(line.split("=")[0] for line in lines) == ["INBOUND_ROLE", "PORT"]


def test_a_signature_needs_a_token(monkeypatch: pytest.MonkeyPatch):
    """Checking Twilio's signature without the token is a contradiction."""
    message = wrong(monkeypatch, TWILIO_VALIDATE_SIGNATURE="true")
    assert message == "TWILIO_VALIDATE_SIGNATURE=true needs TWILIO_AUTH_TOKEN"


def test_a_signature_needs_the_address_that_is_signed(monkeypatch: pytest.MonkeyPatch):
    """With a token, the signature is checked, which needs the public address."""
    message = wrong(monkeypatch, TWILIO_AUTH_TOKEN=SECRET)
    assert "PUBLIC_URL" in message
    assert "TWILIO_VALIDATE_SIGNATURE=false" in message
    assert SECRET not in message
    monkeypatch.setenv("TWILIO_VALIDATE_SIGNATURE", "false")
    assert not load().validates_signature
    monkeypatch.setenv("TWILIO_VALIDATE_SIGNATURE", "")
    monkeypatch.setenv("PUBLIC_URL", "https://calls.example.com")
    assert load().validates_signature


def test_secrets_are_masked_wherever_settings_are_shown(monkeypatch: pytest.MonkeyPatch):
    """Settings that are printed by mistake show no key."""
    for name in ("DEEPGRAM_API_KEY", "OPENAI_API_KEY", "ELEVENLABS_API_KEY"):
        monkeypatch.setenv(name, SECRET)
    monkeypatch.setenv("DATABASE_URL", f"postgresql+asyncpg://u:{SECRET}@db/calls")
    monkeypatch.setenv("API_KEYS", f"maria:agent:{SECRET}")
    assert SECRET not in repr(load()) + str(load())


@pytest.mark.parametrize("value", ["::1", "[::1]", "127.0.0.1", "localhost", "calls.example.com"])
def test_the_server_listens_on_a_host(monkeypatch: pytest.MonkeyPatch, value: str):
    """An address or a name; an IPv6 address is written with brackets, too."""
    monkeypatch.setenv("HOST", value)
    assert load().host == value.strip("[]")


@pytest.mark.parametrize(
    ("value", "kinds"),
    [("none", set()), ("card", {PiiKind.CARD}), (" Card , EMAIL ", {PiiKind.CARD, PiiKind.EMAIL})],
)
def test_what_is_hidden_is_a_list(monkeypatch: pytest.MonkeyPatch, value: str, kinds: set[PiiKind]):
    """`REDACT` is a list of kinds, or `none`."""
    monkeypatch.setenv("REDACT", value)
    assert load().redact == kinds


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("API_KEYS maria:agent:0123456789abcdef", 2),
        ('API_KEYS="maria:agent:0123456789abcdef', 2),
        ("\nAPI_KEYS: maria:agent:0123456789abcdef", 3),
        ("API_KEYS='maria:agent:0123456789abcdef\nPORT=8000", 2),
        ('$env:API_KEYS="maria:agent:0123456789abcdef"', 2),
        ('{"API_KEYS": "maria:agent:0123456789abcdef"}', 2),
        ("[settings]", 2),
    ],
)
def test_a_line_that_is_no_setting_stops_the_start(tmp_path: Path, line: str, number: int):
    """It would be left out, and here the server be open; the line is named, and no secret told."""
    env = tmp_path / ".env"
    env.write_text(f"COACH_MODEL=gpt-x\n{line}\nHOST=127.0.0.1\n")
    with pytest.raises(SettingsError) as caught:
        load(_env_file=env)
    told = f".env, line {number}: not NAME=value; a quote that begins also ends"
    assert str(caught.value) == told


def test_what_else_may_stand_in_a_file_of_settings(tmp_path: Path):
    """Comments, empty lines, `export`, names of other programs, a name alone, several lines."""
    env = tmp_path / ".env"
    env.write_text("# x\n\nexport COACH_MODEL=gpt-x # y\nOTHER='a\nb'\nALONE\nEMPTY=\n")
    assert load(_env_file=env).coach_model == "gpt-x"


def test_a_file_that_is_no_text_is_one_line(tmp_path: Path):
    """An `.env` in another encoding stops the start by its name: as PowerShell writes it, too."""
    env = tmp_path / ".env"
    for data in (b"COACH_MODEL=\xff\xfe\n", "COACH_MODEL=gpt-x\r\n".encode("utf-16")):
        env.write_bytes(data)
        with pytest.raises(SettingsError) as caught:
            load(_env_file=env)
        assert str(caught.value) == ".env: is not in UTF-8; save it in that encoding"


def test_a_path_may_begin_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """No shell has read what stands in `.env`; a folder named `~` is nobody's wish."""
    monkeypatch.setenv("HOME", str(tmp_path))
    env = tmp_path / ".env"
    env.write_text("DATA_DIR=~/calls\nTWILIO_NUMBERS='~/numbers.yaml'\n")
    settings = load(_env_file=env)
    assert settings.data_dir == tmp_path / "calls"
    assert settings.twilio_numbers == tmp_path / "numbers.yaml"


def test_the_home_of_nobody_is_one_line(monkeypatch: pytest.MonkeyPatch):
    """A user that there is not has none."""
    assert "a path without ~" in wrong(monkeypatch, DATA_DIR="~nobody-of-that-name/x")


@pytest.mark.parametrize(
    ("environment", "found"),
    [({}, "not set"), ({"DATABASE_URL": "sqlite:////tmp/calls.db"}, "of an SQLite file")],
)
def test_an_index_in_postgres_needs_a_postgres(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], found: str
) -> None:
    """The one line names both settings."""
    told = wrong(monkeypatch, KNOWLEDGE_INDEX="postgres", **environment)
    needs = "KNOWLEDGE_INDEX=postgres needs DATABASE_URL to be of a Postgres"
    assert told == f"{needs}, and it is {found}"

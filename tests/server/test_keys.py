"""The keys: where they come from, who a key belongs to, and what a start without them means."""

from pathlib import Path

import pytest
from loguru import logger

from bots.cli import main
from server.auth.caller import Caller
from server.auth.keys import KeyRing
from server.auth.listen_address import check_listen_address, count_keys, log_authentication
from server.serving import serving
from settings import Settings, SettingsError, load
from settings.api_keys import Role, parse_api_keys
from tests.server.stage import ADA, API_KEYS, BEN, MARIA, make_runtime, no_bot

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what is refused


def test_a_key_is_its_holders(monkeypatch: pytest.MonkeyPatch) -> None:
    """The ring finds name and role by the key, first and last alike, and nobody by another."""
    monkeypatch.setenv("API_KEYS", API_KEYS)
    ring = KeyRing(load().api_keys or ())
    assert ring.find(MARIA) == Caller("maria", Role.AGENT)
    assert ring.find(ADA) == Caller("ada", Role.ADMIN)
    for wrong in ("", MARIA[:-1], MARIA + "x", MARIA.upper(), "maria", "ключ" * 8):
        assert ring.find(wrong) is None


def test_roles_are_found_by_name() -> None:
    """The role of a key that is gone is none."""
    ring = KeyRing(parse_api_keys(API_KEYS))
    assert (ring.role_of("ben"), ring.role_of("zoe")) == (Role.AGENT, None)


def test_the_settings_hold_no_key() -> None:
    """What is kept in memory are digests, and those are not printed."""
    settings = load(api_keys=API_KEYS)
    printed = f"{settings!r} {settings!s} {settings.model_dump()}"
    assert not any(key in printed for key in (MARIA, BEN, ADA))
    assert "digest" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("API_KEYS", f"a:agent:{MARIA},b:boss:{BEN}", "API_KEYS=********: entry 2 (b) has an un"),
        ("API_KEYS", MARIA, "API_KEYS=********: entry 1 is not name:role:key"),
        ("TOKEN_SECRET", "too-short", "TOKEN_SECRET=********: at least 32 characters"),
        ("ALLOWED_ORIGINS", "*", "ALLOWED_ORIGINS=*: origins like https://crm.example.com"),
        ("ALLOWED_ORIGINS", "https://a.example/", "ALLOWED_ORIGINS=https://a.example/: origins"),
        ("RATE_LIMIT_PER_MINUTE", "-1", "RATE_LIMIT_PER_MINUTE=-1: "),
    ],
)
def test_a_wrong_setting_is_one_line_without_the_secret(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    """The error names the setting and what is allowed, and masks what is secret."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load()
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)
    assert not any(secret in str(caught.value) for secret in (MARIA, BEN, "too-short"))


def test_keys_are_counted_by_role() -> None:
    """The log and `callshadow check` say how many keys there are."""
    assert count_keys(parse_api_keys(API_KEYS)) == "4 keys (2 agent, 1 supervisor, 1 admin)"
    assert count_keys(parse_api_keys(f"a:admin:{ADA}")) == "1 key (1 admin)"


@pytest.mark.parametrize("host", [EVERYWHERE, "::", "192.168.0.7", "example.com", ""])
def test_without_keys_the_server_listens_to_this_machine_alone(host: str) -> None:
    """Another address is refused, in one line that says what to do."""
    with pytest.raises(SettingsError) as caught:
        check_listen_address(load(), host)
    assert str(caught.value).startswith(f"HOST={host}: set API_KEYS")
    assert "\n" not in str(caught.value)


def test_where_a_server_may_listen() -> None:
    """Without keys on loopback, by any of its names; with keys anywhere."""
    for host in ("127.0.0.1", "localhost", "::1"):
        check_listen_address(load(), host)
    check_listen_address(load(api_keys=API_KEYS), EVERYWHERE)


def test_the_command_refuses_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """`callshadow serve` elsewhere, without keys, exits with 1 before it opens anything."""
    assert main(["serve", "--host", EVERYWHERE, "--workers", "2"]) == 1
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1
    assert told[0].startswith(f"callshadow: HOST={EVERYWHERE}: set API_KEYS")


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "INFO|API_KEYS is not set: everything is open to this machine"),
        ({"api_keys": API_KEYS}, "INFO|API_KEYS: 4 keys"),
        ({"api_keys": API_KEYS}, "WARNING|the media socket is open to everybody"),
    ],
)
def test_the_start_says_who_may_look(settings: dict[str, str], told: str) -> None:
    """Open, or by how many keys; and that the media socket is open, where nothing guards it."""
    assert told in _said(load(**settings))


def test_a_guarded_media_socket_is_not_warned_of() -> None:
    """With Twilio's signature checked, there is nothing to warn of."""
    settings = load(
        api_keys=API_KEYS, twilio_auth_token="t" * 32, public_url="https://coach.example.com"
    )
    assert "WARNING" not in _said(settings)


async def test_a_server_without_keys_refuses_to_start_elsewhere(tmp_path: Path) -> None:
    """`serving` itself refuses, before it listens."""
    async with make_runtime(tmp_path) as runtime:
        with pytest.raises(SettingsError, match="set API_KEYS"):
            async with serving(runtime, no_bot, EVERYWHERE, 0):
                pass


def _said(settings: Settings) -> str:
    lines: list[str] = []
    sink = logger.add(lines.append, format="{level}|{message}")
    try:
        log_authentication(settings)
    finally:
        logger.remove(sink)
    return "".join(lines)

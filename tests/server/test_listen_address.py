"""Listening address: beyond this machine only with keys, and what the start logs."""

import pytest
from loguru import logger

from bots.cli import main
from server.auth.listen_address import check_listen_address, count_keys, log_authentication
from settings import Settings, SettingsError, load
from settings.api_keys import parse_api_keys
from tests.server.stage import ADA, API_KEYS

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what is refused


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


def _said(settings: Settings) -> str:
    lines: list[str] = []
    sink = logger.add(lines.append, format="{level}|{message}")
    try:
        log_authentication(settings)
    finally:
        logger.remove(sink)
    return "".join(lines)

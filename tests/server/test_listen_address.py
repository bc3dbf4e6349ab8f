"""Listening address: beyond this machine only with keys and a signature; what the start logs."""

from collections.abc import Sequence
from typing import Any

import pytest
from loguru import logger

from bots.cli import main
from server.auth.access_log import count_keys, log_authentication
from server.auth.listen_address import check_listen_address, check_public_address
from settings import Settings, SettingsError, load
from settings.api_keys import parse_api_keys
from stores.access.key_store import StoredKey
from tests.server.stage import ADA, API_KEYS, START

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what is refused
PUBLIC = "https://coach.example.com"
SIGNED: dict[str, Any] = {"twilio_auth_token": "t" * 32, "public_url": PUBLIC}


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
    """Without keys on loopback, by any of its names; with keys and the signature anywhere."""
    for host in ("127.0.0.1", "localhost", "::1"):
        check_listen_address(load(), host)
        check_listen_address(load(api_keys=API_KEYS), host)
    check_listen_address(load(api_keys=API_KEYS, **SIGNED), EVERYWHERE)
    check_listen_address(load(api_keys=API_KEYS, twilio_validate_signature=False), EVERYWHERE)


@pytest.mark.parametrize("host", [EVERYWHERE, "::", "192.168.0.7", "example.com"])
@pytest.mark.parametrize("more", [{}, {"public_url": PUBLIC}])
def test_without_the_signature_the_server_listens_to_this_machine_alone(
    host: str, more: dict[str, str]
) -> None:
    """Keys are not enough: the refusal is one line, and names both ways out."""
    with pytest.raises(SettingsError) as caught:
        check_listen_address(load(api_keys=API_KEYS, **more), host)
    told = str(caught.value)
    assert told.startswith(f"HOST={host}: set TWILIO_AUTH_TOKEN")
    assert "TWILIO_VALIDATE_SIGNATURE=false" in told
    assert "\n" not in told


def test_an_address_for_twilio_needs_the_signature() -> None:
    """Behind a proxy or a tunnel the server is on loopback, and everybody reaches it."""
    for keys in ({}, {"api_keys": API_KEYS}):
        with pytest.raises(SettingsError) as caught:
            check_public_address(load(public_url=PUBLIC, **keys))
        told = str(caught.value)
        assert told.startswith(f"PUBLIC_URL={PUBLIC}: set TWILIO_AUTH_TOKEN")
        assert "TWILIO_VALIDATE_SIGNATURE=false" in told
    for settings in (
        load(**SIGNED),
        load(public_url=PUBLIC, twilio_validate_signature=False),
        load(public_url=PUBLIC, jambonz_auth="jambonz:a-password"),
        load(public_url="http://localhost:7860"),
        load(),
    ):
        check_public_address(settings)


def test_the_command_refuses_what_twilio_does_not_sign(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`callshadow serve` exits with 1 and one line, beyond this machine and with a public one."""
    monkeypatch.setenv("API_KEYS", API_KEYS)
    for arguments, name in ((["--host", EVERYWHERE], f"HOST={EVERYWHERE}"), ([], "PUBLIC_URL")):
        if name == "PUBLIC_URL":
            monkeypatch.setenv("PUBLIC_URL", PUBLIC)
        assert main(["serve", *arguments, "--workers", "2"]) == 1
        (told,) = capsys.readouterr().err.splitlines()
        assert told.startswith(f"callshadow: {name}")
        assert "set TWILIO_AUTH_TOKEN" in told
        assert "TWILIO_VALIDATE_SIGNATURE=false" in told


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
        ({"twilio_validate_signature": False}, "WARNING|the media socket is open to everybody"),
    ],
)
def test_the_start_says_who_may_look(settings: dict[str, Any], told: str) -> None:
    """Open, or by how many keys; and that the media socket is open, where nothing guards it."""
    assert told in _said(load(**settings))


def test_the_start_knows_of_added_keys() -> None:
    """Nothing is open where some were added, be they revoked, nor while that is not known."""
    key = parse_api_keys(API_KEYS)[0]
    added, revoked = StoredKey(key, START, "ada"), StoredKey(key, START, "ada", START, "ada")
    for stored, told in (
        ([added], "INFO|added keys: 1 key (1 agent)"),
        ([added], "WARNING|tokens hold in the process that made them alone"),
        ([revoked], "INFO|all keys that were added are revoked"),
        (None, "WARNING|the event log can't tell whether there are keys"),
    ):
        lines = _said(load(), stored)
        assert told in lines
        assert "everything is open" not in lines


def test_a_guarded_media_socket_is_not_warned_of() -> None:
    """With Twilio's signature checked, there is nothing to warn of."""
    assert "WARNING" not in _said(load(api_keys=API_KEYS, **SIGNED))


def _said(settings: Settings, stored: Sequence[StoredKey] | None = ()) -> str:
    lines: list[str] = []
    sink = logger.add(lines.append, format="{level}|{message}")
    try:
        log_authentication(settings, stored)
    finally:
        logger.remove(sink)
    return "".join(lines)

"""Key ring: where the keys come from, and who a key belongs to."""

import pytest
from pydantic import TypeAdapter, ValidationError

from conversation.key_names import is_key_name
from server.auth.caller import Caller
from server.auth.keys import KeyRing
from server.routes.keys import NewKey
from settings import SettingsError, load
from settings.api_keys import Role, digest_of, parse_api_keys
from stores.access.key_store import StoredKey
from tests.server.stage import ADA, API_KEYS, BEN, MARIA, START


def test_a_key_is_its_holders(monkeypatch: pytest.MonkeyPatch) -> None:
    """The ring finds name and role by the key, first and last alike, and nobody by another."""
    monkeypatch.setenv("API_KEYS", API_KEYS)
    ring = KeyRing(load().api_keys or ())
    assert ring.find(MARIA) == Caller("maria", Role.AGENT)
    assert ring.find(ADA) == Caller("ada", Role.ADMIN)
    for wrong in ("", MARIA[:-1], MARIA + "x", MARIA.upper(), "maria", "ключ" * 8):
        assert ring.find(wrong) is None


def test_roles_are_found_by_digest() -> None:
    """The role of a key that is gone is none."""
    ring = KeyRing(parse_api_keys(API_KEYS))
    bens, zoes = digest_of(BEN).hex(), digest_of("zoe").hex()
    assert (ring.role_of(bens), ring.role_of(zoes)) == (Role.AGENT, None)


def test_a_ring_that_had_keys_is_never_empty_again() -> None:
    """Not when all are revoked, nor when their database was lost and begun anew."""
    ring = KeyRing(())
    (maria, *_) = parse_api_keys(API_KEYS)
    ring.learn(())
    assert ring.is_empty
    for stored in ([StoredKey(maria, START, "ada", START, "ada")], []):
        ring.learn(stored)
        assert not ring.is_empty
        assert ring.find(MARIA) is None


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


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        *((good, True) for good in ("maria", "Ana María", "客服", "a", "x" * 64)),
        *((bad, False) for bad in ("", " a", "a ", "a:b", "a,b", "a\x00b", "a\n", "x" * 65)),
        *((unseen, False) for unseen in ("ma\u200bria", "\ufeffmaria", "ma\xa0ria", "m\u202ea")),
    ],
)
def test_one_rule_says_what_a_key_may_be_called(name: str, fits: bool) -> None:
    """The same in `API_KEYS`, over REST and on the command line."""
    assert is_key_name(name) is fits
    over_rest = TypeAdapter(NewKey)
    if fits:
        assert parse_api_keys(f"{name}:agent:{MARIA}")[0].name == name
        assert over_rest.validate_python({"name": name, "role": "agent"}).name == name
        return
    with pytest.raises(ValidationError):
        over_rest.validate_python({"name": name, "role": "agent"})

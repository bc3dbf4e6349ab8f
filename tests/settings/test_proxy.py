"""Which proxy an address is reached through, as the environment says."""

from pathlib import Path

import pytest

from settings import SettingsError
from settings.proxy import proxy_for, trusted_certificates

VENDOR = "https://api.openai.com/v1"
PROXY = "http://proxy.example:3128"
NAMES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of this machine's own."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:11434/v1",
        "ws://LOCALHOST./",
        "http://llm.localhost/v1",
        "http://127.0.0.1:9/v1",
        "ws://127.8.9.1:7860/twilio/media",
        "https://[::1]:8443/v1",
        "http://[::ffff:127.0.0.1]/",
        "http://0.0.0.0:8000/v1",
    ],
)
def test_this_machine_is_never_reached_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """Whatever the variables say, one that can't be used included."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "socks5://127.0.0.1:9")
    assert proxy_for(url) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://api.openai.com/v1", "http://secure.example:1"),
        ("wss://api.deepgram.com/v1/listen", "http://secure.example:1"),
        ("http://models.example/v1", "http://plain.example:2"),
        ("ws://ear.example", "http://plain.example:2"),
    ],
)
def test_each_scheme_has_its_variable(
    monkeypatch: pytest.MonkeyPatch, url: str, expected: str
) -> None:
    """Sockets go as the HTTP of their kind."""
    monkeypatch.setenv("HTTPS_PROXY", "http://secure.example:1")
    monkeypatch.setenv("http_proxy", "plain.example:2")
    monkeypatch.setenv("ALL_PROXY", "http://all.example:3")
    assert proxy_for(url) == expected


def test_all_proxy_is_for_the_rest_and_small_letters_win(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty variable in small letters switches that in capitals off."""
    monkeypatch.setenv("ALL_PROXY", "http://all.example:3")
    assert proxy_for(VENDOR) == "http://all.example:3"
    monkeypatch.setenv("HTTPS_PROXY", PROXY)
    assert proxy_for(VENDOR) == PROXY
    monkeypatch.setenv("https_proxy", "")
    assert proxy_for(VENDOR) == "http://all.example:3"


@pytest.mark.parametrize(
    ("entries", "host", "goes_without"),
    [
        ("*", "api.openai.com", True),
        ("openai.com", "api.openai.com", True),
        (".openai.com", "api.openai.com", True),
        ("*.openai.com", "api.openai.com", True),
        ("API.OpenAI.com", "api.openai.com", True),
        ("ai.com", "api.openai.com", False),
        ("api.openai.com:443", "api.openai.com", True),
        ("api.openai.com:8443", "api.openai.com", False),
        ("localhost, ,api.openai.com", "api.openai.com", True),
        ("localhost api.openai.com", "api.openai.com", True),
        ("10.0.0.0/8,192.168.0.0/16", "10.1.2.3", True),
        ("10.0.0.0/8", "11.1.2.3", False),
        ("10.1.2.3", "10.1.2.3", True),
        ("10.1.2.3:443", "10.1.2.3", True),
        ("1.2.3", "10.1.2.3", False),
        ("fd00::/8,::1/128", "[fd00::5]", True),
        ("[fd00::5]", "[fd00::5]", True),
        ("[fd00::5]:443", "[fd00::5]", True),
        ("fd00::6", "[fd00::5]", False),
        ("10.0.0.0/99,[::1,:,/,http://x", "api.openai.com", False),
    ],
)
def test_no_proxy_is_read_as_people_write_it(
    monkeypatch: pytest.MonkeyPatch, entries: str, host: str, goes_without: bool
) -> None:
    """Names, addresses and networks, IPv6 too; what is none of them means nobody."""
    monkeypatch.setenv("HTTPS_PROXY", PROXY)
    monkeypatch.setenv("NO_PROXY", entries)
    assert proxy_for(f"https://{host}/v1") == (None if goes_without else PROXY)


@pytest.mark.parametrize("scheme", ["socks4", "socks5", "socks5h", "SOCKS"])
def test_a_socks_proxy_is_named(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    """With what to set in its place, and without its password."""
    monkeypatch.setenv("ALL_PROXY", f"{scheme}://me:secret@127.0.0.1:1080")
    with pytest.raises(SettingsError) as wrong:
        proxy_for(VENDOR)
    assert str(wrong.value).startswith(f"ALL_PROXY={scheme}://********@127.0.0.1:1080: is a SOCKS")
    assert "set HTTPS_PROXY to an http:// proxy, or NO_PROXY=api.openai.com" in str(wrong.value)


@pytest.mark.parametrize(
    "value", ["http://", "ftp://x:1", "http://x:port", "http://[::1", "http://x:0"]
)
def test_what_is_no_proxy_is_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """The variable, its value and what is right, in one line."""
    monkeypatch.setenv("HTTPS_PROXY", value)
    with pytest.raises(SettingsError, match=r"HTTPS_PROXY=.*: is no proxy's address, like http://"):
        proxy_for(VENDOR)


def test_certificates_that_are_not_there_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The file, or the folder; unset, the system's are trusted."""
    assert trusted_certificates() == (None, None)
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")
    with pytest.raises(SettingsError, match=r"SSL_CERT_FILE=/nowhere/ca\.pem: no such file"):
        trusted_certificates()
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.setenv("SSL_CERT_DIR", f"/nowhere:{tmp_path}")
    assert trusted_certificates() == (None, f"/nowhere:{tmp_path}")
    monkeypatch.setenv("SSL_CERT_DIR", "/nowhere")
    with pytest.raises(SettingsError, match="SSL_CERT_DIR=/nowhere: no such folder"):
        trusted_certificates()

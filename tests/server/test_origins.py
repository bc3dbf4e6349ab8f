"""Origins: the server's own names and pages."""

import pytest
from starlette.requests import HTTPConnection

from server.auth.origins import allowed_origin, host_of, is_from_this_machine, is_local
from settings.addresses import is_loopback

CRM = "https://crm.example.com"


@pytest.mark.parametrize(
    ("origin", "host", "expected"),
    [
        ("http://127.0.0.1:7860", "127.0.0.1:7860", True),
        ("http://[::1]:7860", "[::1]:7860", True),
        ("https://coach.example.com", "coach.example.com", True),
        ("https://coach.example.com", "coach.example.com:443", True),
        ("https://COACH.example.com", "Coach.Example.com", True),
        ("http://coach.example.com:80", "coach.example.com", True),
        ("https://crm.example.com", "coach.example.com", True),
        ("https://coach.example.com:8443", "coach.example.com", False),
        ("http://127.0.0.1:3000", "127.0.0.1:7860", False),
        ("https://evil.example", "coach.example.com", False),
        ("https://coach.example.com.evil.example", "coach.example.com", False),
        ("https://coach.example.com@evil.example", "coach.example.com", False),
        ("https://crm.example.com.evil.example", "coach.example.com", False),
        ("http://crm.example.com", "coach.example.com", False),
        ("null", "coach.example.com", False),
        ("null", "null", False),
        ("file://coach.example.com", "coach.example.com", False),
        ("coach.example.com", "coach.example.com", False),
        ("https://", "", False),
        ("https://coach.example.com:x", "coach.example.com:x", False),
    ],
)
def test_whose_pages_may_call(origin: str, host: str, expected: bool) -> None:
    """The server's own, by host and port, and the listed ones to the letter."""
    assert allowed_origin(origin, host, {CRM}) is expected


@pytest.mark.parametrize(
    ("host", "listens", "asked_for"),
    [
        ("127.0.0.1", True, True),
        ("127.8.8.8", True, True),
        ("::1", True, True),
        ("::ffff:127.0.0.1", True, True),
        ("::ffff:10.0.0.1", False, False),
        ("localhost", True, True),
        ("app.localhost", False, True),
        ("testserver", False, True),
        ("0.0.0.0", False, False),  # noqa: S104 - what is not local
        ("10.0.0.1", False, False),
        ("evil.example", False, False),
        ("localhost.evil.example", False, False),
    ],
)
def test_what_this_machine_is(host: str, listens: bool, asked_for: bool) -> None:
    """Listening takes a loopback address; a request may also name a host without a dot."""
    assert (is_loopback(host), is_local(host)) == (listens, asked_for)


def test_the_host_of_a_header() -> None:
    """The port goes, an IPv6 address loses its brackets, and nonsense has no host."""
    assert host_of("coach.example.com:443") == "coach.example.com"
    assert host_of("[::1]:7860") == "::1"
    for nonsense in ("", "[::1", "a@b", "a:b", "a/b", "a?b", "a#b"):
        assert host_of(nonsense) is None


@pytest.mark.parametrize(
    ("client", "headers", "expected"),
    [
        ("127.0.0.1", {}, True),
        ("::ffff:127.0.0.1", {}, True),
        (None, {}, True),
        ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}, True),
        ("127.0.0.1", {"x-forwarded-for": "::1, [::1]:5000, 127.0.0.1:6000"}, True),
        ("127.0.0.1", {"x-forwarded-host": "localhost:5173"}, True),
        ("127.0.0.1", {"forwarded": 'for="[::1]:4711";host=localhost'}, True),
        ("10.0.0.2", {}, False),
        ("unknown", {}, False),
        ("localhost", {}, False),
        ("", {}, False),
        ("127.0.0.1", {"x-forwarded-for": "203.0.113.9"}, False),
        ("127.0.0.1", {"x-forwarded-for": "127.0.0.1, 203.0.113.9"}, False),
        ("127.0.0.1", {"x-forwarded-for": "203.0.113.9, 127.0.0.1"}, False),
        ("::1", {"x-forwarded-for": "2001:db8::1"}, False),
        ("127.0.0.1", {"x-forwarded-for": "unknown"}, False),
        ("127.0.0.1", {"x-forwarded-for": ""}, False),
        ("127.0.0.1", {"x-forwarded-for": "127.0.0.1.evil.example"}, False),
        ("127.0.0.1", {"x-forwarded-for": "[::1"}, False),
        ("127.0.0.1", {"x-real-ip": "203.0.113.9"}, False),
        ("127.0.0.1", {"x-forwarded-host": "coach.example.com"}, False),
        ("127.0.0.1", {"x-forwarded-host": "localhost, coach.example.com"}, False),
        ("127.0.0.1", {"forwarded": "for=203.0.113.9;proto=https"}, False),
        ("127.0.0.1", {"forwarded": 'For="[2001:db8::1]:4711"'}, False),
        ("127.0.0.1", {"forwarded": "for=127.0.0.1;host=coach.example.com"}, False),
        ("127.0.0.1", {"forwarded": "for=_hidden, for=127.0.0.1"}, False),
    ],
)
def test_who_is_of_this_machine(
    client: str | None, headers: dict[str, str], expected: bool
) -> None:
    """No address or name that a proxy tells of may be another's, and none may be no address.

    Also where the proxy asks us by the name of this machine, as nginx does unless told otherwise.
    """
    raw = [(b"host", b"127.0.0.1:7860")]
    raw += [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "client": client if client is None else (client, 0), "headers": raw}
    assert is_from_this_machine(HTTPConnection(scope)) is expected

"""Genesys' signature, by the example of its documentation."""

import base64
from datetime import UTC, datetime

import pytest

from transports.genesys.signature import refusal_of

SECRET = base64.b64decode("TXlTdXBlclNlY3JldEtleVRlbGxOby0xITJAMyM0JDU=")
SIGNED = (
    '("@request-target" "@authority" "audiohook-organization-id" "audiohook-session-id"'
    ' "audiohook-correlation-id" "x-api-key");keyid="SGVsbG8sIEkgYW0gdGhlIEFQSSBrZXkh";'
    'nonce="VGhpc0lzQVVuaXF1ZU5vbmNl";alg="hmac-sha256";created=1641013200;expires=3282026430'
)
HEADERS = {
    "audiohook-organization-id": "d7934305-0972-4844-938e-9060eef73d05",
    "audiohook-correlation-id": "e160e428-53e2-487c-977d-96989bf5c99d",
    "audiohook-session-id": "30b0e395-84d3-4570-ac13-9a62d8f514c0",
    "x-api-key": "SGVsbG8sIEkgYW0gdGhlIEFQSSBrZXkh",
    "signature": "sig1=:NZBwyBHRRyRoeLqy1IzOa9VYBuI8TgMFt2GRDkDuJh4=:",
    "signature-input": f"sig1={SIGNED}",
}
TARGET, AUTHORITY = "/api/v1/voicebiometrics/ws", "audiohook.example.com"
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def refusal(
    headers: dict[str, str], target: str = TARGET, authority: str = AUTHORITY, now: datetime = NOW
) -> str | None:
    return refusal_of(HEADERS | headers, target, authority, SECRET, now)


def test_the_documented_example_fits() -> None:
    """To the byte; a host is the same in capitals."""
    assert refusal({}) is None
    assert refusal({}, authority="Audiohook.Example.com") is None


@pytest.mark.parametrize("name", sorted(set(HEADERS) - {"signature", "signature-input"}))
def test_what_is_signed_can_not_be_changed(name: str) -> None:
    """Nor the address."""
    assert refusal({name: "another"}) == "with a wrong signature"
    assert refusal({}, target="/other") == "with a wrong signature"
    assert refusal({}, authority="elsewhere.example.com") == "with a wrong signature"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("", "without a signature"),
        ("sig1=x", "without a signature"),
        (f"sig1={SIGNED}, sig2=()", "without a signature"),
        (SIGNED.replace(' "x-api-key"', ""), "leaves something out"),
        (SIGNED.replace("hmac-sha256", "none"), "leaves something out"),
        (SIGNED.replace("3282026430", "3282026431"), "wrong signature"),
    ],
)
def test_a_signature_has_to_be_whole(given: str, told: str) -> None:
    """Of one signature, over all that matters, and as it was made."""
    given = given if given.startswith("sig1=") or not given else f"sig1={given}"
    assert told in (refusal({"signature-input": given}) or "")


def test_a_signature_has_its_time() -> None:
    """Until it expires, and not before it was made, but for a minute between two clocks."""
    for now, told in ((3282026430, "ended"), (1641013100, "ended"), (1641013150, None)):
        found = refusal({}, now=datetime.fromtimestamp(now, UTC))
        assert (found is None) if told is None else (told in (found or ""))

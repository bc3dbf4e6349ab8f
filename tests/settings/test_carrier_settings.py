"""What is set for other carriers than Twilio, and what is missing beside it."""

import base64
from typing import Any

import pytest

from settings import SettingsError, load

SECRET = "a-secret-of-the-tests-that-is-long-enough"
PUBLIC_KEY = base64.b64encode(bytes(32)).decode()
APPLICATION = "78d335fa-323d-0114-9c3d-d6f0d48968cf"
VONAGE = {
    "vonage_application_id": APPLICATION,
    "vonage_private_key_file": "private.key",
    "vonage_number": "+14155550111",
    "vonage_stream_secret": SECRET,
}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"telnyx_public_key": PUBLIC_KEY}, "TELNYX_STREAM_SECRET"),
        ({"telnyx_public_key": "AAEC"}, "32 bytes in base64"),
        ({"telnyx_stream_secret": "short"}, "at least 32 characters"),
        ({"genesys_api_key": "key"}, "GENESYS_CLIENT_SECRET"),
        ({"jambonz_auth": "jambonz"}, "a colon"),
        ({"vonage_signature_secret": "signs"}, "VONAGE_STREAM_SECRET"),
        ({"vonage_application_id": "78d3"}, "VONAGE_APPLICATION_ID"),
        ({"vonage_agent_number": "14155550100"}, "VONAGE_AGENT_NUMBER"),
        ({"vonage_hold_music_url": "http://example.com/a.mp3"}, "VONAGE_HOLD_MUSIC_URL"),
        ({"vonage_base_url": "http://example.com"}, "VONAGE_BASE_URL"),
        *((VONAGE | {name: None}, "need each other") for name in VONAGE),
    ],
)
def test_what_is_wrong_or_missing_is_named(given: dict[str, Any], told: str) -> None:
    """Each setting that needs another one says so, and none tells a secret."""
    with pytest.raises(SettingsError, match=told) as wrong:
        load(**given)
    assert SECRET not in str(wrong.value)


def test_carriers_are_known_by_what_is_set() -> None:
    """Those whose streams prove themselves."""
    assert load().other_carriers == []
    assert load(**VONAGE, jambonz_auth="jambonz:a-password").other_carriers == ["jambonz", "Vonage"]

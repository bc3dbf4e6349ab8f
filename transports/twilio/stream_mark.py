"""Stream mark: what shows that a stream's TwiML is ours, for a few minutes.

A handshake of Twilio's has the same signature every time, and says nothing of the call. So our
TwiML carries, as one more `<Parameter>`, when it ends and an HMAC over that, the CallSid and all
other parameters:

    callshadow_mark = 1795766461.q8Zk…    Unix time, ".", HMAC-SHA-256 as URL-safe base64

The key is made from the auth token, so that every process of a server has the same one.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta

import orjson

from settings import Settings

MARK = "callshadow_mark"
"""The name of the parameter."""
LIFETIME = timedelta(minutes=5)
"""Twilio opens the stream within a second or two of reading the TwiML."""
_LABEL = b"call-shadow stream mark 1"


class StreamMarks:
    """Makes marks, and knows them again."""

    def __init__(self, auth_token: str) -> None:
        """Use a key that is made from Twilio's auth token."""
        self._key = hmac.digest(auth_token.encode(), _LABEL, "sha256")

    def make(self, call_id: str, parameters: Mapping[str, str], now: datetime) -> str:
        """The mark of a call's stream with these parameters, itself not among them."""
        ends = str(round((now + LIFETIME).timestamp()))
        return f"{ends}.{self._mac(ends, call_id, parameters)}"

    def fits(self, mark: str, call_id: str, parameters: Mapping[str, str], now: datetime) -> bool:
        """Whether the mark is of this call and these parameters, and has not ended."""
        ends, _, mac = mark.partition(".")
        made = self._mac(ends, call_id, parameters)
        ours = hmac.compare_digest(made.encode(), mac.encode())
        return ours and int(ends) > now.timestamp()

    def _mac(self, ends: str, call_id: str, parameters: Mapping[str, str]) -> str:
        said = orjson.dumps([ends, call_id, sorted(parameters.items())])
        return urlsafe_b64encode(hmac.digest(self._key, said, "sha256")).decode()


def marks_of(settings: Settings) -> StreamMarks | None:
    """What makes and knows the marks of streams; None where signatures are not checked."""
    token = settings.twilio_auth_token
    return StreamMarks(token.get_secret_value()) if token and settings.validates_signature else None

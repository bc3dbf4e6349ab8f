"""Stream token: what shows, in the address of a stream, that we or the user's program started it.

Telnyx does not sign the handshake of a media stream. So its address carries the call's id, when
the token ends, and an HMAC over both:

    wss://HOST/telnyx/media?call_id=v3:9X2v…&token=1795766461.q8Zk…

    token = Unix time, ".", HMAC-SHA-256 of "TIME CALL_ID" as URL-safe base64
"""

import hmac
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from urllib.parse import quote

LIFETIME = timedelta(minutes=5)
"""Telnyx opens the stream within seconds of reading the answer."""


class StreamTokens:
    """Makes tokens, and knows them again."""

    def __init__(self, secret: str) -> None:
        """Sign with `TELNYX_STREAM_SECRET`."""
        self._secret = secret.encode()

    def query(self, call_id: str, now: datetime) -> str:
        """The query of a stream's address."""
        ends = str(round((now + LIFETIME).timestamp()))
        return f"call_id={quote(call_id)}&token={ends}.{self._mac(ends, call_id)}"

    def fits(self, token: str, call_id: str, now: datetime) -> bool:
        """Whether the token is of this call, and has not ended."""
        ends, _, mac = token.partition(".")
        ours = hmac.compare_digest(self._mac(ends, call_id).encode(), mac.encode())
        return ours and int(ends) > now.timestamp()

    def _mac(self, ends: str, call_id: str) -> str:
        digest = hmac.digest(self._secret, f"{ends} {call_id}".encode(), "sha256")
        return urlsafe_b64encode(digest).decode()

"""Stream token: what shows, in the address of a stream, that we or the user's program started it.

Telnyx and Vonage do not sign the handshake of a media stream. So its address carries the call's
id, when the token ends, and an HMAC over both; Vonage's names the party too, whose audio it brings:

    wss://HOST/telnyx/media?call_id=v3:9X2v…&token=1795766461.q8Zk…
    wss://HOST/vonage/media?call_id=63f61863…&party=agent&token=1795766461.q8Zk…

    token = Unix time, ".", HMAC-SHA-256 of "TIME CALL_ID" or "TIME CALL_ID PARTY", URL-safe base64
"""

import hmac
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from urllib.parse import quote

LIFETIME = timedelta(minutes=5)
"""A carrier opens the stream within seconds of being asked."""


class StreamTokens:
    """Makes tokens, and knows them again."""

    def __init__(self, secret: str) -> None:
        """Sign with a carrier's secret, `TELNYX_STREAM_SECRET` or `VONAGE_STREAM_SECRET`."""
        self._secret = secret.encode()

    def query(self, call_id: str, now: datetime, party: str | None = None) -> str:
        """The query of a stream's address; of a call id without blanks."""
        ends = str(round((now + LIFETIME).timestamp()))
        named = f"call_id={quote(call_id)}" + (f"&party={party}" if party else "")
        return f"{named}&token={ends}.{self._mac(ends, call_id, party)}"

    def fits(self, token: str, call_id: str, now: datetime, party: str | None = None) -> bool:
        """Whether the token is of this call and party, and has not ended."""
        ends, _, mac = token.partition(".")
        ours = hmac.compare_digest(self._mac(ends, call_id, party).encode(), mac.encode())
        return ours and int(ends) > now.timestamp()

    def _mac(self, ends: str, call_id: str, party: str | None) -> str:
        subject = f"{ends} {call_id}" + (f" {party}" if party else "")
        digest = hmac.digest(self._secret, subject.encode(), "sha256")
        return urlsafe_b64encode(digest).decode()

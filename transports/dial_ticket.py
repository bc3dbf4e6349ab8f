"""Dialing ticket: what a dialled call is to be, in the address that a carrier asks how to go on.

It asks when the agent has answered, and may ask any process of a server. The customer's number is
not to stand in an address, which proxies log, so it goes there encrypted (Fernet), under a key that
is made from a secret of the settings: Twilio's auth token, or `VONAGE_STREAM_SECRET`.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import orjson
from cryptography.fernet import Fernet, InvalidToken

from settings import Settings

LIFETIME = timedelta(minutes=5)
"""Carriers give up ringing long before."""
_LABEL = b"call-shadow dial ticket 1"


@dataclass(frozen=True, slots=True)
class DialTicket:
    """A call that is being made.

    Attributes:
        customer: Whose phone rings when the agent has answered.
        parameters: The stream parameters of the call.
    """

    customer: str = field(repr=False)
    parameters: Mapping[str, str]


class DialTickets:
    """Seals tickets, and opens them again."""

    def __init__(self, secret: str) -> None:
        """Use a key that is made from a secret."""
        key = hmac.digest(secret.encode(), _LABEL, "sha256")
        self._fernet = Fernet(urlsafe_b64encode(key))

    def seal(self, ticket: DialTicket, now: datetime) -> str:
        """The ticket as a text that fits into an address."""
        said = orjson.dumps([ticket.customer, dict(ticket.parameters)])
        return self._fernet.encrypt_at_time(said, round(now.timestamp())).decode()

    def open(self, sealed: str, now: datetime) -> DialTicket | None:
        """The ticket; None for what is none of ours, or too old.

        The clock of the process that has sealed it may be ahead of this one's by as much.
        """
        try:
            said = self._fernet.decrypt(sealed.encode())
            made_at = self._fernet.extract_timestamp(sealed.encode())
        except (InvalidToken, ValueError):
            return None
        if abs(now.timestamp() - made_at) > LIFETIME.total_seconds():
            return None
        return DialTicket(*orjson.loads(said))


def tickets_of(settings: Settings) -> DialTickets:
    """What seals the tickets of the Twilio account of the settings, which has a token."""
    token = settings.twilio_auth_token
    return DialTickets(token.get_secret_value() if token else "")

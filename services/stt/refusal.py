"""Refusal: why a recogniser takes no connection, whoever the vendor is."""

from dataclasses import dataclass

from conversation.events.status_codes import StatusCode


@dataclass(frozen=True, slots=True)
class Refusal:
    """A vendor's refusal of a connection.

    Attributes:
        code: The cause, for programs.
        advice: The cause and the setting to look at, after the vendor's name, for people.
        permanent: Whether another try is no use.
    """

    code: StatusCode
    advice: str
    permanent: bool


class SttRefusedError(Exception):
    """A connection that was not granted; its text holds none of the vendor's own words.

    Attributes:
        refusal: Why.
        status: The HTTP status, where there was an answer.
        vendor_code: The vendor's own code, where it told one.
    """

    def __init__(self, refusal: Refusal, status: int | None, vendor_code: str | None = None):
        """Name the cause and what the vendor said of it."""
        super().__init__(f"{refusal.code}: HTTP {status or 'none'}, {vendor_code or 'no code'}")
        self.refusal = refusal
        self.status = status
        self.vendor_code = vendor_code

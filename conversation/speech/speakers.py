"""Speakers: the two parties of a call."""

from enum import StrEnum


class Speaker(StrEnum):
    """A party of the call. `AGENT` is the human who is coached."""

    CUSTOMER = "customer"
    AGENT = "agent"

    @property
    def other(self) -> "Speaker":
        """The party at the other end of the line."""
        return Speaker.AGENT if self is Speaker.CUSTOMER else Speaker.CUSTOMER

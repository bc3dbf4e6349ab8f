"""Recogniser refusal: why a recogniser takes no connection, or ends one, whoever the vendor is."""

from dataclasses import dataclass, replace

from conversation.events.status_codes import StatusCode

TRIED_AGAIN = "; it is tried again"


@dataclass(frozen=True, slots=True)
class SttRefusal:
    """A vendor's refusal of a connection.

    Attributes:
        code: The cause, for programs.
        advice: The cause and the setting to look at, after the vendor's name, for people.
        permanent: Whether another try is no use.
    """

    code: StatusCode
    advice: str
    permanent: bool

    @property
    def told(self) -> str:
        """The advice, and that it is not for good where it is not."""
        return self.advice if self.permanent else f"{self.advice}{TRIED_AGAIN}"

    def for_now(self) -> "SttRefusal":
        """The same of a recogniser that has heard in this call: it may be a passing trouble."""
        return replace(self, permanent=False)


class SttRefusedError(Exception):
    """A connection that was not granted, or was ended; its text has none of the vendor's words.

    Attributes:
        refusal: Why.
        status: The HTTP status, where there was an answer.
        vendor_code: The vendor's own code, where it told one.
        how: In which way it was refused, where no HTTP status says it.
        retry_after_s: How long the vendor wants us to wait, seconds; None where it does not say.
    """

    def __init__(
        self,
        refusal: SttRefusal,
        status: int | None,
        vendor_code: str | None = None,
        *,
        how: str = "",
        retry_after_s: float | None = None,
    ):
        """Name the cause."""
        told = how or f"HTTP {status or 'none'}, {vendor_code or 'no code'}"
        super().__init__(f"{refusal.code}: {told}")
        self.refusal = refusal
        self.status = status
        self.vendor_code = vendor_code
        self.how = how
        self.retry_after_s = retry_after_s


class IdleEndError(SttRefusedError):
    """A connection that was ended because no audio was sent over it; nothing is lost with it."""

"""Delivery errors: why a write-back did not reach its target, and whether it is tried again."""

from typing import Any

from conversation.errors import CallShadowError, ErrorCode

_NO_FAILURES = {
    ErrorCode.PERSON_UNKNOWN,
    ErrorCode.PERSON_AMBIGUOUS,
    ErrorCode.APPROVAL_MISSING,
}


class DeliveryError(CallShadowError):
    """A delivery did not come about; none of its words are in the message.

    Attributes:
        status: The HTTP status of the answer; None where there was none.
        answer: The JSON of the answer, for whoever reads more out of it than its status.
    """

    code = ErrorCode.TARGET_REFUSED

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        *,
        status: int | None = None,
        answer: Any = None,
        retryable: bool = False,
        retry_after: float | None = None,
    ) -> None:
        """Create the error; `retry_after` is in seconds."""
        super().__init__(message, code=code, retryable=retryable, retry_after=retry_after)
        self.status, self.answer = status, answer

    @property
    def is_nobody(self) -> bool:
        """Whether the CRM has nobody whom the call was with, or more than one."""
        return self.code in (ErrorCode.PERSON_UNKNOWN, ErrorCode.PERSON_AMBIGUOUS)

    @property
    def is_failure(self) -> bool:
        """Whether anything went wrong; else there is nothing to do but by a person."""
        return self.code not in _NO_FAILURES

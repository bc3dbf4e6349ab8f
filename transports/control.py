"""Carrier control: what a carrier can be asked to do; the way out beside `AudioSource`.

Whatever is asked, nothing is said into a call, and none is hung up.
"""

from collections.abc import Mapping
from typing import Protocol

from conversation.errors import CallShadowError, ErrorCode
from conversation.events.call_parameters import REPLAY, origin_of


class CarrierError(CallShadowError):
    """The carrier did not do what was asked; the message says why.

    Attributes:
        carrier_code: The carrier's own number for it, where it gave one.
    """

    code = ErrorCode.CARRIER_REFUSED

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        *,
        carrier_code: int | None = None,
        retryable: bool = False,
        retry_after: float | None = None,
    ) -> None:
        """Create the error."""
        super().__init__(message, code=code, retryable=retryable, retry_after=retry_after)
        self.carrier_code = carrier_code

    @property
    def is_over(self) -> bool:
        """Whether the call is over, or never was."""
        return self.code in (ErrorCode.CALL_NOT_FOUND, ErrorCode.CALL_OVER)


class CarrierControl(Protocol):
    """The control of one account at a carrier.

    Attributes:
        account: The carrier's id of the account.
    """

    account: str

    async def dial(self, agent: str, customer: str, parameters: Mapping[str, str]) -> str:
        """Ring the agent, then the customer, and fork the agent's leg.

        Args:
            agent: A phone number, `client:NAME` or a SIP address.
            customer: A phone number.
            parameters: The stream parameters of the fork.

        Returns:
            The call id.

        Raises:
            CarrierError: It can't.
        """
        ...

    async def attach(self, call_id: str, parameters: Mapping[str, str]) -> str:
        """Fork both tracks of a call that runs; returns the carrier's id of the stream.

        Raises:
            CarrierError: It can't; `is_over` where there is no such call any more.
        """
        ...

    async def detach(self, call_id: str, stream_id: str) -> None:
        """Stop a fork; the call goes on. One that has stopped already stays so.

        Raises:
            CarrierError: It can't.
        """
        ...


def may_stream(control: CarrierControl, account: str | None, parameters: Mapping[str, str]) -> bool:
    """Whether the carrier can be asked for a call's stream: of its account, and no replay's."""
    return account == control.account and origin_of(parameters) != REPLAY

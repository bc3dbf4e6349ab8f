"""CRM client: a vendor's requests over one HTTP session, signed in; refusals are typed errors."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Protocol, TypeVar

from conversation.errors import ErrorCode
from pubsub.clock import Clock
from services.crm.vendor import CrmVendor, RequestToCrm
from services.delivery.errors import DeliveryError
from services.delivery.request import Outgoing, deliver
from services.http_session import HttpSession

Read = TypeVar("Read")
_UNREADABLE = (AttributeError, LookupError, TypeError, ValueError)


class CrmSignIn(Protocol):
    """A way to tell a vendor who asks."""

    async def headers(self, *, fresh: bool) -> Mapping[str, str] | None:
        """The headers; with `fresh`, new ones after a 401, or None where there are no others.

        Raises:
            DeliveryError: The vendor gives none.
        """
        ...


class KeySignIn:
    """A key that stands in a header."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        """Sign in by `headers`."""
        self._headers = headers

    async def headers(self, *, fresh: bool) -> Mapping[str, str] | None:
        """Always the same."""
        return None if fresh else self._headers


class CrmClient:
    """One account of a vendor.

    Attributes:
        vendor: How it is asked.
    """

    def __init__(
        self,
        vendor: CrmVendor,
        address: str,
        session: HttpSession,
        sign_in: CrmSignIn,
        clock: Clock,
    ) -> None:
        """Ask `vendor` at `address`."""
        self.vendor = vendor
        self._address = address.rstrip("/")
        self._session, self._sign_in, self._clock = session, sign_in, clock

    def outgoing(self, asked: RequestToCrm, headers: Mapping[str, str] | None = None) -> Outgoing:
        """A request as it is sent, with the headers that sign in, or without."""
        address = f"{self._address}{asked.path}"
        return Outgoing(asked.method, address, headers or {}, json=asked.json)

    async def ask(self, asked: RequestToCrm) -> Any:
        """The JSON of an answer.

        Raises:
            DeliveryError: It was refused, or there was none.
        """
        try:
            return await self._ask(asked, await self._sign_in.headers(fresh=False) or {})
        except DeliveryError as error:
            if error.status != HTTPStatus.UNAUTHORIZED:
                raise self.vendor.refined(error) from None
            headers = await self._sign_in.headers(fresh=True)
            if headers is None:
                raise
        return await self._ask(asked, headers)

    async def ask_if_there(self, asked: RequestToCrm) -> Any:
        """The same; None where what is asked for is not there any more.

        Raises:
            DeliveryError: It was refused otherwise, or there was no answer.
        """
        try:
            return await self.ask(asked)
        except DeliveryError as error:
            if error.status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
                return None
            raise

    def read(self, read: Callable[[], Read]) -> Read:
        """What an answer says.

        Raises:
            DeliveryError: It is none of the vendor's.
        """
        try:
            return read()
        except _UNREADABLE as error:
            told = f"{self.vendor.title} answers what can't be read ({type(error).__name__})."
            raise DeliveryError(ErrorCode.TARGET_UNREACHABLE, told, retryable=True) from None

    async def _ask(self, asked: RequestToCrm, headers: Mapping[str, str]) -> Any:
        request = self.outgoing(asked, headers)
        return await deliver(self._session, request, self.vendor.title, self._clock.now())

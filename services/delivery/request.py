"""Delivery request: one request to a target, and its answer as JSON or as a typed error.

| the target answers                | code                  | tried again |
|-----------------------------------|-----------------------|-------------|
| 2xx                               |                       |             |
| 401, 403                          | `target_unauthorized` | no          |
| 410                               | `target_off`          | no          |
| 408, 425, 429                     | `target_limit`        | yes         |
| 5xx, no connection, not in time   | `target_unreachable`  | yes         |
| any other, 3xx among them         | `target_refused`      | no          |

Redirects are not followed: what is sent was meant for the address that was set.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any

import aiohttp
import orjson

from conversation.errors import ErrorCode
from services.delivery.errors import DeliveryError
from services.http_session import HttpSession, LongAnswerError, bounded_body
from services.retry_after import retry_after

TIMEOUT = aiohttp.ClientTimeout(total=20.0, sock_connect=5.0)
"""Of one request: as the Standard Webhooks specification recommends, 15 to 30 s."""
_MOST_BYTES = 1_000_000
_LONGEST_WAIT_S = 86_400.0
_FINE, _SERVERS = 2, 5
_UNAUTHORIZED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
_LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request to a target.

    Attributes:
        method: `GET`, `POST`, `PATCH` or `DELETE`.
        address: Where it goes, without what is secret in it: what people are shown.
        headers: Its own; they may be secret.
        json: The body; None where `body` has it, or there is none.
        body: The very bytes of a body that is signed.
        form: The body as a form.
        secret_address: Where it really goes, where `address` says less.
    """

    method: str
    address: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    json: Any = field(default=None, repr=False)
    body: bytes | None = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    secret_address: str | None = field(default=None, repr=False)

    def payload(self) -> bytes | None:
        """The bytes of the body."""
        return orjson.dumps(self.json) if self.json is not None else self.body


async def deliver(session: HttpSession, request: Outgoing, whom: str, now: datetime) -> Any:
    """Send a request; returns the JSON of the answer, None where it has none.

    Args:
        session: The client of the target's address.
        request: What is sent.
        whom: The target, as errors call it.
        now: For a `Retry-After` that is a moment.

    Raises:
        DeliveryError: It was refused, or there was no answer.
    """
    typed = {"Content-Type": "application/json"} if request.payload() is not None else {}
    try:
        async with session.client.request(
            request.method,
            request.secret_address or request.address,
            data=request.form if request.form is not None else request.payload(),
            headers=typed | dict(request.headers),
            proxy=session.proxy,
            allow_redirects=False,
        ) as response:
            said = await _json(response)
            if response.status // 100 == _FINE:
                return said
            error = refusal(response.status, whom, response.headers, now)
            error.answer = said
            raise error
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise DeliveryError(
            ErrorCode.TARGET_UNREACHABLE,
            f"{whom} can't be reached ({type(error).__name__}); check its address and the network.",
            retryable=True,
        ) from None


def refusal(status: int, whom: str, headers: Mapping[str, str], now: datetime) -> DeliveryError:
    """The error of an answer: its status, and none of its words, which may be a caller's."""
    code, told = _cause(status)
    later = code in (ErrorCode.TARGET_LIMIT, ErrorCode.TARGET_UNREACHABLE)
    return DeliveryError(
        code,
        f"{whom} {told} (HTTP {status}).",
        status=status,
        retryable=later,
        retry_after=retry_after(headers, _LONGEST_WAIT_S, now) if later else None,
    )


def _cause(status: int) -> tuple[ErrorCode, str]:
    if status in _UNAUTHORIZED:
        return ErrorCode.TARGET_UNAUTHORIZED, "refused our credentials, or what they may do"
    if status == HTTPStatus.GONE:
        return ErrorCode.TARGET_OFF, "wants nothing any more"
    if status in _LATER:
        return ErrorCode.TARGET_LIMIT, "takes no more at present"
    if status // 100 == _SERVERS:
        return ErrorCode.TARGET_UNREACHABLE, "is out of order or overloaded"
    return ErrorCode.TARGET_REFUSED, "refused what was sent"


async def _json(response: aiohttp.ClientResponse) -> Any:
    """What an answer says; None where it is no JSON, or too long: its status says all else."""
    try:
        return orjson.loads(await bounded_body(response, _MOST_BYTES))
    except (orjson.JSONDecodeError, LongAnswerError):
        return None

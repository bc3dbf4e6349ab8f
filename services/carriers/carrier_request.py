"""Carrier request: one request to a carrier's REST API, and its answer or a typed error."""

from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
import orjson

from conversation.errors import ErrorCode
from services.http_session import LongAnswerError, bounded_body
from transports.control import CarrierError

_FINE = 2
_MOST_BYTES = 1_000_000
Refusal = Callable[[int, Mapping[str, Any], Mapping[str, str]], CarrierError]
"""The error of an answer, by its status, what it says and its headers."""


async def ask_carrier(
    client: aiohttp.ClientSession,
    method: str,
    url: str,
    *,
    refusal: Refusal,
    unreachable: str,
    **request: Any,
) -> dict[str, Any]:
    """Ask; returns the JSON object of the answer, an empty one where it has none.

    Args:
        client: The client.
        method: As HTTP names it.
        url: The address.
        refusal: The error of an answer that is not 2xx.
        unreachable: What can't be reached and what to check, with `{}` for the kind of error.
        request: What aiohttp is given besides; redirects are not followed.

    Raises:
        CarrierError: It was refused, or there was no answer.
    """
    try:
        async with client.request(method, url, allow_redirects=False, **request) as response:
            if response.status // 100 == _FINE:
                return _object(await bounded_body(response, _MOST_BYTES))
            raise refusal(response.status, await _reason(response), response.headers)
    except LongAnswerError as error:
        told = unreachable.format(error)
        raise CarrierError(ErrorCode.CARRIER_UNREACHABLE, told) from None
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise CarrierError(
            ErrorCode.CARRIER_UNREACHABLE,
            unreachable.format(type(error).__name__),
            retryable=True,
        ) from None


async def _reason(response: aiohttp.ClientResponse) -> dict[str, Any]:
    """What a refusal says; nothing where it is too long: its status says the rest."""
    try:
        return _object(await bounded_body(response, _MOST_BYTES))
    except LongAnswerError:
        return {}


def _object(body: bytes) -> dict[str, Any]:
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) else {}

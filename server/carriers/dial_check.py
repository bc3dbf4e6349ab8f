"""Dialing check: which numbers the server may have rung, and how often one may ask for it."""

from collections.abc import Hashable, Sequence

from conversation.errors import ErrorCode
from server.asgi.shared_limiter import SharedLimiter
from server.errors import ApiError
from settings.dial_address import DialKind, parse_address

DIALS_A_MINUTE = 10
"""Of one key: more is a program gone wild."""


def check_prefix(number: str, prefixes: Sequence[str] | None) -> None:
    """Return if a number may be rung: any, or those with one of the prefixes.

    Raises:
        ApiError: 403; its message has no number.
    """
    address = parse_address(number)
    number = address.value if address and address.kind is DialKind.NUMBER else ""
    if prefixes and number and not number.startswith(tuple(prefixes)):
        raise ApiError(
            403,
            ErrorCode.NUMBER_NOT_ALLOWED,
            f"Not allowed: DIAL_PREFIXES takes numbers that begin with {', '.join(prefixes)}.",
        )


async def take_turn(dials: SharedLimiter, key: Hashable, now: float) -> None:
    """Count a dialled call of a caller.

    Raises:
        ApiError: 429, there were too many of late.
    """
    verdict = await dials.take(key, now)
    if not verdict.allowed:
        raise ApiError(
            429,
            ErrorCode.TOO_MANY_REQUESTS,
            f"More than {verdict.limit} dialled calls in {verdict.window_s} s.",
            retry_after=round(verdict.retry_after_s, 3),
        )

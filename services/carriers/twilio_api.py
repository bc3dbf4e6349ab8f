"""Carrier control over Twilio's REST API: forms there, JSON back, refusals as typed errors.

Sources: https://www.twilio.com/docs/usage/requests-to-twilio,
https://www.twilio.com/docs/usage/twilios-response#exceptions, https://www.twilio.com/docs/api/errors

| Twilio answers                   | code                   | asked again |
|----------------------------------|------------------------|-------------|
| 404                              | `call_not_found`       | no          |
| 400 with 21220: not in progress  | `call_over`            | no          |
| 401, 403                         | `carrier_unauthorized` | no          |
| 429                              | `carrier_limit`        | yes         |
| 5xx, no connection               | `carrier_unreachable`  | yes         |
| any other                        | `carrier_refused`      | no          |

A form that may have been taken, its answer lost, is not sent again here: whoever asked knows
whether twice does harm.
"""

from collections.abc import Mapping
from typing import Any

import aiohttp

from conversation.errors import ErrorCode
from services.carriers.carrier_request import ask_carrier
from services.retry_after import retry_after
from transports.control import CarrierError

_NOT_IN_PROGRESS = 21220
_SERVERS = 5
_LONGEST_CODE = 10
_UNREACHABLE = "Twilio's REST API can't be reached ({}); check TWILIO_BASE_URL and the network."
_MAX_DELAY_S = 60.0


class TwilioApi:
    """The REST API of one account."""

    def __init__(self, session: aiohttp.ClientSession, account_url: str, proxy: str | None) -> None:
        """Use a session that carries the credentials; `account_url` ends in the account's id."""
        self._session = session
        self._account_url = account_url
        self._proxy = proxy

    async def post(self, path: str, form: Mapping[str, str]) -> dict[str, Any]:
        """Send a form to a path below the account; returns the JSON object of the answer.

        Raises:
            CarrierError: Twilio refused it, or does not answer.
        """
        return await self._ask("POST", f"{self._account_url}{path}", form)

    async def check(self) -> None:
        """Return if Twilio takes the account's credentials; costs nothing.

        Raises:
            CarrierError: It does not.
        """
        await self._ask("GET", f"{self._account_url}.json", None)

    async def _ask(self, method: str, url: str, form: Mapping[str, str] | None) -> dict[str, Any]:
        return await ask_carrier(
            self._session,
            method,
            url,
            refusal=_refusal,
            unreachable=_UNREACHABLE,
            data=form,
            proxy=self._proxy,
        )


def _refusal(status: int, said: Mapping[str, Any], headers: Mapping[str, str]) -> CarrierError:
    """The error of an answer: its status and Twilio's code, none of its words."""
    told = str(said.get("code"))
    number = int(told) if told.isdecimal() and len(told) < _LONGEST_CODE else None
    code, message = _cause(status, number)
    shown = f"HTTP {status}" + (f", {number}" if number else "")
    later = code in (ErrorCode.CARRIER_LIMIT, ErrorCode.CARRIER_UNREACHABLE)
    return CarrierError(
        code,
        f"{message} ({shown})",
        carrier_code=number,
        retryable=later,
        retry_after=retry_after(headers, _MAX_DELAY_S) if later else None,
    )


def _cause(status: int, number: int | None) -> tuple[ErrorCode, str]:
    if number == _NOT_IN_PROGRESS:
        return ErrorCode.CALL_OVER, "Twilio says that the call is not in progress."
    match status:
        case 404:
            return ErrorCode.CALL_NOT_FOUND, "Twilio knows no such call in TWILIO_ACCOUNT_SID."
        case 401 | 403:
            return ErrorCode.CARRIER_UNAUTHORIZED, (
                "Twilio refused the account: check TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and what"
                " the account may do."
            )
        case 429:
            return ErrorCode.CARRIER_LIMIT, "Twilio's limit of requests is reached."
        case _ if status // 100 == _SERVERS:
            return ErrorCode.CARRIER_UNREACHABLE, "Twilio is out of order or overloaded."
        case _:
            return ErrorCode.CARRIER_REFUSED, "Twilio refused the request."

"""Carrier control over Vonage's Voice API: JSON there and back, refusals as typed errors.

Each request has a token that is signed with the application's private key. Sources:
https://developer.vonage.com/en/api/voice, https://developer.vonage.com/en/getting-started/concepts/authentication

| Vonage answers       | code                   | asked again |
|----------------------|------------------------|-------------|
| 401, 403             | `carrier_unauthorized` | no          |
| 404                  | `call_not_found`       | no          |
| 429                  | `carrier_limit`        | yes         |
| 5xx, no connection   | `carrier_unreachable`  | yes         |
| any other            | `carrier_refused`      | no          |
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import jwt
import orjson
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from conversation.errors import ErrorCode
from pubsub.clock import Clock
from services.carriers.carrier_request import ask_carrier
from services.http_session import HttpSession
from transports.control import CarrierError
from transports.streams.start import usable_id

_SERVERS = 5
_UNREACHABLE = "Vonage's Voice API can't be reached ({}); check VONAGE_BASE_URL and the network."
_TOKEN_S = 60


class VonageApi:
    """The Voice API, as one application asks it."""

    def __init__(
        self, session: HttpSession, base: str, application: str, key: RSAPrivateKey, clock: Clock
    ) -> None:
        """Ask at `base` as that application, whose private key it is."""
        self._session = session
        self._calls = f"{base.rstrip('/')}/v1/calls"
        self._application = application
        self._key = key
        self._clock = clock

    async def create_call(self, wanted: Mapping[str, Any]) -> str:
        """Create a leg; returns its uuid.

        Raises:
            CarrierError: Vonage refused it, or does not answer.
        """
        said = await self._ask("POST", "", wanted)
        uuid = usable_id(said.get("uuid"))
        if uuid is None:
            raise CarrierError(ErrorCode.CARRIER_REFUSED, "Vonage's answer has no uuid.")
        return uuid

    async def check(self) -> None:
        """Return if Vonage takes the application's token; costs nothing.

        Raises:
            CarrierError: It does not.
        """
        await self._ask("GET")

    async def leg(self, uuid: str) -> dict[str, Any]:
        """What Vonage knows of a leg.

        Raises:
            CarrierError: Of none, or it does not answer.
        """
        return await self._ask("GET", f"/{uuid}")

    async def legs_in(self, conversation_uuid: str) -> list[dict[str, Any]]:
        """The legs that are in a conversation, by Vonage's id of it, those of ours among them.

        Raises:
            CarrierError: Vonage does not answer.
        """
        query = urlencode({"conversation_uuid": conversation_uuid, "status": "answered"})
        embedded = (await self._ask("GET", f"?{query}")).get("_embedded")
        legs = embedded.get("calls") if isinstance(embedded, dict) else None
        return [leg for leg in legs if isinstance(leg, dict)] if isinstance(legs, list) else []

    async def _ask(
        self, method: str, path: str = "", body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token()}", "Content-Type": "application/json"}
        return await ask_carrier(
            self._session.client,
            method,
            self._calls + path,
            refusal=_refusal,
            unreachable=_UNREACHABLE,
            data=orjson.dumps(body) if body else None,
            headers=headers,
            proxy=self._session.proxy,
        )

    def _token(self) -> str:
        now = round(self._clock.now().timestamp())
        claims = {"application_id": self._application, "iat": now, "exp": now + _TOKEN_S}
        return jwt.encode(claims | {"jti": str(uuid4())}, self._key, algorithm="RS256")


def _refusal(status: int, _: Mapping[str, Any], __: Mapping[str, str]) -> CarrierError:
    """The error of an answer: its status, none of its words."""
    match status:
        case 401 | 403:
            code, told = (
                ErrorCode.CARRIER_UNAUTHORIZED,
                (
                    "Vonage refused the application: check VONAGE_APPLICATION_ID and"
                    " VONAGE_PRIVATE_KEY_FILE."
                ),
            )
        case 404:
            code, told = ErrorCode.CALL_NOT_FOUND, "Vonage knows no such call."
        case 429:
            code, told = ErrorCode.CARRIER_LIMIT, "Vonage's limit of requests is reached."
        case _ if status // 100 == _SERVERS:
            code = ErrorCode.CARRIER_UNREACHABLE
            told = "Vonage is out of order or overloaded."
        case _:
            code, told = ErrorCode.CARRIER_REFUSED, "Vonage refused the request."
    later = code in (ErrorCode.CARRIER_LIMIT, ErrorCode.CARRIER_UNREACHABLE)
    return CarrierError(code, f"{told} (HTTP {status})", retryable=later)

"""A loopback receiver of webhooks: checks each by the Standard Webhooks specification."""

import asyncio
import base64
import hmac
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from peers.http import HttpPeer, HttpRequest, send_body

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
_TOLERANCE_S = 300


class WebhookPeer(HttpPeer):
    """`async with WebhookPeer(now) as peer:` takes messages at `peer.url`.

    Args:
        now: The time of day, by which timestamps are judged.

    Attributes:
        requests: What came, in order, refused or not.
        taken: The messages that were taken, by id: none twice.
        answers: What is answered to the next ones in place of 204: a status and headers.
        hangs: Whether nothing is answered at all.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self.requests: list[HttpRequest] = []
        self.taken: dict[str, Any] = {}
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.hangs = False

    async def _respond(self, request: HttpRequest, writer: asyncio.StreamWriter) -> None:
        self.requests.append(request)
        if self.hangs:
            await asyncio.Event().wait()
        status, headers = self._answer(request)
        await send_body(writer, status, b"", headers)

    def _answer(self, request: HttpRequest) -> tuple[int, dict[str, str]]:
        if self.answers:
            return self.answers.pop(0)
        if not self._is_genuine(request):
            return 401, {}
        assert request.method == "POST"
        assert request.headers["content-type"] == "application/json"
        self.taken.setdefault(request.headers["webhook-id"], json.loads(request.body))
        return 204, {}

    def _is_genuine(self, request: HttpRequest) -> bool:
        message_id = request.headers["webhook-id"]
        at = request.headers["webhook-timestamp"]
        assert "." not in message_id + at
        if abs(self._now().timestamp() - int(at)) > _TOLERANCE_S:
            return False
        key = base64.b64decode(SECRET.removeprefix("whsec_"))
        signed = f"{message_id}.{at}.".encode() + request.body
        right = "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
        return right in request.headers["webhook-signature"].split(" ")

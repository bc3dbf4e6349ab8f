"""What the peers of CRMs have in common: how they misbehave on purpose."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from peers.http import HttpPeer, HttpRequest, send_body, send_json

SIGN_IN = "/services/oauth2/token"


@dataclass(frozen=True)
class CrmRequest:
    """A request that came: what it asked for, without who asked."""

    method: str
    path: str
    body: Any


class CrmPeer(HttpPeer):
    """A CRM on loopback; a subclass answers by its vendor's documented shapes.

    Attributes:
        asked: The requests so far, refused or not.
        answers: What is answered to the next ones in place of what was asked: status and headers.
        loses: Whether the next request that makes something is done, and its answer is lost.
        hangs: Whether nothing is answered at all.
        bend: Makes another answer of the right one to the request of a number, from 0.
    """

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[CrmRequest] = []
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.loses = False
        self.hangs = False
        self.bend: Callable[[int, Any], Any] = lambda _, answer: answer
        self._ids = iter(range(101, 1_000_000))

    def writes(self) -> list[CrmRequest]:
        """The requests that were to change something."""
        reads = ("search", SIGN_IN)
        return [r for r in self.asked if r.method != "GET" and not r.path.endswith(reads)]

    async def _respond(self, request: HttpRequest, writer: asyncio.StreamWriter) -> None:
        body = json.loads(request.body) if self._is_json(request) else None
        self.asked.append(CrmRequest(request.method, request.path, body))
        if self.hangs:
            await asyncio.Event().wait()
        if self.answers and request.path != SIGN_IN:
            status, headers = self.answers.pop(0)
            return await send_json(writer, status, self.error(status), headers)
        status, answer = self.answer(request, body)
        answer = self.bend(len(self.asked) - 1, answer)
        if self.loses and self.asked[-1] in self.writes():
            self.loses = False
            raise ConnectionError("the answer is lost")
        if status == 204:
            return await send_body(writer, status, b"", {})
        return await send_json(writer, status, answer)

    def _is_json(self, request: HttpRequest) -> bool:
        if not request.body:
            return False
        return request.headers["content-type"] == "application/json"

    def new_id(self) -> str:
        return str(next(self._ids))

    def answer(self, request: HttpRequest, body: Any) -> tuple[int, Any]:
        """The status and the JSON of an answer."""
        raise NotImplementedError

    def error(self, status: int) -> Any:
        """The JSON of a refusal."""
        raise NotImplementedError

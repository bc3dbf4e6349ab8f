"""A loopback Sentry: takes envelopes as its clients send them, with the key of the project.

An envelope is lines: a JSON header, then for each item a JSON header with its length and its bytes.
"""

import asyncio
import gzip
import json
from typing import Any

from peers.http import HttpPeer, HttpRequest, send_body

_JSON = {"content-type": "application/json"}


class SentryPeer(HttpPeer):
    """`async with SentryPeer() as peer:` takes errors at `peer.dsn`.

    Attributes:
        events: What came, in order.
        bytes: All that came, unzipped.
    """

    PROJECT = "42"
    KEY = "0123456789abcdef0123456789abcdef"

    def __init__(self) -> None:
        super().__init__()
        self.events: list[dict[str, Any]] = []
        self.bytes = b""

    @property
    def dsn(self) -> str:
        """The project's address, with its key."""
        return f"{self.url.replace('http://', f'http://{self.KEY}@')}/{self.PROJECT}"

    async def _respond(self, request: HttpRequest, writer: asyncio.StreamWriter) -> None:
        if request.path != f"/api/{self.PROJECT}/envelope/":
            await send_body(writer, 404, b'{"detail": "no such project"}', _JSON)
            return
        if f"sentry_key={self.KEY}" not in request.headers.get("x-sentry-auth", ""):
            await send_body(writer, 403, b'{"detail": "missing or wrong key"}', _JSON)
            return
        is_zipped = request.headers.get("content-encoding") == "gzip"
        body = gzip.decompress(request.body) if is_zipped else request.body
        self.bytes += body
        self._take(body)
        await send_body(writer, 200, b"{}", _JSON)

    def _take(self, body: bytes) -> None:
        _, _, rest = body.partition(b"\n")
        while rest.strip():
            line, _, rest = rest.partition(b"\n")
            head = json.loads(line)
            item, rest = rest[: head["length"]], rest[head["length"] :].lstrip(b"\n")
            if head["type"] == "event":
                self.events.append(json.loads(item))

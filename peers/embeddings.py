"""A loopback server that speaks `POST /v1/embeddings`, and refuses what the vendors refuse."""

import asyncio
import json
from typing import Any

from peers.http import HttpPeer, HttpRequest, send_json, send_without_end


class EmbeddingsPeer(HttpPeer):
    """`async with EmbeddingsPeer(8) as peer:` serves `peer.url`.

    Attributes:
        dimension: The length of its vectors.
        statuses: What the next requests get instead of vectors, in order.
        is_endless: Whether it answers with bytes that never end.
        requests: The bodies so far.
    """

    def __init__(self, dimension: int) -> None:
        super().__init__()
        self.dimension = dimension
        self.statuses: list[int] = []
        self.is_endless = False
        self.requests: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"{super().url}/v1"

    async def _respond(self, request: HttpRequest, writer: asyncio.StreamWriter) -> None:
        body = json.loads(request.body)
        self.requests.append(body)
        if self.is_endless:
            await send_without_end(writer)
        status = self.statuses.pop(0) if self.statuses else 200
        if request.path != "/v1/embeddings":
            status = 404
        if request.headers.get("authorization") != "Bearer sk-good":
            status = 401
        inputs = body.get("input")
        if not isinstance(inputs, list) or not all(isinstance(t, str) and t for t in inputs):
            status = 400
        if status != 200:
            return await send_json(writer, status, {"error": {"message": "no"}})
        # The last first: the index tells, not the place.
        data = [
            {"index": n, "embedding": [float(len(text)), *[1.0] * (self.dimension - 1)]}
            for n, text in enumerate(inputs)
        ]
        return await send_json(writer, 200, {"object": "list", "data": data[::-1]})

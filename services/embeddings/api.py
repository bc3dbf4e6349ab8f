"""API embedder: `POST /v1/embeddings`, which OpenAI, Mistral and Ollama answer alike.

    {"model": …, "input": [text, …]}  →  {"data": [{"index": 0, "embedding": [float, …]}, …]}

Sources: https://platform.openai.com/docs/api-reference/embeddings, https://docs.mistral.ai/api,
https://docs.ollama.com/api/openai-compatibility
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import numpy as np
import orjson

from knowledge.errors import KnowledgeError
from knowledge.ports import Vectors
from services.http_session import LongAnswerError, bounded_body, open_http_session
from services.patience import LONGEST_WAIT_S, patiently
from services.retry_after import retry_after

TIMEOUT_S = 10.0
AT_ONCE = 64
"""Texts of a request; the vendors take from 64 up."""
_OK = 200
_MOST_BYTES = 16_000_000
"""Of an answer: 64 vectors of 4,096 numbers, with all their digits, have some six."""
_BUSY = (408, 429, 500, 502, 503, 504, 529)


@dataclass(frozen=True, slots=True)
class EmbeddingServer:
    """A model of vectors, and where it is asked.

    Attributes:
        provider: The provider's name.
        address: The base address, before `/embeddings`.
        model: The model.
        dimension: The length of its vectors.
        headers: Of each request; the key is in them.
        parameters: More of each request.
        prefixes: What its model has to read before a passage, and before a question.
    """

    provider: str
    address: str
    model: str
    dimension: int
    headers: Mapping[str, str]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    prefixes: tuple[str, str] = ("", "")


class ApiEmbedder:
    """Embeds by a server; a request that may work later is sent again, three times in all.

    Attributes:
        name: Of its model.
        dimension: The length of a vector.
        is_learnt_by: The ranking has not learnt by its cosines.
    """

    is_learnt_by = False

    def __init__(
        self, server: EmbeddingServer, session: aiohttp.ClientSession, proxy: str | None
    ) -> None:
        """Ask `server` on a session that `open_api_embedder` closes."""
        # Without its prefixes a model makes other vectors, which are not to be compared.
        prefixed = ", prefixed" if any(server.prefixes) else ""
        self.name = f"{server.provider}:{server.model}{prefixed}"
        self.dimension = server.dimension
        self._server = server
        self._session = session
        self._proxy = proxy

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors of some texts, of unit length.

        Raises:
            KnowledgeError: The server can't be reached, refuses, or answers with other vectors.
        """
        return await self._rows(texts, self._server.prefixes[0])

    async def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """The vectors of what is asked; raises as `embed`."""
        return await self._rows(texts, self._server.prefixes[1])

    async def _rows(self, texts: Sequence[str], prefix: str) -> Vectors:
        told = [f"{prefix}{text}" for text in texts]
        pieces = [told[start : start + AT_ONCE] for start in range(0, len(told), AT_ONCE)]
        rows = [await self._piece(piece) for piece in pieces]
        return np.concatenate([np.empty((0, self.dimension), np.float32), *rows])

    async def _piece(self, texts: Sequence[str]) -> Vectors:
        body = {"model": self._server.model, "input": list(texts), **self._server.parameters}

        async def ask() -> Vectors:
            return self._read(await self._post(orjson.dumps(body)), len(texts))

        return await patiently(ask)

    async def _post(self, data: bytes) -> bytes:
        url = f"{self._server.address}/embeddings"
        try:
            async with self._session.post(
                url, data=data, proxy=self._proxy, allow_redirects=False
            ) as response:
                if response.status != _OK:
                    raise self._refused(response)
                return await bounded_body(response, _MOST_BYTES)
        except LongAnswerError as error:
            raise KnowledgeError(
                f"the embeddings of {self.name} can't be had: it gives {error};"
                " what is at its address is no server of embeddings"
            ) from None
        except (TimeoutError, aiohttp.ClientError, OSError):
            raise KnowledgeError(
                f"the embeddings of {self.name} can't be had: the server can't be reached,"
                " or did not answer in time",
                retryable=True,
            ) from None

    def _refused(self, response: aiohttp.ClientResponse) -> KnowledgeError:
        status = response.status
        reason = {
            401: "it refused the key",
            403: "it refused the key",
            404: "it has no such model, or no embeddings at this address",
            429: "too many requests, or no credit",
        }.get(status, f"it answered with status {status}")
        return KnowledgeError(
            f"the embeddings of {self.name} can't be had: {reason}",
            retryable=status in _BUSY,
            retry_after=retry_after(response.headers, LONGEST_WAIT_S),
        )

    def _read(self, answer: bytes, expected: int) -> Vectors:
        try:
            entries = sorted(orjson.loads(answer)["data"], key=lambda entry: entry["index"])
            rows = np.array([entry["embedding"] for entry in entries], np.float32)
        except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
            raise KnowledgeError(f"{self.name} answered with no embeddings") from None
        if rows.shape != (expected, self.dimension) or not np.isfinite(rows).all():
            width = rows.shape[1] if rows.ndim > 1 else 0
            raise KnowledgeError(
                f"{self.name} answered with {len(rows)} vectors of {width} dimensions,"
                f" and {expected} of {self.dimension} were expected"
            )
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


@asynccontextmanager
async def open_api_embedder(server: EmbeddingServer) -> AsyncIterator[ApiEmbedder]:
    """The embedder of a server, until the block ends.

    Raises:
        SettingsError: The environment's proxy or certificates can't be used.
    """
    headers = {**server.headers, "Content-Type": "application/json"}
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
    async with open_http_session(server.address, timeout, headers) as (client, proxy):
        yield ApiEmbedder(server, client, proxy)

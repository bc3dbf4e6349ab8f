"""A web site: pages by their paths, and where others have moved to. It is a proxy of any host, too.

| path | answer |
|---|---|
| one of `pages` | that page, as the type of its ending |
| one of `moved` | 302, to that address |
| anything else | 404 |
"""

import asyncio
from collections.abc import Mapping
from urllib.parse import urlsplit

from peers.http import HttpPeer, HttpRequest, send_body

_TYPES = {"html": "text/html; charset=utf-8", "md": "text/markdown", "zip": "application/zip"}


class Site(HttpPeer):
    """The site.

    Attributes:
        asked: What was asked for: paths, or whole addresses by who takes it for a proxy.
    """

    def __init__(self, pages: Mapping[str, bytes], moved: Mapping[str, str] | None = None) -> None:
        """Create the site; it listens inside `async with`."""
        super().__init__()
        self.asked: list[str] = []
        self._pages = pages
        self._moved = moved or {}

    async def _respond(self, request: HttpRequest, writer: asyncio.StreamWriter) -> None:
        self.asked.append(request.path)
        path = urlsplit(request.path).path
        if path in self._moved:
            await send_body(writer, 302, b"", {"location": self._moved[path]})
        elif path in self._pages:
            kind = _TYPES.get(path.rpartition(".")[2], _TYPES["html"])
            await send_body(writer, 200, self._pages[path], {"content-type": kind})
        else:
            await send_body(writer, 404, b"", {})

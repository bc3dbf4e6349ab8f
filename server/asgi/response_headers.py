"""Response headers: what a middleware adds to the answers that pass through it."""

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

_STARTS = {"http.response.start", "websocket.http.response.start"}


def with_headers(send: Send, headers: Mapping[str, str]) -> Send:
    """`send`, with those of `headers` added that an answer does not have yet."""

    async def sending(message: Message) -> None:
        if message["type"] in _STARTS:
            present = MutableHeaders(scope=message)
            for name, value in headers.items():
                present.setdefault(name, value)
        await send(message)

    return sending

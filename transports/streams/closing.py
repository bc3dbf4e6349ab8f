"""Closing of a media stream: whether it ends the call.

| close code | is |
|---|---|
| 1000, 1001 | the end of a call, where the carrier tells it by closing |
| any other, or none | a connection that is gone, or was cut for what came on it |

A socket that the server has cut is a line in its log (`server.asgi.socket_end_log`).
"""

from typing import Any

_CLOSED_WELL = {1000, 1001}


def closed_well(event: Any) -> bool:
    """Whether a `websocket.disconnect` is that of a carrier that hangs up."""
    return event.get("code") in _CLOSED_WELL

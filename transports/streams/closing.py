"""Closing of a media stream: whether it ends the call, and what was wrong where it was cut.

| close code | is |
|---|---|
| 1000, 1001 | the end of a call, where the carrier tells it by closing |
| 1002, 1007, 1009, 4429 | a fault of what came, for which the server itself has cut the socket |
| any other, or none | a connection that is gone |
"""

from typing import Any

from loguru import logger

_CLOSED_WELL = {1000, 1001}
_FAULTS = {
    1002: "something came that is no WebSocket message",
    1007: "a text came that is no UTF-8",
    1009: "a message came that is larger than any of a carrier's",
    4429: "a flood of pings or of pieces of one message came",
}


def closed_well(event: Any) -> bool:
    """Whether a `websocket.disconnect` is that of a carrier that hangs up.

    A socket that was cut for what came on it is a line in the log.
    """
    code = event.get("code")
    if fault := _FAULTS.get(code):
        logger.warning("media stream: {}; its socket is closed ({})", fault, code)
    return code in _CLOSED_WELL

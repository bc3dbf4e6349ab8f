"""Connection that is lost: why, as far as the log may say it.

A server's own reason may have any text in it; its close code says something, and so does a code in
that reason: `NET-0001`, or the last part of `https://dpgr.am/net0001`.
"""

import re

from websockets.exceptions import ConnectionClosed

from services.stt.refusal import SttRefusedError

_CODE = re.compile(r"\b[A-Z]{2,12}-\d{2,6}\b|(?<=/)[a-z]{2,12}\d{2,6}\b")


def cause_of(error: Exception | None) -> str:
    """The cause of a connection's end; None: it ended in good order."""
    if error is None:
        return "closed in good order"
    if isinstance(error, SttRefusedError):
        return str(error)
    if not isinstance(error, ConnectionClosed):
        return type(error).__name__
    if error.rcvd is None:
        return "broken off without a close code"
    code = _CODE.search(error.rcvd.reason)
    return f"closed with {error.rcvd.code}" + (f" ({code.group()})" if code else "")

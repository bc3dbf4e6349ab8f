"""Connection that is lost: why, as far as the log may say it.

A server's own reason may have any text in it; its close code says something, and so does a code in
that reason: `NET-0001`, or the last part of `https://dpgr.am/net0001`.
"""

import re

from websockets.exceptions import ConnectionClosed

from services.stt.refusal import SttRefusedError

_CODE = re.compile(r"\b[A-Z]{2,12}-\d{2,6}\b|(?<=/)[a-z]{2,12}\d{2,6}\b")


def cause_of(error: Exception | None, given_up: str = "") -> str:
    """The cause of a connection's end; None: it ended in good order, or was `given_up`, and why."""
    if isinstance(error, SttRefusedError):
        return str(error)
    if isinstance(error, ConnectionClosed) and error.rcvd:
        return closed_with(error.rcvd.code, error.rcvd.reason)
    if given_up:
        return given_up
    if error is None:
        return "closed in good order"
    if isinstance(error, ConnectionClosed):
        return "broken off without a close code"
    return type(error).__name__


def closed_with(code: int, reason: str) -> str:
    """How a server closed a connection: the close code, and its own code in the reason."""
    found = _CODE.search(reason)
    return f"closed with {code}" + (f" ({found.group()})" if found else "")

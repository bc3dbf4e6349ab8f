"""Message that ends its WebSocket: a line of the log, without any of what came.

A carrier or a client that sends what is too long would else just go, and nobody would know why.
"""

from server.refusal_log import RefusalLog

_LOG = RefusalLog()  # of the process: who is cut off may come again at once
_LINES = {
    1002: "WebSocket {!r}: what came is no frame; closed with 1002",
    1007: "WebSocket {!r}: a text is not UTF-8; closed with 1007",
    1009: "WebSocket {!r}: a message is longer than {:,} bytes; closed with 1009",
}
_OTHER = "WebSocket {!r}: {}; closed with {}"


def log_end(path: str, code: int, reason: str, most_bytes: int) -> None:
    """A socket that was opened at `path` is closed.

    Args:
        path: The address.
        code: The close code.
        reason: What its client is told, where that is ours to say.
        most_bytes: How long a message may be.
    """
    if line := _LINES.get(code):
        _LOG.warn(line, path, most_bytes)
    else:
        _LOG.warn(_OTHER, path, reason, code)

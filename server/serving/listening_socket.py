"""Socket of a listening address: bound without importing the server."""

import errno
import socket
import sys

from conversation.errors import CallShadowError, ErrorCode

# A peer that is there and reads nothing would hold its socket, and what waits for it, for ever; no
# shorter than what the pings allow.
_UNREAD_MS = 60_000
_TAKEN = "; another program listens there: --port takes another one, and --port 0 a free one"


class ServeError(CallShadowError):
    """The server can't start; the message says why."""

    code = ErrorCode.SERVE_FAILED


def web_address(host: str, port: int) -> str:
    """The address at which a server on `host` and `port` is opened: `http://127.0.0.1:7860`."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def hold(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """A socket with an address, that does not listen yet; `shared` lets others have it as well.

    Raises:
        ServeError: The address is taken, or not this machine's.
    """
    holder = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if sys.platform == "linux":
        holder.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNREAD_MS)
    if shared:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        holder.bind((host, port))
    except (OSError, UnicodeError) as error:
        holder.close()
        address = web_address(host, port).removeprefix("http://")
        # A name with an empty part, or one that is too long, is none to the resolver.
        why = error.strerror if isinstance(error, OSError) else "no host has that name"
        right = _TAKEN if getattr(error, "errno", None) == errno.EADDRINUSE else ""
        raise ServeError(f"can't listen on {address}: {why}{right}") from None
    return holder

"""WebSockets: our subprotocol, a client's messages, and the close codes of what ends them.

what ended it                                       code    reason
the call, as its client wished                      1000
a client's mistake, or another stream of the call   1008    which
the event log does not answer                       1011    that
the server is stopping                              1012    that
the listener read too slowly                        1013    that
there is no place for one more call                 1013    that
the token has expired                               4401    that
the call is not the client's                        4403    that
the client sends more than it may                   4429    how much it may
"""

from contextlib import suppress
from dataclasses import dataclass

from fastapi import status
from starlette.websockets import WebSocket, WebSocketDisconnect

from conversation.errors import CallShadowError, ErrorCode
from conversation.events.event import CallEvent
from pipeline.admission import NotAdmittedError
from pipeline.call_registry import CallBusyError
from pubsub.hub import ListenerDropped
from server.asgi.socket_limits import TOO_MUCH
from server.errors import ApiError
from stores.errors import EventLogError

PROTOCOL = "callshadow.v1"
# The reason of a close frame has at most 123 bytes (RFC 6455, 5.5).
_MAX_REASON = 120
GONE = (WebSocketDisconnect, RuntimeError)
"""The errors of sending on a socket after its client has gone, or after it was closed."""


@dataclass(frozen=True, slots=True)
class Close:
    """The code and the reason of a close frame."""

    code: int
    reason: str = ""


DONE = Close(status.WS_1000_NORMAL_CLOSURE)
STOPPING = Close(status.WS_1012_SERVICE_RESTART, "the server is stopping")
REPLACED = Close(status.WS_1008_POLICY_VIOLATION, "another socket brings in the call now")
TOKEN_EXPIRED = Close(4401, "the token has expired")
CALL_FORBIDDEN = 4403


def too_many(limit: int, unit: str) -> Close:
    """How a socket is closed whose client sends more than `limit` in a second, or a minute."""
    return Close(TOO_MUCH, f"more than {limit} messages a {unit}")


def close_for(error: CallShadowError | ListenerDropped) -> Close:
    """The close frame for a failure."""
    match error:
        case ListenerDropped():
            return Close(status.WS_1013_TRY_AGAIN_LATER, str(error))
        case EventLogError():
            return Close(status.WS_1011_INTERNAL_ERROR, "the event log does not answer")
        case CallBusyError():
            return Close(status.WS_1008_POLICY_VIOLATION, "the call is already running")
        case NotAdmittedError():
            full = error.code is ErrorCode.SERVER_FULL
            return Close(status.WS_1013_TRY_AGAIN_LATER, error.message) if full else STOPPING
        case ApiError():
            return Close(CALL_FORBIDDEN, error.message)
        case _:
            return Close(status.WS_1008_POLICY_VIOLATION, error.message)


async def accept(websocket: WebSocket) -> None:
    """Complete the handshake, with our subprotocol where the client offers it."""
    offered = websocket.scope.get("subprotocols", [])
    await websocket.accept(subprotocol=PROTOCOL if PROTOCOL in offered else None)


async def receive(websocket: WebSocket) -> str | bytes | None:
    """The client's next message, text or binary; None when it has gone."""
    message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        return None
    return message.get("text") or message.get("bytes") or b""


async def send(websocket: WebSocket, event: CallEvent) -> None:
    """Send an event to this client alone."""
    await websocket.send_text(event.to_json().decode())


async def close(websocket: WebSocket, how: Close) -> None:
    """Close the socket, unless it is closed already."""
    with suppress(*GONE):
        await websocket.close(how.code, how.reason[:_MAX_REASON])

"""The side channel: a call's durable events after `after`, then live, on a WebSocket or as SSE."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated

from fastapi import APIRouter, Header, Query, WebSocket, WebSocketDisconnect, status
from fastapi.responses import StreamingResponse
from loguru import logger

from pipeline.line import Line
from server.calls import After, CallId
from server.commands import handle
from server.deps import LineDep, line_of
from stores.event_log import EventLogError
from transports.hub import ListenerDropped

router = APIRouter(prefix="/api/calls", tags=["side channel"])

PROTOCOL = "callshadow.v1"
# Proxies close a silent stream after a minute or less.
_HEARTBEAT_S = 15.0


@router.websocket("/{call_id}/live")
async def live(
    websocket: WebSocket, call_id: CallId, after: Annotated[int, Query(ge=0, le=2**53)] = 0
) -> None:
    """Replay, then live; a client's messages are answered on its own socket."""
    line = line_of(websocket)
    offered = websocket.scope.get("subprotocols", [])
    await websocket.accept(subprotocol=PROTOCOL if PROTOCOL in offered else None)
    sending = asyncio.create_task(_send(websocket, line, call_id, after))
    try:
        while (event := await websocket.receive())["type"] != "websocket.disconnect":
            answer = await handle(line, call_id, event.get("text") or event.get("bytes") or b"")
            if answer:
                await websocket.send_text(answer.to_json().decode())
    except (WebSocketDisconnect, RuntimeError):
        pass  # the sender closed the socket meanwhile
    finally:
        sending.cancel()


@router.get("/{call_id}/live", response_class=StreamingResponse)
async def live_sse(
    call_id: CallId,
    line: LineDep,
    after: After = 0,
    last_event_id: Annotated[int | None, Header(ge=0)] = None,
) -> StreamingResponse:
    """The same as server-sent events; a client that comes back resumes by `Last-Event-ID`."""
    stream = _sse(line, call_id, after if last_event_id is None else last_event_id)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


async def _send(websocket: WebSocket, line: Line, call_id: str, after: int) -> None:
    code, reason = status.WS_1012_SERVICE_RESTART, "the server is stopping"
    try:
        async with aclosing(line.channel.follow(call_id, after)) as deliveries:
            async for delivery in deliveries:
                await websocket.send_text(delivery.payload.decode())
    except ListenerDropped as dropped:
        code, reason = status.WS_1013_TRY_AGAIN_LATER, f"dropped: {dropped}"
    except EventLogError as error:
        logger.error("side channel: {}", error)
        code, reason = status.WS_1011_INTERNAL_ERROR, "the event log does not answer"
    except (WebSocketDisconnect, RuntimeError):
        return  # the client has gone
    await websocket.close(code, reason[:120])


async def _sse(line: Line, call_id: str, after: int) -> AsyncIterator[bytes]:
    async with aclosing(line.channel.follow(call_id, after)) as deliveries:
        pending = asyncio.ensure_future(anext(deliveries))
        try:
            while True:
                done, _ = await asyncio.wait({pending}, timeout=_HEARTBEAT_S)
                if not done:
                    yield b": still here\n\n"
                    continue
                delivery = pending.result()
                pending = asyncio.ensure_future(anext(deliveries))
                event = delivery.event
                name = b"" if event.seq is None else b"id: %d\n" % event.seq
                yield name + b"data: " + delivery.payload + b"\n\n"
        except (StopAsyncIteration, ListenerDropped, EventLogError):
            return  # the client comes back by itself, with Last-Event-ID
        finally:
            pending.cancel()
            await asyncio.wait({pending})

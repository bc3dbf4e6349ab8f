"""The side channel: a call's durable events after `after`, then live, on a WebSocket or as SSE."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from typing import Annotated

from fastapi import APIRouter, Header, Request, WebSocket, WebSocketDisconnect, status
from fastapi.responses import StreamingResponse
from loguru import logger

from pipeline.runtime import Runtime
from pubsub.hub import Delivery, ListenerDropped
from server.asgi.broadcast import direct_writer
from server.auth.access import CallerDep, access_of
from server.call_viewer import CallViewer
from server.client_messages import handle
from server.deps import After, CallId, RuntimeDep, runtime_of
from server.errors import ApiError
from stores.event_log import EventLogError

router = APIRouter(prefix="/api/calls", tags=["side channel"])

PROTOCOL = "callshadow.v1"
TOKEN_EXPIRED = 4401
NOT_THEIRS = 4403
# Proxies close a silent stream after a minute or less.
_HEARTBEAT_S = 15.0


@router.websocket("/{call_id}/live")
async def live(websocket: WebSocket, call_id: CallId, caller: CallerDep, after: After = 0) -> None:
    """Replay, then live; a client's messages are answered on its own socket."""
    runtime = runtime_of(websocket)
    view = CallViewer(runtime, access_of(websocket), call_id, caller)
    await view.check()
    offered = websocket.scope.get("subprotocols", [])
    await websocket.accept(subprotocol=PROTOCOL if PROTOCOL in offered else None)
    await _Socket(websocket, runtime, view).run(after)


_MESSAGE_SCHEMA = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "description": "`seq`; passing events have none."},
        "data": {"type": "string", "description": "The event, as JSON."},
    },
    "required": ["data"],
}


@router.get(
    "/{call_id}/live",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": _MESSAGE_SCHEMA}}}},
)
async def live_sse(
    call_id: CallId,
    request: Request,
    runtime: RuntimeDep,
    caller: CallerDep,
    *,
    after: After = 0,
    last_event_id: Annotated[int, Header(ge=0, le=2**53)] = 0,
) -> StreamingResponse:
    """The same as server-sent events; a client that comes back resumes by `Last-Event-ID`.

    With a token, the stream ends when the token does.
    """
    view = CallViewer(runtime, access_of(request), call_id, caller)
    await view.check()
    stream = _sse(view, max(after, last_event_id))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


class _Socket:
    """One client on a WebSocket."""

    def __init__(self, websocket: WebSocket, runtime: Runtime, view: CallViewer) -> None:
        self._websocket = websocket
        self._runtime = runtime
        self._view = view
        self._expiring: asyncio.Task[None] | None = None

    async def run(self, after: int) -> None:
        """Serve the client until it goes, or has to."""
        sending = asyncio.create_task(self._send(after))
        self._watch_expiry()
        try:
            while (message := await self._websocket.receive())["type"] != "websocket.disconnect":
                answer = await handle(
                    self._runtime,
                    self._view.call_id,
                    message.get("text") or message.get("bytes") or b"",
                    by=self._view.caller.name,
                    may_act=self._view.is_open,
                    renew=self._renew,
                )
                if answer:
                    await self._websocket.send_text(answer.to_json().decode())
        except (WebSocketDisconnect, RuntimeError):
            pass  # the sender closed the socket meanwhile
        finally:
            sending.cancel()
            if self._expiring:
                self._expiring.cancel()

    async def _send(self, after: int) -> None:
        code, reason = status.WS_1012_SERVICE_RESTART, "the server is stopping"
        try:
            async with aclosing(
                self._view.follow(after, direct_writer(self._websocket))
            ) as deliveries:
                async for delivery in deliveries:
                    await self._websocket.send_text(delivery.payload.decode())
        except ListenerDropped as dropped:
            code, reason = status.WS_1013_TRY_AGAIN_LATER, str(dropped)
        except EventLogError as error:
            logger.error("side channel: {}", error)
            code, reason = status.WS_1011_INTERNAL_ERROR, "the event log does not answer"
        except ApiError as error:
            code, reason = NOT_THEIRS, str(error)
        except (WebSocketDisconnect, RuntimeError):
            return  # the client has gone
        await self._close(code, reason)

    async def _renew(self, credential: str) -> None:
        await self._view.renew(credential)
        self._watch_expiry()

    def _watch_expiry(self) -> None:
        if self._expiring:
            self._expiring.cancel()
            self._expiring = None
        if self._view.caller.expires_at:
            self._expiring = asyncio.create_task(self._expire())

    async def _expire(self) -> None:
        try:
            async with aclosing(self._view.expiry()) as warnings:
                async for warning in warnings:
                    await self._websocket.send_text(warning.payload.decode())
        except (WebSocketDisconnect, RuntimeError):
            return  # the client has gone
        self._view.end()  # the close waits for a client that does not read
        await self._close(TOKEN_EXPIRED, "the token has expired")

    async def _close(self, code: int, reason: str) -> None:
        with suppress(RuntimeError):  # closed meanwhile, for another reason
            await self._websocket.close(code, reason[:120])


async def _sse(view: CallViewer, after: int) -> AsyncIterator[bytes]:
    async with aclosing(view.follow(after)) as deliveries, aclosing(view.expiry()) as warnings:
        sources = [deliveries, warnings] if view.caller.expires_at else [deliveries]
        pending = {asyncio.ensure_future(anext(source)): source for source in sources}
        try:
            while True:
                done, _ = await asyncio.wait(
                    pending, timeout=_HEARTBEAT_S, return_when=asyncio.FIRST_COMPLETED
                )
                if not done:
                    yield b": still here\n\n"
                for one in done:
                    source = pending.pop(one)
                    delivery = one.result()
                    pending[asyncio.ensure_future(anext(source))] = source
                    yield _message(delivery)
        except (StopAsyncIteration, ListenerDropped, EventLogError, ApiError):
            return  # the client comes back by itself, with Last-Event-ID
        finally:
            for one in pending:
                one.cancel()
            if pending:
                await asyncio.wait(pending)


def _message(delivery: Delivery) -> bytes:
    seq = delivery.event.seq
    name = b"" if seq is None else b"id: %d\n" % seq
    return name + b"data: " + delivery.payload + b"\n\n"

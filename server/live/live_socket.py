"""Side channel over WebSocket: the events of a call go out, a client's messages come in."""

from collections.abc import Hashable
from contextlib import AsyncExitStack, aclosing, suppress

from loguru import logger
from starlette.websockets import WebSocket

from conversation.events.event import CallEvent
from conversation.events.payloads import Payload
from conversation.token_bucket import TokenBucket
from pubsub.beside import beside
from pubsub.hub import ListenerDropped
from server.app_state import AppState
from server.asgi.broadcast import direct_writer
from server.asgi.rate_limit import Verdict
from server.auth.caller import client_key, keep_caller
from server.errors import ApiError
from server.live.call_viewer import CallViewer
from server.live.client_messages import MESSAGES_A_MINUTE, MESSAGES_A_SECOND, handle
from server.live.websockets import (
    GONE,
    STOPPING,
    TOKEN_EXPIRED,
    Close,
    close,
    close_for,
    receive,
    send,
    too_many,
)
from server.whisper.switch import WhisperSwitch
from stores.errors import EventLogError


class LiveSocket:
    """One client's open WebSocket: three tasks beside the one that reads it.

    One sends the events, one the heartbeats; the third ends the socket with the client's token, and
    is begun anew with each new token.
    """

    def __init__(self, websocket: WebSocket, state: AppState, viewer: CallViewer) -> None:
        """Serve `viewer`'s client on a socket that was accepted."""
        self._websocket = websocket
        self._state = state
        self._viewer = viewer
        self._messages = TokenBucket(MESSAGES_A_SECOND, 10 * MESSAGES_A_SECOND)
        self._expiry = AsyncExitStack()
        self._whisper = WhisperSwitch(state, viewer, self._send_own)

    async def run(self, after: int) -> None:
        """Send what comes after event number `after` until the client goes, or has to."""
        async with (
            beside(self._send_events(after), "side channel: events"),
            beside(self._send_heartbeats(), "side channel: heartbeats"),
            self._expiry,
            self._whisper,
        ):
            await self._watch_expiry()
            with suppress(*GONE):  # the sender closed the socket meanwhile
                await self._answer_messages()

    async def _answer_messages(self) -> None:
        while (message := await receive(self._websocket)) is not None:
            if excess := self._excess():
                await close(self._websocket, excess)
                return
            answer = await handle(
                self._state.runtime,
                self._viewer.call_id,
                message,
                by=self._viewer.caller.name,
                may_act=self._viewer.is_open,
                renew=self._renew,
                allow_ask=self._allow_ask,
                whisper=self._whisper.turn,
            )
            if answer:
                await send(self._websocket, answer)

    def _excess(self) -> Close | None:
        """How the socket ends if its client sends too much, on this one or on all of its own."""
        now = self._state.runtime.clock.monotonic()
        if not self._messages.spend(now):
            return too_many(MESSAGES_A_SECOND, "second")
        if not self._state.messages.take(self._key, now).allowed:
            return too_many(MESSAGES_A_MINUTE, "minute")
        return None

    def _allow_ask(self) -> Verdict:
        return self._state.asks.take(self._key, self._state.runtime.clock.monotonic())

    @property
    def _key(self) -> Hashable:
        return client_key(self._websocket, self._viewer.caller)

    async def _send_own(self, payload: Payload) -> None:
        """Send what is for this client alone."""
        at = self._state.runtime.clock.now()
        event = CallEvent(self._viewer.call_id, payload.type, at, payload.as_data())
        await send(self._websocket, event)

    async def _send_events(self, after: int) -> None:
        ended = STOPPING
        try:
            following = self._viewer.resume(after, direct_writer(self._websocket))
            async with aclosing(following) as deliveries:
                async for delivery in deliveries:
                    await self._websocket.send_text(delivery.payload.decode())
        except (ListenerDropped, EventLogError, ApiError) as error:
            ended = close_for(error)
            if isinstance(error, EventLogError):
                logger.error("side channel: {}", error)
        except GONE:
            return
        await close(self._websocket, ended)

    async def _send_heartbeats(self) -> None:
        with suppress(*GONE):
            async with aclosing(self._viewer.heartbeats()) as beats:
                async for beat in beats:
                    await self._websocket.send_text(beat.payload.decode())

    async def _renew(self, credential: str) -> None:
        await self._viewer.renew(credential)
        keep_caller(self._websocket.scope, self._viewer.caller)
        await self._expiry.aclose()
        await self._watch_expiry()

    async def _watch_expiry(self) -> None:
        if self._viewer.caller.expires_at:
            watching = beside(self._expire(), "side channel: expiry")
            await self._expiry.enter_async_context(watching)

    async def _expire(self) -> None:
        with suppress(*GONE):
            async with aclosing(self._viewer.expiry()) as warnings:
                async for warning in warnings:
                    await self._websocket.send_text(warning.payload.decode())
            self._viewer.end()  # the close waits for a client that does not read
            await close(self._websocket, TOKEN_EXPIRED)

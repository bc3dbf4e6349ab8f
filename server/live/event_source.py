"""Side channel as server-sent events, as HTML's `EventSource` reads them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

from pubsub.hub import ListenerDropped
from pubsub.serialised_event import SerialisedEvent
from server.errors import ApiError
from server.live.call_viewer import HEARTBEAT_S, CallViewer
from stores.errors import EventLogError

_HEARTBEAT = b": still here\n\n"


async def event_source(viewer: CallViewer, after: int) -> AsyncIterator[bytes]:
    """The call's events after `after`, as the client sees them, until its token or the call ends.

    It just ends where something fails: the client comes back by itself, with `Last-Event-ID`.
    """
    async with aclosing(viewer.resume(after)) as deliveries, aclosing(viewer.expiry()) as warnings:
        sources = [deliveries, warnings] if viewer.caller.expires_at else [deliveries]
        pending = {asyncio.ensure_future(anext(source)): source for source in sources}
        try:
            while True:
                done, _ = await asyncio.wait(
                    pending, timeout=HEARTBEAT_S, return_when=asyncio.FIRST_COMPLETED
                )
                if not done:
                    yield _HEARTBEAT
                for one in done:
                    source = pending.pop(one)
                    delivery = one.result()
                    pending[asyncio.ensure_future(anext(source))] = source
                    yield _message(delivery)
        except (StopAsyncIteration, ListenerDropped, EventLogError, ApiError):
            return
        finally:
            for one in pending:
                one.cancel()
            if pending:
                await asyncio.wait(pending)


def _message(delivery: SerialisedEvent) -> bytes:
    seq = delivery.event.seq
    name = b"" if seq is None else b"id: %d\n" % seq
    return name + b"data: " + delivery.payload + b"\n\n"

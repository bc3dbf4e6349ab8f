"""Paired source: the two WebSockets of one call, each of one party, as one source on one clock.

    customer's socket  connected ─ audio ────────────────── closed
    agent's socket            connected ─ audio ─────────── closed
    the call's clock   0 ───── 140 ms ─────────────────────── over

The first socket begins the call, and the clock with it. The other's audio begins as much later as
it was opened later: neither says anything of time. The call is over when both have ended, when the
one that came alone has, or when Vonage says so.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from loguru import logger
from starlette.websockets import WebSocket

from conversation.speech.speakers import Speaker
from transports.source import ExpectedAudio, Feed
from transports.streams.closing import closed_well
from transports.streams.key_press import KeyPress, Press, not_told
from transports.streams.message_pace import MessagePace
from transports.streams.messages import data_of
from transports.streams.start import StreamError
from transports.vonage.leg_loss import LegLoss
from transports.vonage.stream import VonageMessages, VonageStart

TellHeard = Callable[[Speaker, float | None], Awaitable[None]]
"""Takes whose socket has ended while the other's goes on, and None; or who is heard again, and for
how many seconds they were not."""


class PairedSource:
    """Both parties' audio, of two WebSockets; to be made and used in one event loop.

    Attributes:
        pressed: Takes the keys that either of them tells of.
        has_ended: Whether it is fed no more.
    """

    def __init__(self, sample_rate: int, tell_heard: TellHeard) -> None:
        """Create the source of a call that is about to begin.

        Args:
            sample_rate: Of both sockets, Hz.
            tell_heard: Told when one of the two is not heard any more, and when it is again.
        """
        self.sample_rate = sample_rate
        self.expected_audio: ExpectedAudio | None = ExpectedAudio(
            f"L16 audio of {sample_rate} Hz",
            "each party has a WebSocket leg of their own, which hears them (canHear).",
            ends_are_told=True,
        )
        self.pressed: Press = not_told
        self.has_ended = False
        self._tell_heard = tell_heard
        self._loop = asyncio.get_running_loop()
        self._feed: asyncio.Future[Feed] = self._loop.create_future()
        self._began_at: float | None = None
        self._hearing: dict[Speaker, asyncio.Task[bool]] = {}
        self._sockets: dict[Speaker, WebSocket] = {}
        self._losses = {speaker: LegLoss() for speaker in Speaker}
        self._changed = asyncio.Event()
        self._is_over = False

    def join(self, websocket: WebSocket, start: VonageStart) -> asyncio.Task[bool]:
        """Hear a WebSocket as this call's; the task ends with it, or with the call.

        It takes the place of one of the same party, which may be half open: somebody has asked
        Vonage for it again.

        Raises:
            StreamError: The rate is not the other socket's.
        """
        if start.sample_rate != self.sample_rate:
            raise StreamError(f"the call's other socket has {self.sample_rate} Hz")
        known = self._hearing.get(start.party)
        if known and not known.done():
            known.cancel()
        now = self._loop.time()
        self._began_at = now if self._began_at is None else self._began_at
        begins_ms = round((now - self._began_at) * 1000)
        reading = self._read(websocket, VonageMessages(start, begins_ms))
        with logger.contextualize(call_id=start.call_id):
            task = asyncio.create_task(reading, name=f"vonage: {start.party} of {start.call_id}")
        task.add_done_callback(lambda _: self._changed.set())
        self._hearing[start.party], self._sockets[start.party] = task, websocket
        self._changed.set()
        return task

    def socket_of(self, party: Speaker) -> WebSocket | None:
        """The last WebSocket that was joined for that party."""
        return self._sockets.get(party)

    def over(self) -> None:
        """Vonage has said that the call is over."""
        self._is_over = True
        self._changed.set()

    async def run(self, feed: Feed) -> str:
        """Feed both parties' audio until the call is over (`hangup`), or `disconnected`."""
        self._feed.set_result(feed)
        try:
            return await self._run()
        finally:
            self.has_ended = True

    async def _run(self) -> str:
        while not self._is_over:
            ended = {speaker: task for speaker, task in self._hearing.items() if task.done()}
            closed_well = [task.result() for task in ended.values()]  # or what the feed has raised
            if len(ended) == len(self._hearing):
                return "hangup" if any(closed_well) else "disconnected"
            now = self._loop.time()
            for speaker in self._hearing:
                await self._take(speaker, now, is_gone=speaker in ended)
            due = [self._losses[speaker].due_s(now) for speaker in self._hearing]
            await self._changes(min((due_s for due_s in due if due_s is not None), default=None))
        return "hangup"

    async def close(self) -> None:
        """Hear no socket any more."""
        for task in self._hearing.values():
            task.cancel()
        await asyncio.gather(*self._hearing.values(), return_exceptions=True)

    async def _take(self, speaker: Speaker, now: float, *, is_gone: bool) -> None:
        """Take the state of a party's socket, and tell the agent of a change."""
        loss = self._losses[speaker]
        if (is_heard := loss.take(now, is_gone=is_gone)) is not None:
            await self._tell_heard(speaker, loss.sum_s if is_heard else None)

    async def _changes(self, within_s: float | None) -> None:
        """Wait until a socket comes or ends, or the call is over, for so many seconds at most."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), within_s)
        self._changed.clear()

    async def _read(self, websocket: WebSocket, messages: VonageMessages) -> bool:
        """Feed what a socket brings until its end; whether it was closed as at a call's end."""
        feed = await asyncio.shield(self._feed)  # which another socket takes over from this one
        pace = MessagePace()
        while (event := await websocket.receive())["type"] != "websocket.disconnect":
            heard = messages.read(data_of(event))
            await pace.keep(heard)
            if isinstance(heard, KeyPress):
                await self.pressed(heard.key)
            elif heard:
                feed(*heard)
        return closed_well(event)

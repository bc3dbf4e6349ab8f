"""Audio source of Genesys: both channels of an AudioHook session, and what it must be answered."""

import asyncio
from functools import partial
from typing import Protocol

from starlette.websockets import WebSocket, WebSocketDisconnect

from conversation.events.payloads import Status
from pubsub.beside import beside
from transports.audio import mulaw
from transports.genesys.session import GenesysSession
from transports.genesys.start import GenesysStart
from transports.held_source import HELD, RESUMED
from transports.source import ExpectedAudio, Feed
from transports.streams.key_press import Press, not_told
from transports.streams.message_pace import MessagePace
from transports.streams.messages import data_of
from transports.streams.opening import START_TIMEOUT_S, read_first
from transports.streams.start import StreamError


class AgentStatus(Protocol):
    """Tells the agent of a call how its audio is."""

    async def was_held(self) -> bool:
        """Whether the agent was last told that the call is on hold."""
        ...

    async def tell(self, status: Status) -> None:
        """Tell a status; an event log that does not take it is no error."""
        ...


async def read_start(websocket: WebSocket) -> GenesysStart | None:
    """Read the `open` of an accepted WebSocket; a probe is answered to its end, and is None.

    Raises:
        StreamError: There is no usable `open`.
    """
    start = GenesysStart.parse(await read_first(websocket))
    if not start.is_probe:
        return start
    try:
        async with asyncio.timeout(START_TIMEOUT_S):
            await GenesysSource(websocket, start).run(lambda *_: None)
    except TimeoutError:
        raise StreamError(f"a probe that is not closed within {START_TIMEOUT_S:.0f} s") from None
    return None


class GenesysSource:
    """Both parties of one session: the external channel is the customer, the internal the agent.

    Attributes:
        pressed: Takes the keys that the session tells of.
        agent: Is told how the session is; None where nobody is to be.
    """

    sample_rate = mulaw.RATE
    expected_audio: ExpectedAudio | None = ExpectedAudio(
        f"PCMU audio of {mulaw.RATE} Hz",
        "AudioHook Monitor sends both parties where its channel is set to Both.",
    )

    def __init__(self, websocket: WebSocket, start: GenesysStart) -> None:
        """Create the source of a session whose `open` has been read."""
        self.pressed: Press = not_told
        self._websocket = websocket
        self._session = GenesysSession(start)
        self.agent: AgentStatus | None = None
        self._told: asyncio.Queue[Status | None] = asyncio.Queue()

    async def run(self, feed: Feed) -> str:
        """Answer `open`, and take messages until `close` (`hangup`) or the socket's end."""
        over = partial(self._told.put_nowait, None)
        async with beside(self._tell(), "the telling of a session", over):
            try:
                return await self._run(feed)
            except (WebSocketDisconnect, RuntimeError):  # it went while it was answered
                return "disconnected"

    async def _tell(self) -> None:
        """Tell the agent these statuses, one after the other: audio does not wait for the log."""
        held = self.agent is not None and await self.agent.was_held()
        while status := await self._told.get():
            is_news = status not in (HELD, RESUMED) or held != (status == HELD)
            held = (held or status == HELD) and status != RESUMED
            if self.agent and is_news:  # the first audio says always that it is no hold
                await self.agent.tell(status)

    async def _run(self, feed: Feed) -> str:
        now = asyncio.get_running_loop().time
        await self._websocket.send_text(self._session.opened())
        pace = MessagePace()
        while (event := await self._websocket.receive())["type"] != "websocket.disconnect":
            taken = self._session.take(data_of(event), now())
            await pace.keep(taken.packets)
            for packet in taken.packets:
                feed(*packet)
            for status in taken.told:
                self._told.put_nowait(status)
            if taken.pressed:
                await self.pressed(taken.pressed.key)
            if taken.reply:
                await self._websocket.send_text(taken.reply)
            if taken.ended:
                return taken.ended
        return "disconnected"  # whatever the close code: Genesys tells an end by a message

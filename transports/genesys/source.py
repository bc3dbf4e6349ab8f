"""Audio source of Genesys: both channels of an AudioHook session, and what it must be answered."""

import asyncio

from starlette.websockets import WebSocket, WebSocketDisconnect

from transports.audio import mulaw
from transports.genesys.session import GenesysSession
from transports.genesys.start import GenesysStart
from transports.source import ExpectedAudio, Feed
from transports.streams.key_press import Press, not_told
from transports.streams.messages import data_of
from transports.streams.opening import START_TIMEOUT_S, read_first
from transports.streams.start import StreamError


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

    async def run(self, feed: Feed) -> str:
        """Answer `open`, and take messages until `close` (`hangup`) or the socket's end."""
        try:
            return await self._run(feed)
        except (WebSocketDisconnect, RuntimeError):  # it went while it was answered
            return "disconnected"

    async def _run(self, feed: Feed) -> str:
        now = asyncio.get_running_loop().time
        await self._websocket.send_text(self._session.opened())
        while (event := await self._websocket.receive())["type"] != "websocket.disconnect":
            taken = self._session.take(data_of(event), now())
            for packet in taken.packets:
                feed(*packet)
            if taken.pressed:
                await self.pressed(taken.pressed.key)
            if taken.reply:
                await self._websocket.send_text(taken.reply)
            if taken.ended:
                return taken.ended
        return "disconnected"

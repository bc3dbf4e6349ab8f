"""Genesys as a carrier: an API key, and the signature over the handshake."""

import base64
import hmac
from contextlib import suppress
from functools import partial
from urllib.parse import urlsplit

from starlette.websockets import WebSocket

from conversation.events.payloads import Status
from conversation.speech.speakers import Speaker
from pipeline.call_hold import is_held
from pipeline.runtime import Runtime
from server.app_state import state_of
from server.carriers.carrier import Carrier
from server.carriers.refusals import refused, refused_from_afar
from server.carriers.twilio_signature import public_url
from server.deps import runtime_of
from stores.errors import EventLogError
from transports.genesys import signature
from transports.genesys.source import GenesysSource, read_start
from transports.genesys.start import GenesysStart
from transports.streams.start import StreamError


class _Agent:
    """The agent of one call."""

    def __init__(self, runtime: Runtime, call_id: str) -> None:
        self.was_held = partial(is_held, runtime.log, call_id)
        self._publish = partial(runtime.events.publish, call_id)

    async def tell(self, status: Status) -> None:
        """Tell a status."""
        with suppress(EventLogError):  # the spool is full, or the call was erased
            await self._publish(status)


class Genesys(Carrier[GenesysStart]):
    """Genesys AudioHook."""

    name = "genesys"
    path = "/genesys/audiohook"
    tells_holds = True

    async def refusal_of(self, websocket: WebSocket) -> str | None:
        """The refusal of a handshake without our key, or that is not signed for this time."""
        runtime, headers = runtime_of(websocket), websocket.headers
        key, secret = runtime.settings.genesys_api_key, runtime.settings.genesys_client_secret
        if key is None or secret is None:
            return refused_from_afar(websocket, "GENESYS_API_KEY")
        given = headers.get("x-api-key", "")
        if not hmac.compare_digest(given.encode(), key.get_secret_value().encode()):
            return refused(websocket, "with a wrong API key")
        query = f"?{websocket.url.query}" if websocket.url.query else ""
        wrong = signature.refusal_of(
            headers,
            target=websocket.url.path + query,
            authority=urlsplit(public_url(websocket)).netloc,
            secret=base64.b64decode(secret.get_secret_value()),
            now=runtime.clock.now(),
        )
        if wrong:
            return refused(websocket, wrong)
        used = state_of(websocket).used_signatures
        is_new = await used.take(signature.mac_of(headers), runtime.clock.monotonic())
        return None if is_new else refused(websocket, "with a signature that has been used")

    async def read_start(self, websocket: WebSocket) -> GenesysStart | None:
        """The `open` of the session that the handshake was signed for; None for a probe."""
        start = await read_start(websocket)
        signed = websocket.headers.get("audiohook-session-id")
        if start and signed not in (None, start.stream_id):
            raise StreamError("open is of another session than the handshake")
        return start

    def source(self, websocket: WebSocket, start: GenesysStart, inbound: Speaker) -> GenesysSource:
        """Both channels: who is who is said in the stream."""
        return GenesysSource(websocket, start)

    def bind(self, runtime: Runtime, source: GenesysSource, start: GenesysStart) -> None:
        """Tell the agent of holds, and of what was lost."""
        source.agent = _Agent(runtime, start.call_id)

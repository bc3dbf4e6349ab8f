"""Jambonz as a carrier: HTTP Basic authentication of the handshake (`wsAuth`)."""

import base64
import hmac

from starlette.websockets import WebSocket

from conversation.speech.speakers import Speaker
from server.carriers.carrier import Carrier
from server.carriers.refusals import refused, refused_from_afar
from server.deps import runtime_of
from transports.jambonz.stream import SUBPROTOCOL, JambonzMessages, JambonzStart, read_start
from transports.streams.source import StreamSource
from transports.streams.start import with_id


class Jambonz(Carrier[JambonzStart]):
    """The `listen` verb of jambonz."""

    name = "jambonz"
    path = "/jambonz/media"
    subprotocol = SUBPROTOCOL

    async def refusal_of(self, websocket: WebSocket) -> str | None:
        """The refusal of a handshake with another name or password."""
        wanted = runtime_of(websocket).settings.jambonz_auth
        if wanted is None:
            return refused_from_afar(websocket, "JAMBONZ_AUTH")
        encoded = base64.b64encode(wanted.get_secret_value().encode()).decode()
        scheme, _, given = websocket.headers.get("authorization", "").partition(" ")
        right = hmac.compare_digest(given.strip().encode(), encoded.encode())
        if scheme.lower() == "basic" and right:
            return None
        return refused(websocket, "with a wrong name or password")

    async def read_start(self, websocket: WebSocket) -> JambonzStart:
        """The first message; jambonz gives a stream no id."""
        return with_id(await read_start(websocket))

    def source(self, websocket: WebSocket, start: JambonzStart, inbound: Speaker) -> StreamSource:
        """Both channels; the inbound party is the caller, on the left."""
        return StreamSource(websocket, JambonzMessages(start, inbound), ends_by_closing=True)

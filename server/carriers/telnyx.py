"""Telnyx as a carrier: the signature of its webhooks, and the token in the address of a stream.

Telnyx signs its webhooks, `Ed25519(timestamp|body)`, and not the handshakes of its streams. Source:
https://developers.telnyx.com/docs/development/sdk/python/webhooks
"""

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket

from conversation.speech.speakers import Speaker
from server.carriers.carrier import Carrier
from server.carriers.refusals import refused, refused_from_afar
from server.deps import runtime_of
from settings import Settings
from transports.streams.opening import read_start
from transports.streams.source import StreamSource
from transports.streams.start import usable_id, with_id
from transports.streams.stream_token import StreamTokens
from transports.telnyx.messages import TelnyxMessages
from transports.telnyx.start import TelnyxStart

# As Telnyx's own libraries: an older webhook is somebody's who has kept it.
_TIMELY_S = 300


class Telnyx(Carrier[TelnyxStart]):
    """Telnyx media streaming."""

    name = "telnyx"
    path = "/telnyx/media"

    async def refusal_of(self, websocket: WebSocket) -> str | None:
        """The refusal of a stream whose address has no token of its call's."""
        runtime, asked = runtime_of(websocket), websocket.query_params
        tokens = tokens_of(runtime.settings)
        if tokens is None:
            return refused_from_afar(websocket, "TELNYX_STREAM_SECRET")
        call_id = usable_id(asked.get("call_id"))
        if call_id and tokens.fits(asked.get("token", ""), call_id, runtime.clock.now()):
            return None
        return refused(websocket, "with a wrong token, or one that has ended")

    async def read_start(self, websocket: WebSocket) -> TelnyxStart:
        """The `start` message, of the call that the stream's address names."""
        call_id = usable_id(websocket.query_params.get("call_id"))
        return with_id(
            await read_start(websocket, lambda message: TelnyxStart.parse(message, call_id))
        )

    def source(self, websocket: WebSocket, start: TelnyxStart, inbound: Speaker) -> StreamSource:
        """Both tracks."""
        return StreamSource(websocket, TelnyxMessages(start, inbound))


def tokens_of(settings: Settings) -> StreamTokens | None:
    """What makes and knows the tokens of streams, where there is a secret for them."""
    secret = settings.telnyx_stream_secret
    return StreamTokens(secret.get_secret_value()) if secret else None


def webhook_refusal_of(connection: HTTPConnection, body: bytes) -> str | None:
    """The refusal of a webhook that Telnyx has not signed lately, which is logged; else None."""
    runtime = runtime_of(connection)
    key = runtime.settings.telnyx_public_key
    if key is None:
        return refused_from_afar(connection, "TELNYX_PUBLIC_KEY")
    at = connection.headers.get("telnyx-timestamp", "")
    signature = connection.headers.get("telnyx-signature-ed25519", "")
    try:
        known = Ed25519PublicKey.from_public_bytes(base64.b64decode(key))
        known.verify(base64.b64decode(signature, validate=True), f"{at}|".encode() + body)
    except (InvalidSignature, binascii.Error, ValueError):
        return refused(connection, "with a wrong signature")
    if not at.isdecimal() or abs(runtime.clock.now().timestamp() - int(at)) > _TIMELY_S:
        return refused(connection, "with a signature that has ended")
    return None

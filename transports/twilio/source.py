"""Twilio source: the media stream of a forked call, from its `start` on."""

from starlette.websockets import WebSocket

from conversation.speech.speakers import Speaker
from transports.streams import opening
from transports.streams.source import StreamSource
from transports.twilio.messages import TwilioMessages, TwilioStart


async def read_start(websocket: WebSocket) -> TwilioStart:
    """Read messages up to the `start` that makes the stream a call.

    Raises:
        StreamError: There is no usable `start`.
    """
    return await opening.read_start(websocket, TwilioStart.parse)


def twilio_source(websocket: WebSocket, start: TwilioStart, inbound: Speaker) -> StreamSource:
    """Both tracks of a forked call, on whose inbound track that party is."""
    return StreamSource(websocket, TwilioMessages(start, inbound))

"""Twilio as a carrier: its signed handshake, the mark of our TwiML, and replays in its protocol."""

from datetime import datetime

from starlette.websockets import WebSocket

from conversation.events.call_parameters import REPLAY, origin_of
from conversation.speech.speakers import Speaker
from server.carriers.carrier import Carrier
from server.carriers.stream_check import check_account, check_mark
from server.carriers.twilio_signature import media_url, refusal_of
from settings import Settings
from transports.streams.source import StreamSource
from transports.streams.start import with_id
from transports.twilio.messages import TwilioStart
from transports.twilio.source import read_start, twilio_source
from transports.twilio.stream_mark import marks_of


class Twilio(Carrier[TwilioStart]):
    """Twilio Media Streams, and whatever speaks them."""

    name = "twilio"
    path = "/twilio/media"

    async def refusal_of(self, websocket: WebSocket) -> str | None:
        """The refusal of a handshake that Twilio has not signed."""
        return refusal_of(websocket, media_url(websocket), {})

    async def read_start(self, websocket: WebSocket) -> TwilioStart:
        """The `start` message."""
        return with_id(await read_start(websocket))

    def check(self, settings: Settings, start: TwilioStart, now: datetime) -> None:
        """Return if the account is ours, and the mark fits where one is needed."""
        check_account(settings, start)
        check_mark(settings, start, now)

    def source(self, websocket: WebSocket, start: TwilioStart, inbound: Speaker) -> StreamSource:
        """Both tracks."""
        return twilio_source(websocket, start, inbound)

    def origin(self, start: TwilioStart) -> str:
        """By telephone, or replayed, as the stream says itself."""
        return origin_of(start.parameters)

    def is_paced(self, settings: Settings, start: TwilioStart) -> bool:
        """All but a recording that `play` has marked; its mark has been checked by now."""
        marked = start.mark is not None and marks_of(settings)
        return not (marked and origin_of(start.parameters) == REPLAY)


class TwilioElsewhere(Twilio):
    """Streams of Twilio's that another server has let in: they have no mark of ours."""

    def check(self, settings: Settings, start: TwilioStart, now: datetime) -> None:
        """Return if the account is ours."""
        check_account(settings, start)

"""Media stream check: the rules by which the `start` of a stream is let in.

what it has                            marks are required   not required
no mark                                refused              heard, for its signed handshake
a mark of our TwiML, of this call      heard                heard
any other mark: of another call, of
other parameters, or too old           refused              refused

Where signatures are not checked, neither are marks.
"""

from datetime import datetime

from settings import Settings
from transports.streams.start import StreamError, StreamStart
from transports.twilio.messages import TwilioStart
from transports.twilio.stream_mark import marks_of


def check_account(settings: Settings, start: StreamStart) -> None:
    """Return if the stream is of `TWILIO_ACCOUNT_SID`, where that is set.

    Raises:
        StreamError: It is not.
    """
    wanted = settings.twilio_account_sid
    if wanted and start.account_id != wanted:
        raise StreamError("start.accountSid is not TWILIO_ACCOUNT_SID")


def check_mark(settings: Settings, start: TwilioStart, now: datetime) -> None:
    """Return if the stream's mark fits, or none is needed.

    Raises:
        StreamError: It does not, or one is.
    """
    marks = marks_of(settings)
    if marks is None:
        return
    if start.mark is None:
        if settings.requires_stream_mark:
            raise StreamError(
                "the stream is not of /twilio/voice; TWILIO_REQUIRE_STREAM_MARK=false takes others"
            )
    elif not marks.fits(start.mark, start.call_id, start.parameters, now):
        raise StreamError("the stream's mark is too old, or of another call or other parameters")

"""Stream start of Telnyx: the call, the stream, and how its audio is encoded.

Source: https://developers.telnyx.com/docs/voice/programmable-voice/media-streaming
"""

from dataclasses import dataclass
from typing import Any

from transports.streams.parameters import bounded, whole_number
from transports.streams.start import StreamError, StreamStart, usable_id

ENCODINGS = ("PCMU", "PCMA", "L16")
"""What is heard; Telnyx can send G722, OPUS and AMR-WB too, as the call has them."""
_G711_RATE = 8000
_L16_RATES = (8000, 16000)


@dataclass(frozen=True, slots=True)
class TelnyxStart(StreamStart):
    """The content of a `start` message.

    Attributes:
        encoding: One of `ENCODINGS`.
        sample_rate: 8000 or 16000 Hz.
    """

    encoding: str = "PCMU"
    sample_rate: int = _G711_RATE

    @classmethod
    def parse(cls, message: dict[str, Any], call_id: str | None = None) -> "TelnyxStart":
        """Read a `start` message.

        Args:
            message: The message.
            call_id: The call that the stream's address names; by default `call_control_id`.

        Raises:
            StreamError: It has no call id, or audio that is not heard here.
        """
        given = message.get("start")
        start: dict[str, Any] = given if isinstance(given, dict) else {}
        call_id = call_id or usable_id(start.get("call_control_id"))
        if call_id is None:
            raise StreamError("the start message has no usable start.call_control_id")
        encoding, rate = format_of(start.get("media_format"))
        said = start.get("custom_parameters")
        return cls(
            call_id,
            usable_id(message.get("stream_id")),
            bounded(said if isinstance(said, dict) else {}),
            usable_id(start.get("user_id")),
            encoding,
            rate,
        )


def format_of(given: Any) -> tuple[str, int]:
    """The encoding and the rate of a `media_format`.

    Raises:
        StreamError: It is not heard here.
    """
    media: dict[str, Any] = given if isinstance(given, dict) else {}
    encoding = str(media.get("encoding", "PCMU")).upper()
    if encoding not in ENCODINGS:
        raise StreamError(
            f"start.media_format.encoding must be {', '.join(ENCODINGS)}: set stream_codec to PCMU"
        )
    rate = whole_number(media.get("sample_rate", _G711_RATE))
    channels = whole_number(media.get("channels", 1))
    if rate is None or channels is None:
        raise StreamError("start.media_format has a sample_rate or channels that is none")
    if channels != 1 or rate not in (_L16_RATES if encoding == "L16" else (_G711_RATE,)):
        raise StreamError("start.media_format must be mono, of 8000 Hz, or L16 of 16000 Hz")
    return encoding, rate

"""Control messages of a media stream, as Twilio and Telnyx send them: what is no audio."""

from typing import Any

from transports.streams.key_press import KeyPress
from transports.streams.messages import Problems, StreamStopped

# With what is said of it in the log.
_PASSED_OVER = {"connected": None, "mark": None, "error": "an error that the carrier tells"}


def read_control(message: dict[str, Any], problems: Problems) -> StreamStopped | KeyPress | None:
    """The end of the stream, or a key that was pressed; `problems` is told of what is neither."""
    match message.get("event"):
        case "stop":
            return StreamStopped()
        case "dtmf":
            return KeyPress.of(message.get("dtmf"))
        case event:
            problem = _PASSED_OVER.get(str(event), "an unknown event")
            return problems.tell(problem) if problem else None

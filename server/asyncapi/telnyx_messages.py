"""Media stream messages of the AsyncAPI document, as Telnyx sends them.

Source: https://developers.telnyx.com/api-reference/websockets/stream-call-media-over-websocket
"""

from server.asyncapi.carrier_schemas import (
    DIGITS,
    STRING,
    TRACK_MEDIA,
    Schema,
    message_of,
    object_of,
)

TELNYX_MESSAGES: dict[str, Schema] = {
    "telnyx.connected": message_of("connected", "The socket is open.", [], version=STRING),
    "telnyx.start": message_of(
        "start",
        "A stream begins: which call it is of, and how its audio is encoded.",
        ["start"],
        sequence_number=DIGITS,
        stream_id=STRING,
        start=object_of(
            ["call_control_id"],
            call_control_id=STRING,
            user_id=STRING,
            media_format=object_of(
                encoding={"enum": ["PCMU", "PCMA", "L16"]},
                sample_rate={"enum": [8000, 16000]},
                channels={"const": 1},
            ),
            custom_parameters={"type": "object"},
        ),
    ),
    "telnyx.media": message_of(
        "media",
        "A piece of one track, in base64; up to 200 ms late, they are put in order.",
        ["media"],
        sequence_number=DIGITS,
        stream_id=STRING,
        media=TRACK_MEDIA,
    ),
    "telnyx.dtmf": message_of("dtmf", "A key was pressed.", [], dtmf={"type": "object"}),
    "telnyx.stop": message_of(
        "stop", "The call or the fork has ended.", [], sequence_number=DIGITS, stream_id=STRING
    ),
}
"""The messages by their names in the document; `mark` and `error` are passed over."""

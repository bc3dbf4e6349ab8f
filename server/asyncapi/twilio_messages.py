"""Media stream messages of the AsyncAPI document: as Twilio sends them, every number a string.

Source: https://www.twilio.com/docs/voice/media-streams/websocket-messages
"""

from server.asyncapi.carrier_schemas import (
    DIGITS,
    STRING,
    TRACK_MEDIA,
    Schema,
    message_of,
    object_of,
)

TWILIO_MESSAGES: dict[str, Schema] = {
    "twilio.connected": message_of(
        "connected", "The socket is open.", [], protocol=STRING, version=STRING
    ),
    "twilio.start": message_of(
        "start",
        "A stream begins: which call it is of, and its `<Parameter>`s.",
        ["start"],
        sequenceNumber=DIGITS,
        streamSid=STRING,
        start=object_of(
            ["callSid"],
            callSid=STRING,
            streamSid=STRING,
            accountSid=STRING,
            tracks={"type": "array", "items": {"enum": ["inbound", "outbound"]}},
            mediaFormat=object_of(
                encoding={"const": "audio/x-mulaw"},
                sampleRate={"const": 8000},
                channels={"const": 1},
            ),
            customParameters={
                "type": "object",
                "additionalProperties": STRING,
                "description": "The product reads `agent_id`, `inbound_role`, `language`,"
                " `playbook`, `customer_name`, `agent_name`.",
            },
        ),
    ),
    "twilio.media": message_of(
        "media",
        "20 ms of one track: mu-law, 8000 Hz, mono, in base64.",
        ["media"],
        sequenceNumber=DIGITS,
        streamSid=STRING,
        media=TRACK_MEDIA,
    ),
    "twilio.stop": message_of(
        "stop", "The call or the fork has ended.", [], sequenceNumber=DIGITS, streamSid=STRING
    ),
}
"""The messages by their names in the document."""

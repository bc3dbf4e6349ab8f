"""Media stream messages of the AsyncAPI document: as Twilio sends them, every number a string.

Source: https://www.twilio.com/docs/voice/media-streams/websocket-messages
"""

from typing import Any

Schema = dict[str, Any]
STRING: Schema = {"type": "string"}
DIGITS: Schema = {"type": "string", "pattern": "^[0-9]+$"}


def object_of(required: list[str] | None = None, **properties: Schema) -> Schema:
    """The schema of an object; without `required`, all of it is."""
    return {"type": "object", "required": required or list(properties), "properties": properties}


def message_of(event: str, summary: str, required: list[str], **properties: Schema) -> Schema:
    """A message of a media stream, which says by its `event` what it is."""
    payload = object_of(["event", *required], event={"const": event}, **properties)
    return {"title": event, "summary": summary, "payload": payload}


TRACK_MEDIA = object_of(
    ["track", "timestamp", "payload"],
    track={"enum": ["inbound", "outbound"]},
    chunk=DIGITS,
    timestamp=DIGITS | {"description": "ms from the stream's start, for both tracks."},
    payload={"type": "string", "contentEncoding": "base64"},
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

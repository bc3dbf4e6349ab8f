"""Media stream messages of the AsyncAPI document: as Twilio sends them, every number a string.

Source: https://www.twilio.com/docs/voice/media-streams/websocket-messages
"""

from typing import Any

Schema = dict[str, Any]
_STRING: Schema = {"type": "string"}
_DIGITS: Schema = {"type": "string", "pattern": "^[0-9]+$"}


def _object(required: list[str] | None = None, **properties: Schema) -> Schema:
    return {"type": "object", "required": required or list(properties), "properties": properties}


def _message(event: str, summary: str, required: list[str], **properties: Schema) -> Schema:
    payload = _object(["event", *required], event={"const": event}, **properties)
    return {"title": event, "summary": summary, "payload": payload}


TWILIO_MESSAGES: dict[str, Schema] = {
    "twilio.connected": _message(
        "connected", "The socket is open.", [], protocol=_STRING, version=_STRING
    ),
    "twilio.start": _message(
        "start",
        "A stream begins: which call it is of, and its `<Parameter>`s.",
        ["start"],
        sequenceNumber=_DIGITS,
        streamSid=_STRING,
        start=_object(
            ["callSid"],
            callSid=_STRING,
            streamSid=_STRING,
            accountSid=_STRING,
            tracks={"type": "array", "items": {"enum": ["inbound", "outbound"]}},
            mediaFormat=_object(
                encoding={"const": "audio/x-mulaw"},
                sampleRate={"const": 8000},
                channels={"const": 1},
            ),
            customParameters={
                "type": "object",
                "additionalProperties": _STRING,
                "description": "The product reads `agent_id`, `inbound_role`, `language`,"
                " `playbook`, `customer_name`, `agent_name`.",
            },
        ),
    ),
    "twilio.media": _message(
        "media",
        "20 ms of one track: mu-law, 8000 Hz, mono, in base64.",
        ["media"],
        sequenceNumber=_DIGITS,
        streamSid=_STRING,
        media=_object(
            ["track", "timestamp", "payload"],
            track={"enum": ["inbound", "outbound"]},
            chunk=_DIGITS,
            timestamp=_DIGITS | {"description": "ms from the stream's start, for both tracks."},
            payload={"type": "string", "contentEncoding": "base64"},
        ),
    ),
    "twilio.stop": _message(
        "stop", "The call or the fork has ended.", [], sequenceNumber=_DIGITS, streamSid=_STRING
    ),
}
"""The messages by their names in the document."""

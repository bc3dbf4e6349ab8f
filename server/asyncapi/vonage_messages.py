"""Messages of a party's WebSocket for the AsyncAPI document, as Vonage sends them.

Source: https://developer.vonage.com/en/voice/voice-api/concepts/websockets
"""

from server.asyncapi.carrier_schemas import STRING, Schema, message_of
from transports.vonage.stream import RATES

VONAGE_MESSAGES: dict[str, Schema] = {
    "vonage.connected": message_of(
        "websocket:connected",
        "The first message: the audio's format, and what the endpoint's `headers` say.",
        ["content-type"],
        **{"content-type": {"enum": [f"audio/l16;rate={rate}" for rate in RATES]}},
    ),
    "vonage.audio": {
        "title": "audio",
        "summary": "20 ms of 16-bit little-endian PCM.",
        "contentType": "application/octet-stream",
        "payload": {"type": "string", "format": "binary"},
    },
    "vonage.dtmf": message_of("websocket:dtmf", "A key was pressed.", [], digit=STRING),
}
"""The messages by their names in the document."""

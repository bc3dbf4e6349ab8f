"""Session messages of the AsyncAPI document, as Genesys AudioHook has them in both directions.

Source: https://developer.genesys.cloud/devapps/audiohook/protocol-reference
"""

from server.asyncapi.carrier_schemas import STRING, Schema, object_of

_NUMBER: Schema = {"type": "integer", "minimum": 0}
_OBJECT: Schema = {"type": "object"}
_PASSED = object_of(start=STRING, discarded=STRING)


def _message(
    kind: str, summary: str, parameters: Schema = _OBJECT, *, ours: bool = False
) -> Schema:
    seen = {"clientseq": _NUMBER} if ours else {"serverseq": _NUMBER, "position": STRING}
    payload = object_of(
        ["version", "type", "id", "seq", "parameters"],
        version={"const": "2"},
        type={"const": kind},
        id=STRING,
        seq=_NUMBER,
        **seen,
        parameters=parameters,
    )
    return {"title": kind, "summary": summary, "payload": payload}


_MEDIA: Schema = {
    "type": "array",
    "items": object_of(
        type={"const": "audio"},
        format={"enum": ["PCMU", "L16"]},
        channels={"type": "array", "items": {"enum": ["external", "internal"]}},
        rate={"const": 8000},
    ),
}
GENESYS_RECEIVED: dict[str, Schema] = {
    "genesys.open": _message(
        "open",
        "A call, or a probe, whose conversation is the null UUID; what can be sent of it.",
        object_of(["conversationId", "media"], conversationId=STRING, media=_MEDIA),
    ),
    "genesys.audio": {
        "title": "audio",
        "summary": "A frame of both channels, mu-law, 8000 Hz, a byte of each in turn.",
        "contentType": "application/octet-stream",
        "payload": {"type": "string", "format": "binary"},
    },
    "genesys.ping": _message("ping", "Answered with `pong`."),
    "genesys.paused": _message("paused", "No audio until `resumed`."),
    "genesys.resumed": _message("resumed", "So much was not sent.", _PASSED),
    "genesys.discarded": _message("discarded", "So much was not sent.", _PASSED),
    "genesys.close": _message(
        "close", "The session is over; answered with `closed`.", object_of(reason=STRING)
    ),
}
"""What Genesys sends, by the names in the document; `update` and `error` are passed over."""
GENESYS_SENT: dict[str, Schema] = {
    "genesys.opened": _message(
        "opened",
        "The audio that is wanted.",
        object_of(["media"], startPaused={"type": "boolean"}, media=_MEDIA),
        ours=True,
    ),
    "genesys.pong": _message("pong", "The answer to `ping`.", ours=True),
    "genesys.closed": _message("closed", "The answer to `close`.", ours=True),
}
"""What is sent back, and nothing else: no audio."""

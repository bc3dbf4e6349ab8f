"""Messages of a `listen` of jambonz for the AsyncAPI document.

Source: https://docs.jambonz.org/verbs/verbs/listen
"""

from server.asyncapi.carrier_schemas import STRING, Schema, message_of, object_of

JAMBONZ_MESSAGES: dict[str, Schema] = {
    "jambonz.attributes": {
        "title": "attributes",
        "summary": "The first message: the call's attributes, and what `metadata` adds.",
        "payload": object_of(
            ["callSid", "sampleRate", "mixType"],
            callSid=STRING,
            accountSid=STRING,
            sampleRate={"enum": [8000, 16000]},
            mixType={"const": "stereo"},
        ),
    },
    "jambonz.audio": {
        "title": "audio",
        "summary": "16-bit little-endian PCM, a sample of each channel in turn.",
        "contentType": "application/octet-stream",
        "payload": {"type": "string", "format": "binary"},
    },
    "jambonz.dtmf": message_of("dtmf", "A key was pressed.", [], dtmf=STRING),
}
"""The messages by their names in the document."""

"""Fork markup: the `<Start>` that has a carrier fork both tracks of a call, in TwiML and TeXML."""

from collections.abc import Mapping

from twilio.twiml.voice_response import Start, Stream

NOT_CONNECTED = "This line is not connected to an agent yet. Goodbye."
"""What a caller hears where nobody can be rung."""


def fork_start(
    media_url: str, status_url: str, parameters: Mapping[str, str], codec: str | None = None
) -> Start:
    """The `<Start>` of a fork.

    Args:
        media_url: The media socket's address, `wss://`.
        status_url: Where the carrier tells how the stream is.
        parameters: The `<Parameter>`s of the stream.
        codec: Of the audio, an attribute that Telnyx alone knows.
    """
    start = Start()
    stream = Stream(
        name="call-shadow",
        url=media_url,
        track="both_tracks",
        status_callback=status_url,
        status_callback_method="POST",
        **({"codec": codec} if codec else {}),
    )
    for name, value in parameters.items():
        stream.parameter(name=name, value=value)
    start.append(stream)
    return start

"""TeXML: what has Telnyx fork both tracks of a call to us, and then connect the two people.

TeXML is TwiML but for some attributes: `codec` is Telnyx's own. Sources:
https://developers.telnyx.com/docs/voice/programmable-voice/texml-verbs/stream, …/texml-verbs/dial
"""

from collections.abc import Mapping

from twilio.twiml.voice_response import Dial, VoiceResponse

from transports.streams.fork_markup import NOT_CONNECTED, fork_start


def forked_call(
    callee: str | None, *, media_url: str | None, status_url: str, parameters: Mapping[str, str]
) -> str:
    """The TeXML of a call.

    Args:
        callee: The number that rings; without one, the caller hears a sentence, and nothing is
            forked.
        media_url: The media socket's address with its token; without one nothing is forked.
        status_url: Where Telnyx tells how the stream is.
        parameters: The `<Parameter>`s of the stream.
    """
    response = VoiceResponse()
    if not callee:
        response.say(NOT_CONNECTED)
        return str(response)
    if media_url:
        response.append(fork_start(media_url, status_url, parameters, codec="PCMU"))
    dial = Dial()
    dial.number(callee)
    response.append(dial)
    return str(response)

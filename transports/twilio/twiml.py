"""TwiML: what forks both tracks of a call to us, and then connects the two people.

Sources: https://www.twilio.com/docs/voice/twiml/stream, https://www.twilio.com/docs/voice/twiml/dial
"""

from collections.abc import Mapping

from twilio.twiml.voice_response import Dial, Start, Stream, VoiceResponse

from settings.dial_address import Address, Kind
from transports.twilio.dialing import Dialling

_NOBODY = "This line is not connected to an agent yet. Goodbye."


def forked_call(
    call: Dialling, *, media_url: str, status_url: str, parameters: Mapping[str, str]
) -> str:
    """The TwiML of a call.

    Args:
        call: Who rings; where nobody can, the caller hears a sentence.
        media_url: The media socket's address, `wss://`.
        status_url: Where Twilio tells how the stream is.
        parameters: The `<Parameter>`s of the stream.
    """
    response = VoiceResponse()
    start = Start()
    stream = Stream(
        name="call-shadow",
        url=media_url,
        track="both_tracks",
        status_callback=status_url,
        status_callback_method="POST",
    )
    for name, value in parameters.items():
        stream.parameter(name=name, value=value)
    start.append(stream)
    response.append(start)
    if call.callee:
        response.append(_dial(call.callee, call.caller_id))
    else:
        response.say(_NOBODY)
    return str(response)


def nobody() -> str:
    """The TwiML of a call that leads to nobody: a sentence."""
    response = VoiceResponse()
    response.say(_NOBODY)
    return str(response)


def _dial(callee: Address, caller_id: str | None) -> Dial:
    dial = Dial(answer_on_bridge=True, caller_id=caller_id)
    match callee.kind:
        case Kind.NUMBER:
            dial.number(callee.value)
        case Kind.CLIENT:
            dial.client(callee.value)
        case Kind.SIP:
            dial.sip(callee.value)
    return dial

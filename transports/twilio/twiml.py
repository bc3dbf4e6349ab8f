"""TwiML: what forks both tracks of a call to us, and then connects the two people.

Sources: https://www.twilio.com/docs/voice/twiml/stream, https://www.twilio.com/docs/voice/twiml/dial
"""

from collections.abc import Mapping
from dataclasses import dataclass

from twilio.twiml.voice_response import Dial, VoiceResponse

from conversation.speech.speakers import Speaker
from settings.dial_address import DialAddress, DialKind
from transports.streams.fork_markup import NOT_CONNECTED, fork_start
from transports.twilio.dialing import Dialling

_VOICES = {"de": "de-DE", "en": "en-US", "es": "es-ES", "fr": "fr-FR", "it": "it-IT"}
"""The languages in which a notice is said, where the tag of a call has no region."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that a customer hears before their words are listened to.

    Attributes:
        text: A sentence, or the address of a sound file.
        url: Where the TwiML of it is, for the leg of who is called.
        language: BCP-47 tag of the sentence.
    """

    text: str
    url: str
    language: str

    def say(self, response: VoiceResponse) -> None:
        """Put it into TwiML."""
        if self.text.startswith("https://"):
            response.play(self.text)
        else:
            response.say(self.text, language=_VOICES.get(self.language, self.language))


def noticed(notice: Notice) -> str:
    """The TwiML of a notice alone."""
    response = VoiceResponse()
    notice.say(response)
    return str(response)


def forked_call(
    call: Dialling,
    *,
    media_url: str,
    status_url: str,
    parameters: Mapping[str, str],
    notice: Notice | None = None,
) -> str:
    """The TwiML of a call.

    The customer hears the notice first: where they call, before the fork; where they are called,
    when they have answered and before they are connected.

    Args:
        call: Who rings; where nobody can, the caller hears a sentence, and nothing is forked.
        media_url: The media socket's address, `wss://`.
        status_url: Where Twilio tells how the stream is.
        parameters: The `<Parameter>`s of the stream.
        notice: What the customer hears first.
    """
    if call.callee is None:
        return nobody()
    response = VoiceResponse()
    is_called = call.inbound is Speaker.AGENT
    if notice and not is_called:
        notice.say(response)
    response.append(fork_start(media_url, status_url, parameters))
    response.append(_dial(call, call.callee, notice.url if notice and is_called else None))
    return str(response)


def silence() -> str:
    """TwiML that does nothing."""
    return str(VoiceResponse())


def nobody() -> str:
    """The TwiML of a call that leads to nobody: a sentence."""
    response = VoiceResponse()
    response.say(NOT_CONNECTED)
    return str(response)


def _dial(call: Dialling, callee: DialAddress, notice_url: str | None) -> Dial:
    dial = Dial(answer_on_bridge=True, caller_id=call.caller_id)
    match callee.kind:
        case DialKind.NUMBER:
            dial.number(callee.value, url=notice_url)
        case DialKind.CLIENT:
            dial.client(callee.value, url=notice_url)
        case DialKind.SIP:
            dial.sip(callee.value, url=notice_url)
    return dial

"""Stream start of Genesys AudioHook: the `open` message, and what it offers to send.

Source: https://developer.genesys.cloud/devapps/audiohook/protocol-reference
"""

import re
from dataclasses import dataclass
from typing import Any

from conversation.events.call_parameters import CUSTOMER_NUMBER
from conversation.speech.speakers import Speaker
from transports.audio import mulaw
from transports.streams.parameters import bounded, whole_number
from transports.streams.start import StreamError, StreamStart, usable_id

NO_CONVERSATION = "00000000-0000-0000-0000-000000000000"
"""The conversation of a probe: Genesys tries whether the server answers, and sends no audio."""
_CHANNELS = {"external": Speaker.CUSTOMER, "internal": Speaker.AGENT}
_NUMBER = re.compile(r"(?:tel:)?(\+\d{5,15})")
_HIGHEST_SEQ = 2**31 - 1


@dataclass(frozen=True, slots=True)
class GenesysStart(StreamStart):
    """The content of an `open` message.

    Attributes:
        media: The offer that is taken, as it is answered: PCMU of both channels.
        speakers: The party of each channel, in the order in which their samples come.
        seq: The number of the message.
    """

    media: dict[str, Any] | None = None
    speakers: tuple[Speaker, ...] = ()
    seq: int = 1

    @property
    def is_probe(self) -> bool:
        """Whether it is no call: Genesys only tries the connection."""
        return self.call_id == NO_CONVERSATION

    @classmethod
    def parse(cls, message: dict[str, Any]) -> "GenesysStart":
        """Read an `open` message.

        Raises:
            StreamError: It is not one, or offers no stereo.
        """
        given = message.get("parameters")
        said: dict[str, Any] = given if isinstance(given, dict) else {}
        call_id, session_id = usable_id(said.get("conversationId")), usable_id(message.get("id"))
        if message.get("type") != "open" or call_id is None or session_id is None:
            raise StreamError("the first message is no open with an id and a conversationId")
        media = _stereo(said.get("media"))
        if media is None and call_id != NO_CONVERSATION:
            raise StreamError("open offers no PCMU of both channels: set the channel to both")
        return cls(
            call_id,
            session_id,
            _parameters(said),
            usable_id(said.get("organizationId")),
            media,
            tuple(_CHANNELS[name] for name in media["channels"]) if media else (),
            number_of(message.get("seq")) or 1,
        )


def number_of(seq: Any) -> int | None:
    """The number of a message, from 1; None where it is none that a session comes to."""
    return seq if type(seq) is int and 0 < seq <= _HIGHEST_SEQ else None


def _stereo(offers: Any) -> dict[str, Any] | None:
    """The first offer that is heard here."""
    for offer in offers if isinstance(offers, list) else ():
        if (
            isinstance(offer, dict)
            and (offer.get("type"), offer.get("format")) == ("audio", "PCMU")
            and whole_number(offer.get("rate")) == mulaw.RATE
            and isinstance(channels := offer.get("channels"), list)
            and sorted(map(str, channels)) == sorted(_CHANNELS)
        ):
            return {"type": "audio", "format": "PCMU", "channels": channels, "rate": mulaw.RATE}
    return None


def _parameters(said: dict[str, Any]) -> dict[str, str]:
    """What the integration's configuration says of the call, and the customer's number."""
    custom, person = said.get("customConfig"), said.get("participant")
    ani = person.get("ani") if isinstance(person, dict) else None
    number = _NUMBER.fullmatch(ani) if isinstance(ani, str) else None
    known = {CUSTOMER_NUMBER: number[1]} if number else {}
    return bounded(known | (custom if isinstance(custom, dict) else {}))

"""Carrier channels of the AsyncAPI document: what comes on a carrier's media socket, a row each."""

from collections.abc import Mapping
from dataclasses import dataclass

from server.asyncapi.carrier_schemas import Schema
from server.asyncapi.genesys_messages import GENESYS_RECEIVED, GENESYS_SENT
from server.asyncapi.jambonz_messages import JAMBONZ_MESSAGES
from server.asyncapi.telnyx_messages import TELNYX_MESSAGES
from server.asyncapi.twilio_messages import TWILIO_MESSAGES
from server.asyncapi.vonage_messages import VONAGE_MESSAGES


@dataclass(frozen=True, slots=True)
class CarrierChannel:
    """The channel of one carrier.

    Attributes:
        carrier: The carrier's name.
        name: The channel's.
        operation: The name of what is received.
        summary: What comes, for people.
        received: The messages that come, by their names in the document.
        sent: What the protocol must be answered with: the operation's name and its messages.
    """

    carrier: str
    name: str
    operation: str
    summary: str
    received: Mapping[str, Schema]
    sent: tuple[str, Mapping[str, Schema]] | None = None


CARRIER_CHANNELS = (
    CarrierChannel(
        *("twilio", "media", "receiveAudio"),
        "Both tracks of a forked call. Nothing is sent back.",
        TWILIO_MESSAGES,
    ),
    CarrierChannel(
        *("telnyx", "telnyx", "receiveTelnyxAudio"),
        "The same, as Telnyx sends it. Nothing is sent back.",
        TELNYX_MESSAGES,
    ),
    CarrierChannel(
        *("genesys", "genesys", "receiveGenesysSession"),
        "Both channels of a call, and what the protocol says of it.",
        GENESYS_RECEIVED,
        ("sendGenesysAnswers", GENESYS_SENT),
    ),
    CarrierChannel(
        *("jambonz", "jambonz", "receiveJambonzAudio"),
        "Both channels of a call. Nothing is sent back.",
        JAMBONZ_MESSAGES,
    ),
    CarrierChannel(
        *("vonage", "vonage", "receiveVonageAudio"),
        "One party of a call; each has a socket. Nothing is sent back.",
        VONAGE_MESSAGES,
    ),
)
"""In the order of `server/carriers/carriers.py`."""

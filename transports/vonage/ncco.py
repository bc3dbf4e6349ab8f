"""NCCO: what has Vonage bring the two people of a call, and what listens to them, together.

Both people enter one named conversation; a leg that listens enters it too, hears one of them, and
is heard by nobody. Source: https://developer.vonage.com/en/voice/voice-api/ncco-reference
"""

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from conversation.errors import ErrorCode
from settings.dial_address import DialKind, parse_address
from transports.control import CarrierError
from transports.streams.fork_markup import NOT_CONNECTED

Action: TypeAlias = dict[str, Any]
HEADER_BYTES = 512
"""What the `headers` of a WebSocket endpoint may take together."""


def conversation_name(call_id: str) -> str:
    """The conversation of a call; names are the application's own."""
    return f"call-shadow-{call_id}"


def caller_enters(call_id: str, music_url: str | None) -> list[Action]:
    """The NCCO of who calls: they wait, with music where there is some, and end it by leaving."""
    action: Action = {
        "action": "conversation",
        "name": conversation_name(call_id),
        "startOnEnter": False,
        "endOnExit": True,
    }
    return [action | ({"musicOnHoldUrl": [music_url]} if music_url else {})]


def callee_enters(call_id: str) -> list[Action]:
    """The NCCO of who was rung: the conversation begins with them, and ends with them."""
    name = conversation_name(call_id)
    return [{"action": "conversation", "name": name, "startOnEnter": True, "endOnExit": True}]


def listener_enters(conversation: str, leg: str) -> list[Action]:
    """The NCCO of a leg that hears that one alone, is heard by none, begins and ends nothing."""
    return [
        {
            "action": "conversation",
            "name": conversation,
            "canHear": [leg],
            "canSpeak": [],
            "startOnEnter": False,
            "endOnExit": False,
        }
    ]


def connected(number: str, caller_id: str | None) -> list[Action]:
    """The NCCO of a call that nothing listens to: that number rings."""
    shown = {"from": digits(caller_id)} if caller_id else {"randomFromNumber": True}
    endpoint = [{"type": "phone", "number": digits(number)}]
    return [{"action": "connect", **shown, "endpoint": endpoint}]


def nobody() -> list[Action]:
    """The NCCO of a call for which no number is set."""
    return [{"action": "talk", "text": NOT_CONNECTED}]


def digits(number: str) -> str:
    """A number as Vonage writes it: E.164 without the plus sign."""
    return number.removeprefix("+")


def endpoint_of(agent: str) -> dict[str, str]:
    """The endpoint of who is rung first in a dialled call.

    Raises:
        CarrierError: Vonage's Voice API rings nobody there.
    """
    address = parse_address(agent)
    if address and address.kind is DialKind.NUMBER:
        return {"type": "phone", "number": digits(address.value)}
    if address and address.kind is DialKind.SIP:
        return {"type": "sip", "uri": address.value}
    raise CarrierError(
        ErrorCode.CARRIER_UNABLE, "Vonage's Voice API rings phones and SIP addresses, no client:."
    )


def headers_of(parameters: Mapping[str, str]) -> dict[str, str]:
    """The `headers` of a WebSocket endpoint: as many of the parameters as they may take."""
    headers: dict[str, str] = {}
    for name, value in parameters.items():
        more = headers | {name: value}
        if len(json.dumps(more)) <= HEADER_BYTES:
            headers = more
    return headers

"""Dialing: from the form of Twilio's voice webhook to who calls, who rings, and whose call it is.

| `From`                     | is                    | `To` rings                                 |
|----------------------------|-----------------------|--------------------------------------------|
| `+14155550100`             | the setting's role    | `TWILIO_AGENT_NUMBER`                      |
| `client:maria`             | the agent `maria`     | a number, another `client:`, a SIP address |
| `sip:maria@…`              | the agent `maria`     | the same; `sip:+1415…@…` is that number    |
| `sip:X@….sip.twilio.com`   | the agent `X`: a phone registered at our own domain | the same     |
| `sip:+14155550100@…`       | a trunk: as a number  | `TWILIO_AGENT_NUMBER`                      |

Sources: https://www.twilio.com/docs/voice/twiml/dial (a `<Dial>` from a client or a SIP leg needs a
`callerId`, else error 13214), https://www.twilio.com/docs/voice/twiml/client (an identity is
letters, digits and `_`; other characters arrive encoded).
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from conversation.speech.speakers import Speaker
from settings.dial_address import NUMBER, SIP, DialAddress, DialKind, parse_address

_OUR_SIP_DOMAINS = ".sip.twilio.com"
_ENCODED = re.compile(r"_([0-9A-Fa-f]{2})")


def agent_id_of(user: str, known: Collection[str]) -> str:
    """The name of an agent whose identity is `user`.

    Twilio's identities hold letters, digits and `_`; who has another character in their name writes
    it as `_` and two hex digits (`maria_2Eoneill`). That can't be told from a name like `desk_42`,
    so it is decoded only where the decoded name is one of the `known` ones (the keys' names).
    """
    if user in known:
        return user
    decoded = _ENCODED.sub(lambda match: chr(int(match[1], 16)), user)
    return decoded if decoded in known else user


@dataclass(frozen=True, slots=True)
class Dialling:
    """The parties of a webhook's call.

    Attributes:
        inbound: Who is on the inbound track: the party whose leg is forked.
        agent: The identity of the agent, where their own leg calls; else empty.
        callee: Who rings; None where nobody can.
        caller_id: The number that the callee sees, where the caller has none of their own.
    """

    inbound: Speaker
    agent: str
    callee: DialAddress | None
    caller_id: str | None


def dialling(
    form: Mapping[str, str],
    *,
    agent_number: str | None,
    caller_id: str | None,
    inbound_role: Speaker,
) -> Dialling:
    """Find out who calls whom.

    Args:
        form: The webhook's form: `From` and `To` count.
        agent_number: `TWILIO_AGENT_NUMBER`: who rings where a customer calls.
        caller_id: `TWILIO_CALLER_ID`: a number of the account, or one that it has verified.
        inbound_role: Who calls in by an ordinary number.
    """
    caller = form.get("From", "").strip()
    address = parse_address(caller)
    is_client = address is not None and address.kind is DialKind.CLIENT
    # A SIP leg keeps what its phone says of itself, where no number is set.
    shown = caller_id or (_number(agent_number) if is_client else None)
    if NUMBER.fullmatch(caller):
        shown = None  # the customer's own
    if agent := _agent(caller, address):
        return Dialling(Speaker.AGENT, agent, parse_address(form.get("To", "")), shown)
    return Dialling(inbound_role, "", parse_address(agent_number or ""), shown)


def _agent(caller: str, address: DialAddress | None) -> str:
    """The identity of an agent who calls from a browser or a SIP phone; empty for anybody else."""
    sip = SIP.fullmatch(caller)
    if sip and (sip["host"] or "").lower().endswith(_OUR_SIP_DOMAINS):
        return unquote(sip["user"])
    return address.user if address else ""


def _number(text: str | None) -> str | None:
    address = parse_address(text or "")
    return address.value if address and address.kind is DialKind.NUMBER else None

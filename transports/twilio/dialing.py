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
from enum import StrEnum
from urllib.parse import unquote

from conversation.speech.speakers import Speaker

_NUMBER = re.compile(r"\+?[0-9]{3,15}")
_LONGEST_EXTENSION = 6
_OUR_SIP_DOMAINS = ".sip.twilio.com"
_PUNCTUATION = re.compile(r"[ ().-]")
_SIP = re.compile(
    r"sips?:(?P<user>[^@;\s<>\"]{1,128})(?:@(?P<host>[^:;?\s<>\"]{1,255}))?[^\s<>\"]*"
)
_CLIENT = re.compile(r"client:(?P<name>[^\s<>\"]{1,121})")
_ENCODED = re.compile(r"_([0-9A-Fa-f]{2})")


class Kind(StrEnum):
    """What an address of Twilio's is; the name of the TwiML noun that dials it."""

    NUMBER = "number"
    CLIENT = "client"
    SIP = "sip"


@dataclass(frozen=True, slots=True)
class Address:
    """Somebody who can call or be called.

    Attributes:
        kind: What it is.
        value: What the TwiML noun holds: a phone number, a client's identity as Twilio wrote it, or
            a SIP URI.
        user: For a client or a SIP address, whose it is, decoded; else empty.
    """

    kind: Kind
    value: str
    user: str = ""


def parse_address(text: str) -> Address | None:
    """Read a `From`, a `To` or a setting; None where nothing of the kind can be dialled.

    A SIP address whose user is a whole phone number is that number; one of a few digits is a phone
    of the house.
    """
    text = text.strip()
    if client := _CLIENT.fullmatch(text):
        return Address(Kind.CLIENT, client["name"], unquote(client["name"]))
    if sip := _SIP.fullmatch(text):
        user = unquote(sip["user"])
        if _NUMBER.fullmatch(user) and (user[0] == "+" or len(user) > _LONGEST_EXTENSION):
            return Address(Kind.NUMBER, user)
        return Address(Kind.SIP, text, user) if sip["host"] else None
    number = _PUNCTUATION.sub("", text)
    return Address(Kind.NUMBER, number) if _NUMBER.fullmatch(number) else None


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
    """What a webhook's call comes to.

    Attributes:
        inbound: Who is on the inbound track: the party whose leg is forked.
        agent: The identity of the agent, where their own leg calls; else empty.
        callee: Who rings; None where nobody can.
        caller_id: The number that the callee sees, where the caller has none of their own.
    """

    inbound: Speaker
    agent: str
    callee: Address | None
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
    is_client = address is not None and address.kind is Kind.CLIENT
    # A SIP leg keeps what its phone says of itself, where no number is set.
    shown = caller_id or (_number(agent_number) if is_client else None)
    if _NUMBER.fullmatch(caller):
        shown = None  # the customer's own
    if agent := _agent(caller, address):
        return Dialling(Speaker.AGENT, agent, parse_address(form.get("To", "")), shown)
    return Dialling(inbound_role, "", parse_address(agent_number or ""), shown)


def _agent(caller: str, address: Address | None) -> str:
    """The identity of an agent who calls from a browser or a SIP phone; empty for anybody else."""
    sip = _SIP.fullmatch(caller)
    if sip and (sip["host"] or "").lower().endswith(_OUR_SIP_DOMAINS):
        return unquote(sip["user"])
    return address.user if address else ""


def _number(text: str | None) -> str | None:
    address = parse_address(text or "")
    return address.value if address and address.kind is Kind.NUMBER else None

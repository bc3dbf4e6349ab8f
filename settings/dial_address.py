"""Dialing address: a phone number, a browser's client or a SIP address that Twilio can ring."""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
"""A phone number with its country code (ITU-T E.164)."""
NUMBER = re.compile(r"\+?[0-9]{3,15}")
SIP = re.compile(r"sips?:(?P<user>[^@;\s<>\"]{1,128})(?:@(?P<host>[^:;?\s<>\"]{1,255}))?[^\s<>\"]*")
_CLIENT = re.compile(r"client:(?P<name>[^\s<>\"]{1,121})")
_LONGEST_EXTENSION = 6
_PUNCTUATION = re.compile(r"[ ().-]")


class DialKind(StrEnum):
    """The kind of an address: the name of the TwiML noun that dials it."""

    NUMBER = "number"
    CLIENT = "client"
    SIP = "sip"


@dataclass(frozen=True, slots=True)
class DialAddress:
    """Somebody who can call or be called.

    Attributes:
        kind: What it is.
        value: What the TwiML noun holds: a phone number, a client's identity as Twilio wrote it, or
            a SIP URI.
        user: For a client or a SIP address, whose it is, decoded; else empty.
    """

    kind: DialKind
    value: str
    user: str = ""


def parse_address(text: str) -> DialAddress | None:
    """Read a `From`, a `To` or a setting; None where nothing of the kind can be dialled.

    A SIP address whose user is a whole phone number is that number; one of a few digits is a phone
    of the house.
    """
    scheme, colon, rest = text.strip().partition(":")
    text = f"{scheme.lower()}{colon}{rest}"
    if client := _CLIENT.fullmatch(text):
        return DialAddress(DialKind.CLIENT, client["name"], unquote(client["name"]))
    if sip := SIP.fullmatch(text):
        user = unquote(sip["user"])
        if NUMBER.fullmatch(user) and (user[0] == "+" or len(user) > _LONGEST_EXTENSION):
            return DialAddress(DialKind.NUMBER, user)
        return DialAddress(DialKind.SIP, text, user) if sip["host"] else None
    number = _PUNCTUATION.sub("", text)
    return DialAddress(DialKind.NUMBER, number) if NUMBER.fullmatch(number) else None

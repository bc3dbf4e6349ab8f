"""Addresses that Twilio can ring, as a setting or a webhook writes them."""

import pytest

from settings.dial_address import Address, Kind, parse_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("+14155550100", Address(Kind.NUMBER, "+14155550100")),
        ("+1 (415) 555-0100", Address(Kind.NUMBER, "+14155550100")),
        ("611", Address(Kind.NUMBER, "611")),
        ("client:maria", Address(Kind.CLIENT, "maria", "maria")),
        ("client:maria%40a.com", Address(Kind.CLIENT, "maria%40a.com", "maria@a.com")),
        ("sip:ben@desk.sip.twilio.com", Address(Kind.SIP, "sip:ben@desk.sip.twilio.com", "ben")),
        ("sip:+14155550199@desk.sip.twilio.com", Address(Kind.NUMBER, "+14155550199")),
        ("sip:+14155550199@desk.sip.twilio.com:5060;transport=udp",
         Address(Kind.NUMBER, "+14155550199")),
        ("sip:1001@desk.sip.twilio.com", Address(Kind.SIP, "sip:1001@desk.sip.twilio.com", "1001")),
        ("SIP:Ben@desk.sip.twilio.com", Address(Kind.SIP, "sip:Ben@desk.sip.twilio.com", "Ben")),
        ("Client:Maria", Address(Kind.CLIENT, "Maria", "Maria")),
        ("my phone", None),
        ("0", None),
        ("", None),
        ("anonymous", None),
        ("client:", None),
        ("sip:", None),
        ('+1"/><Hangup/>', None),
        ('"+14155550100"', None),
    ],
)  # fmt: skip
def test_an_address_is_what_can_be_dialled(text: str, address: Address | None):
    """Numbers, clients and SIP addresses are told apart; nothing else is an address."""
    assert parse_address(text) == address

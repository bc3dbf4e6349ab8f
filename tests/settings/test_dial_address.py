"""Addresses that Twilio can ring, as a setting or a webhook writes them."""

import pytest

from settings.dial_address import DialAddress, DialKind, parse_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("+14155550100", DialAddress(DialKind.NUMBER, "+14155550100")),
        ("+1 (415) 555-0100", DialAddress(DialKind.NUMBER, "+14155550100")),
        ("611", DialAddress(DialKind.NUMBER, "611")),
        ("client:maria", DialAddress(DialKind.CLIENT, "maria", "maria")),
        ("client:maria%40a.com", DialAddress(DialKind.CLIENT, "maria%40a.com", "maria@a.com")),
        ("sip:ben@desk.sip.twilio.com",
         DialAddress(DialKind.SIP, "sip:ben@desk.sip.twilio.com", "ben")),
        ("sip:+14155550199@desk.sip.twilio.com", DialAddress(DialKind.NUMBER, "+14155550199")),
        ("sip:+14155550199@desk.sip.twilio.com:5060;transport=udp",
         DialAddress(DialKind.NUMBER, "+14155550199")),
        ("sip:1001@desk.sip.twilio.com",
         DialAddress(DialKind.SIP, "sip:1001@desk.sip.twilio.com", "1001")),
        ("SIP:Ben@desk.sip.twilio.com",
         DialAddress(DialKind.SIP, "sip:Ben@desk.sip.twilio.com", "Ben")),
        ("Client:Maria", DialAddress(DialKind.CLIENT, "Maria", "Maria")),
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
def test_an_address_is_what_can_be_dialled(text: str, address: DialAddress | None):
    """Numbers, clients and SIP addresses are told apart; nothing else is an address."""
    assert parse_address(text) == address

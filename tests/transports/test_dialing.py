"""Who calls whom, from the form of Twilio's voice webhook."""

import pytest

from conversation.speech.speakers import Speaker
from settings.dial_address import DialAddress, DialKind
from transports.twilio.dialing import Dialling, agent_id_of, dialling

AGENTS_PHONE = "+14155550100"
OURS = "+14155550111"


def dial(caller: str, callee: str, caller_id: str | None = OURS) -> Dialling:
    return dialling(
        {"From": caller, "To": callee},
        agent_number=AGENTS_PHONE,
        caller_id=caller_id,
        inbound_role=Speaker.CUSTOMER,
    )


def test_a_customer_rings_the_agents_number():
    """The customer's own number is what the agent sees."""
    assert dial("+33612345678", OURS) == Dialling(
        Speaker.CUSTOMER, "", DialAddress(DialKind.NUMBER, AGENTS_PHONE), None
    )


@pytest.mark.parametrize("caller", ["client:maria", "sip:maria@desk.sip.twilio.com"])
@pytest.mark.parametrize(
    ("callee", "rings"),
    [
        ("+14155550199", DialAddress(DialKind.NUMBER, "+14155550199")),
        ("sip:+14155550199@desk.sip.twilio.com", DialAddress(DialKind.NUMBER, "+14155550199")),
        ("client:bob", DialAddress(DialKind.CLIENT, "bob", "bob")),
        (
            "sip:bob@desk.sip.twilio.com",
            DialAddress(DialKind.SIP, "sip:bob@desk.sip.twilio.com", "bob"),
        ),
        ("nobody at all", None),
    ],
)
def test_an_agent_who_calls_out_is_the_inbound_track(
    caller: str, callee: str, rings: DialAddress | None
):
    """Whoever calls from a client or a SIP phone is an agent, has a caller id, and rings `To`."""
    assert dial(caller, callee) == Dialling(Speaker.AGENT, "maria", rings, OURS)


@pytest.mark.parametrize("user", ["1001", "+14155550142", "maria"])
def test_a_phone_registered_at_our_sip_domain_is_an_agents(user: str):
    """Whatever its user is called: extensions and numbers are common names of desk phones."""
    call = dial(f"sip:{user}@desk.sip.twilio.com", "+14155550199")
    assert (call.inbound, call.agent) == (Speaker.AGENT, user)


def test_a_trunks_number_is_a_customer():
    """A SIP trunk hands a customer's number over in a SIP address."""
    assert dial("sip:+33612345678@carrier.example", OURS) == Dialling(
        Speaker.CUSTOMER, "", DialAddress(DialKind.NUMBER, AGENTS_PHONE), OURS
    )


def test_a_browser_shows_the_agents_number_where_no_other_is_set():
    """Twilio refuses a `<Dial>` from a client without a caller id (13214)."""
    assert dial("client:maria", "+14155550199", caller_id=None).caller_id == AGENTS_PHONE
    assert dial("sip:maria@desk.sip.twilio.com", "+14155550199", caller_id=None).caller_id is None


@pytest.mark.parametrize(
    ("identity", "known", "agent"),
    [
        ("maria", {"maria"}, "maria"),
        ("maria_2Eoneill_40example_2Ecom", {"maria.oneill@example.com"},
         "maria.oneill@example.com"),
        ("maria_2Eoneill", {"maria_2Eoneill", "maria.oneill"}, "maria_2Eoneill"),
        ("desk_42", {"desk_42"}, "desk_42"),
        ("desk_42", {"ben"}, "desk_42"),
        ("desk_42", set(), "desk_42"),
    ],
)  # fmt: skip
def test_an_encoded_identity_is_the_name_of_a_key(identity: str, known: set[str], agent: str):
    """It is decoded where that makes it a known name, and else left as it is."""
    assert agent_id_of(identity, known) == agent

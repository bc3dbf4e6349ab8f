"""Stream parameters: what is kept of what a stream says of itself."""

from conversation.events.call_parameters import origin_of
from transports.streams.parameters import MAX_COUNT, MAX_NAME, MAX_VALUE, bounded


def test_what_twilio_can_send_is_kept() -> None:
    """Names and values within its limits, as text."""
    said = {"agent_id": "maria", "vip": True, "note": "x" * MAX_VALUE, "n" * MAX_NAME: "y"}
    assert bounded(said) == said | {"vip": "True"}


def test_what_is_too_long_or_too_many_is_left_out() -> None:
    """A name, a value, the rest of a hundred; what the product reads is not among them."""
    assert bounded({"n" * (MAX_NAME + 1): "x", "a": "x" * (MAX_VALUE + 1), "": "x", "b": "y"}) == {
        "b": "y"
    }
    flood = {f"x{n}": "y" * 400 for n in range(100)}
    kept = bounded(flood | {"agent_id": "maria", "customer_name": "Dana", "inbound_role": "agent"})
    assert len(kept) == MAX_COUNT
    assert (kept["agent_id"], kept["customer_name"], kept["inbound_role"]) == (
        "maria",
        "Dana",
        "agent",
    )


def test_no_control_character_is_kept() -> None:
    """Neither NUL, which Postgres refuses, nor a line break, which TwiML gives back as a blank."""
    assert bounded({"a\0b": "c\nd\u0085"}) == {"ab": "cd"}


def test_where_a_call_comes_from_is_one_of_the_known_ways() -> None:
    """A stream is replayed if it says so, and else is Twilio's, whatever it says."""
    assert origin_of({"source": "replay"}) == "replay"
    for said in ({}, {"source": "microphone"}, {"source": "4242 4242 4242 4242"}):
        assert origin_of(said) == "twilio"

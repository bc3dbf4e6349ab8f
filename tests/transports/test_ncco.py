"""What Vonage is told to do with the legs of a call."""

import json

from transports.vonage import ncco

NUMBER, OURS = "+14155550100", "+14155550111"


def test_a_leg_that_listens_hears_one_and_is_heard_by_none() -> None:
    """It begins no conversation, and ends none by leaving."""
    assert ncco.listener_enters("call-shadow-V-1", "leg-2") == [
        {
            "action": "conversation",
            "name": "call-shadow-V-1",
            "canHear": ["leg-2"],
            "canSpeak": [],
            "startOnEnter": False,
            "endOnExit": False,
        }
    ]


def test_both_people_are_in_one_conversation_which_either_ends() -> None:
    """It begins with who is rung; who calls waits for them, with music where there is some."""
    music = "https://example.com/ring.mp3"
    (caller,), (callee,) = ncco.caller_enters("V-1", music), ncco.callee_enters("V-1")
    assert caller["name"] == callee["name"] == "call-shadow-V-1"
    assert (caller["startOnEnter"], callee["startOnEnter"]) == (False, True)
    assert caller["endOnExit"]
    assert callee["endOnExit"]
    assert caller["musicOnHoldUrl"] == [music]
    assert "musicOnHoldUrl" not in ncco.caller_enters("V-1", None)[0]


def test_a_call_that_is_not_heard_is_connected() -> None:
    """Numbers have no plus sign; without one of ours, any of the application's is shown."""
    endpoint = [{"type": "phone", "number": "14155550100"}]
    assert ncco.connected(NUMBER, OURS) == [
        {"action": "connect", "from": "14155550111", "endpoint": endpoint}
    ]
    assert ncco.connected(NUMBER, None)[0]["randomFromNumber"]
    assert ncco.nobody()[0]["action"] == "talk"


def test_headers_are_as_many_as_vonage_takes() -> None:
    """What is too long is left out, and what comes behind it is not."""
    said = {"agent_id": "maria", "note": "x" * 500, "language": "fr"}
    headers = ncco.headers_of(said)
    assert headers == {"agent_id": "maria", "language": "fr"}
    assert len(json.dumps(headers)) <= ncco.HEADER_BYTES

from dataclasses import replace

from conversation.memory.conversation import Conversation
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

HELLO = Turn("a1", Speaker.AGENT, "Hello?", 0, 900)
PRICE = Turn("c1", Speaker.CUSTOMER, "What is the price?", 1000, 2000)
ANSWER = Turn("a2", Speaker.AGENT, "Forty euros.", 2500, 3500, "en", 0.9)
HIGH = Turn("c2", Speaker.CUSTOMER, "That is high.", 4000, 5000)


def remembered(*turns: Turn) -> Conversation:
    conversation = Conversation()
    for turn in turns:
        conversation.add(turn)
    return conversation


def test_turns_stand_by_their_start():
    """A turn whose words come late still finds its place."""
    assert remembered(PRICE, HIGH, HELLO, ANSWER).turns == [HELLO, PRICE, ANSWER, HIGH]


def test_turns_that_begin_together_stand_as_they_came():
    """Two people who start at the same moment are both remembered."""
    both = Turn("c9", Speaker.CUSTOMER, "Hello!", 0, 500)
    assert remembered(HELLO, both).turns == [HELLO, both]


def test_what_was_said_before_a_turn():
    """`before` has the turns that began earlier, and not the turn itself."""
    conversation = remembered(HELLO, PRICE, ANSWER, HIGH)
    assert conversation.before(HIGH) == [HELLO, PRICE, ANSWER]
    assert conversation.before(HELLO) == []


def test_the_last_turn_of_a_party():
    """`last` is the party's latest turn, None before the first."""
    conversation = remembered(HELLO, PRICE, ANSWER)
    assert conversation.last(Speaker.CUSTOMER) == PRICE
    assert conversation.last(Speaker.AGENT) == ANSWER
    assert remembered(HELLO).last(Speaker.CUSTOMER) is None


def test_a_turn_survives_its_event():
    """The data of `turn.final` and back: the same turn, with and without what may be missing."""
    assert Turn.from_dict(ANSWER.as_dict()) == ANSWER
    assert Turn.from_dict(HELLO.as_dict()) == HELLO
    assert ANSWER.as_dict() == {
        "turn_id": "a2",
        "speaker": "agent",
        "text": "Forty euros.",
        "start_ms": 2500,
        "end_ms": 3500,
        "language": "en",
        "confidence": 0.9,
        "unit_id": "a2",
    }


def test_a_turn_of_a_log_without_units_is_its_own():
    """Turns that were recorded before there were units are read as they are."""
    assert Turn.from_dict({"turn_id": "a2", "speaker": "agent", "text": "Hi."}).unit_id == "a2"


def test_a_turn_that_is_remembered_keeps_its_unit():
    """The unit of a turn is found again by its name, whatever was said since."""
    conversation = remembered(PRICE, HIGH)
    assert list(conversation.unit_of(HIGH).segments) == [HIGH]
    partial = replace(HIGH, text="That is")
    assert list(conversation.unit_of(partial).segments) == [partial]


def test_what_is_being_said_is_forgotten_once_it_is_a_turn():
    """Words that go on count for the floor, until they are a turn, or the turn after them is."""
    conversation = remembered(PRICE)
    conversation.hear(Turn("a2", Speaker.AGENT, "Forty", 2500, 2500))
    assert conversation.unit_of(HIGH).unit_id == "c2"
    conversation.add(Turn("a2", Speaker.AGENT, "Mhm.", 2500, 2900))
    assert conversation.unit_of(HIGH).unit_id == "c1"


def test_each_party_has_another_one():
    """`other` is the party at the other end of the line."""
    assert [speaker.other for speaker in (Speaker.CUSTOMER, Speaker.AGENT)] == [
        Speaker.AGENT,
        Speaker.CUSTOMER,
    ]


def test_numbers_go_on_above_the_highest():
    """Speech without words takes a number and leaves no turn: counting turns is not enough."""
    conversation = remembered(HELLO, PRICE, Turn("c7", Speaker.CUSTOMER, "Well.", 9000, 9500))
    assert conversation.next_number(Speaker.CUSTOMER) == 8
    assert conversation.next_number(Speaker.AGENT) == 2
    assert Conversation().next_number(Speaker.AGENT) == 1
    foreign = Turn("turn-99", Speaker.AGENT, "Hi.", 0, 1)
    assert remembered(foreign).next_number(Speaker.AGENT) == 1

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.memory.conversation import Conversation
from conversation.speech.floor import LONGEST_PAUSE_MS, segment_of, unit_of
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

CUSTOMER, AGENT = Speaker.CUSTOMER, Speaker.AGENT


def said(turn_id: str, text: str, start_ms: int, end_ms: int) -> Turn:
    """A turn of the party whose letter its id has."""
    speaker = CUSTOMER if turn_id.startswith("c") else AGENT
    return Turn(turn_id, speaker, text, start_ms, end_ms)


def units(*turns: Turn) -> dict[str, str]:
    """The unit of each turn, told as they come."""
    conversation = Conversation()
    for turn in turns:
        unit = conversation.unit_of(turn)
        conversation.add(unit.segments[-1])
    return {turn.turn_id: turn.unit_id for turn in conversation.turns}


FIRST = said("c1", "My name is", 0, 1000)


def next_after(*between: Turn, at_ms: int = 4000) -> str:
    """The unit of what the customer says at `at_ms`, after `FIRST` and this."""
    return units(FIRST, *between, said("c2", "Sam.", at_ms, at_ms + 900))["c2"]


@pytest.mark.parametrize("pause_ms", [0, 1000, 5000, LONGEST_PAUSE_MS])
def test_a_pause_does_not_end_a_thought(pause_ms: int):
    """Who goes on after a pause, as people make them, goes on with their thought."""
    assert next_after(at_ms=FIRST.end_ms + pause_ms) == "c1"


def test_a_long_silence_ends_a_thought():
    """Who says nothing for more than eight seconds begins a new one."""
    assert next_after(at_ms=FIRST.end_ms + LONGEST_PAUSE_MS + 1) == "c2"


def test_what_the_other_party_says_ends_a_thought():
    """The floor is the agent's once they really speak."""
    assert next_after(said("a1", "Could you spell that?", 1500, 3000)) == "c2"


def test_a_short_answer_ends_a_thought():
    """One word of content in a pause is a turn."""
    assert next_after(said("a1", "Tuesday.", 1500, 1900)) == "c2"


def test_an_echo_of_what_is_read_does_not_end_a_thought():
    """Who is told a long number repeats its groups, and the number goes on."""
    number = said("c1", "It's four nine two one", 0, 2000)
    rest = said("c2", "seven seven three zero", 4500, 6000)
    assert units(number, said("a1", "Four nine two one.", 2500, 4000), rest)["c2"] == "c1"
    assert units(number, said("a1", "Four nine two two?", 2500, 4000), rest)["c2"] == "c2"


@pytest.mark.parametrize("text", ["Mhm.", "Okay.", "D'accord.", "Vale."])
def test_a_backchannel_does_not_end_a_thought(text: str):
    """Who only shows that they follow leaves the floor where it is."""
    assert next_after(said("a1", text, 1500, 2000)) == "c1"


def test_a_yes_ends_a_thought_that_asks():
    """After a question, "yes" is the answer; after a statement, it is a backchannel."""
    asked = said("c1", "Is it open on Sunday?", 0, 1000)
    yes, thanks = said("a1", "Yes.", 1400, 1800), said("c2", "Then I'll come.", 3000, 4000)
    assert units(asked, yes, thanks)["c2"] == "c2"
    assert units(FIRST, yes, thanks)["c2"] == "c1"


def test_words_over_the_customer_do_not_take_the_floor():
    """Who speaks over the customer, and gives up as they go on, has not had the floor."""
    assert next_after(said("a1", "Do you have", 300, 1000)) == "c1"
    assert next_after(said("a1", "Do you have the", 3700, 4800)) == "c1"


def test_who_speaks_over_the_customer_and_goes_on_has_the_floor():
    """An agent who interrupts, and speaks on alone, has taken the floor."""
    assert next_after(said("a1", "Let me look that up for you.", 500, 3500)) == "c2"
    assert next_after(said("a1", "Let me look that up, and then we", 2500, 9000)) == "c2"


def test_a_word_within_a_long_turn_of_the_other_is_no_part_of_what_comes_after():
    """The customer's "yeah" amid the agent's long turn is a thought of its own."""
    long = said("a1", "We have two ways to do that, and both are free.", 0, 20_000)
    told = units(
        long, said("c1", "Yeah.", 5000, 5300), said("c2", "The first one.", 21_000, 22_000)
    )
    assert told["c2"] == "c2"


def test_the_agents_thought_outlives_the_customers_backchannel():
    """Both parties have a floor: the same rule holds the other way round."""
    told = units(
        said("a1", "We can do that on Monday,", 0, 3000),
        said("c1", "Okay.", 3100, 3500),
        said("a2", "or you come in today.", 3800, 5000),
    )
    assert told == {"a1": "a1", "c1": "c1", "a2": "a1"}


def test_what_the_other_party_says_now_counts():
    """Who speaks, and has not finished, may have taken the floor already."""
    speaking = said("a1", "Could you spell", 1500, 1500)
    turn = said("c2", "Sure.", 4000, 4500)
    assert unit_of(turn, [FIRST], speaking).unit_id == "c2"
    assert unit_of(turn, [FIRST], said("a1", "Okay", 1500, 1500)).unit_id == "c1"
    assert unit_of(turn, [FIRST], said("a1", "Could you spell", 4100, 4100)).unit_id == "c1"


def test_a_turn_that_comes_late_joins_the_thought_that_it_was_in():
    """Words that a recogniser told late are of the unit around them."""
    third = said("c3", "And Lee.", 7000, 8000)
    assert units(FIRST, third, said("c2", "Sam.", 4000, 4900)) == dict.fromkeys(
        ("c1", "c2", "c3"), "c1"
    )


def test_a_unit_is_one_turn_with_the_words_of_all():
    """Joined: all words in order, from the first start to the last end, by the newest's id."""
    first = Turn("c1", CUSTOMER, "My name is", 0, 1000, "en", 0.8, 300)
    newest = Turn("c2", CUSTOMER, "Sam.", 4000, 4900, "en", 0.9)
    unit = unit_of(newest, [first])
    assert unit.as_turn() == Turn(
        "c2", CUSTOMER, "My name is Sam.", 0, 4900, "en", 0.85, 300, unit_id="c1"
    )
    assert unit_of(first, []).as_turn() == first


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("My name", ("c1", "My name")),
        ("Sam", ("c2", "Sam")),
        ("name is Sam", ("c1", "name is")),
        ("is Sam Lee", ("c2", "Sam Lee")),
        ("nowhere", ("c2", "nowhere")),
    ],
)
def test_a_quote_names_the_segment_in_which_it_stands(quote: str, found: tuple[str, str]):
    """A quote over two segments is the part in that which has more of it."""
    assert segment_of(quote, [FIRST, said("c2", "Sam Lee.", 4000, 4900)]) == found


TALK = st.lists(
    st.tuples(
        st.sampled_from("ca"),
        st.sampled_from(["Okay.", "It is too much", "for us.", "Why?", "Yes."]),
        st.integers(0, 9000),
        st.integers(0, 4000),
    ),
    max_size=12,
)


@given(TALK, st.randoms())
def test_units_lose_no_word_and_double_none(talk: list[tuple[str, str, int, int]], order):  # pyright: ignore
    """However turns overlap and in whatever order they come: each is in one unit, in order."""
    at_ms, turns = 0, list[Turn]()
    for number, (letter, text, wait_ms, lasts_ms) in enumerate(talk):
        at_ms += wait_ms
        turns.append(said(f"{letter}{number}", text, at_ms, at_ms + lasts_ms))
    order.shuffle(turns)
    conversation = Conversation()
    for turn in turns:
        unit = conversation.unit_of(turn)
        assert unit.segments[-1].turn_id == turn.turn_id
        starts = [segment.start_ms for segment in unit.segments]
        assert starts == sorted(starts)
        assert {(s.speaker, s.unit_id) for s in unit.segments} == {(turn.speaker, unit.unit_id)}
        whole = unit.as_turn()
        assert whole.text.split() == [w for s in unit.segments for w in s.text.split()]
        assert unit.unit_id in {segment.turn_id for segment in conversation.turns} | {turn.turn_id}
        conversation.add(unit.segments[-1])
    assert sorted(t.turn_id for t in conversation.turns) == sorted(t.turn_id for t in turns)

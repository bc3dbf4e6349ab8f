"""What is remembered of a call, turn by turn."""

from collections.abc import Sequence

from conversation.memory.call_memory import CallMemory
from conversation.memory.entity import Entity, EntityKind
from conversation.memory.remembered import Phase
from conversation.memory.signs import Sign
from conversation.memory.summary import FOLD_AT, FOLDED, MAX_WORDS, MOST
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

CUSTOMER, AGENT = Speaker.CUSTOMER, Speaker.AGENT


class Call:
    """A call whose turns are heard one after the other."""

    def __init__(self) -> None:
        self.memory = CallMemory("en")
        self.turns: list[Turn] = []

    def says(self, speaker: Speaker, text: str, *signals: str) -> bool:
        number = len(self.turns) + 1
        turn = Turn(
            f"{speaker.value[0]}{number}", speaker, text, number * 1000, number * 1000 + 900
        )
        self.turns.append(turn)
        signs = [Sign(signal, text, turn.turn_id) for signal in signals]
        return self.memory.hear(turn, signs)

    def of(self, kind: EntityKind) -> Sequence[Entity]:
        return [one for one in self.memory.snapshot().entities if one.kind is kind]


def test_a_question_is_open_until_it_is_answered() -> None:
    """An answer closes it; "let me check" does not, until the agent comes back to it."""
    call = Call()
    call.says(CUSTOMER, "Does it work with our accounting software?")
    call.says(AGENT, "Good question, let me check that for you.")
    assert [one.turn_id for one in call.of(EntityKind.QUESTION)] == ["c1"]
    call.says(CUSTOMER, "And how much is it?")
    call.says(AGENT, "It's ninety a seat.")
    assert [one.turn_id for one in call.of(EntityKind.QUESTION)] == ["c1"]
    call.says(AGENT, "And yes, it works with your accounting software.")
    assert call.of(EntityKind.QUESTION) == []


def test_an_objection_is_handled_when_the_customer_takes_the_answer() -> None:
    """Not by their "fine" before the agent has said anything, and it can come back."""
    call = Call()
    call.says(CUSTOMER, "That is too expensive.", "price_objection")
    call.says(CUSTOMER, "Well, that's fine.")
    assert [one.state for one in call.of(EntityKind.OBJECTION)] == ["open"]
    call.says(AGENT, "We could start with the small plan at half of that.")
    call.says(CUSTOMER, "Okay, that works for us.")
    assert [one.state for one in call.of(EntityKind.OBJECTION)] == ["handled"]
    call.says(CUSTOMER, "But no, it's still too much.", "price_objection")
    (back,) = call.of(EntityKind.OBJECTION)
    assert (back.state, back.turn_id) == ("open", "c5")


def test_each_thing_has_the_turn_that_it_comes_from() -> None:
    """The first mention counts; the same again changes nothing."""
    call = Call()
    assert call.says(AGENT, "It's ninety a seat, and I'll send you the offer by Friday.")
    assert not call.says(CUSTOMER, "Ninety a seat, by Friday.")
    told = [
        (one.kind.value, one.text, one.speaker.value, one.turn_id)
        for one in call.memory.snapshot().entities
    ]
    assert told == [
        ("date", "Friday", "agent", "a1"),
        ("price", "ninety a seat", "agent", "a1"),
        ("commitment", "and I'll send you the offer by Friday", "agent", "a1"),
    ]


def test_a_rival_is_a_company() -> None:
    """A name becomes a company's where the playbook hears a rival."""
    call = Call()
    call.says(CUSTOMER, "We looked at Ringwell, too.", "competitor_mention")
    assert [one.text for one in call.of(EntityKind.COMPANY)] == ["Ringwell"]
    assert call.of(EntityKind.NAME) == []


def test_the_phase_is_the_stage_that_was_reached_last() -> None:
    """It is told with the turn that reached it, and is no news while it stays."""
    memory = CallMemory("en")
    turn = Turn("a1", AGENT, "What brings you here?", 0, 900)
    assert memory.hear(turn, (), Phase("needs", "Needs", "a1"))
    assert not memory.hear(
        Turn("a2", AGENT, "And then?", 1, 900), (), Phase("needs", "Needs", "a2")
    )
    assert memory.snapshot().phase == Phase("needs", "Needs", "a1")


def test_a_call_that_goes_on_remembers_what_was_told() -> None:
    """From its last event and its turns; those that the event does not know are read."""
    call = Call()
    call.says(CUSTOMER, "That is too expensive for the forty people here.", "price_objection")
    known = call.memory.snapshot()
    data = {
        "entities": [one.as_dict() for one in known.entities],
        "phase": None,
        "sentiment": {who.value: mood.as_dict() for who, mood in known.sentiment.items()},
        "until_turn_id": known.until_turn_id,
        "summary": "",
        "summary_until_turn_id": None,
        "summary_by": None,
    }
    later = Turn("a9", AGENT, "I'll send you a lower offer.", 9000, 9900)
    again = CallMemory.recalled("en", data, [*call.turns, later])
    assert again.snapshot() == known
    assert again.has_heard(call.turns[0])
    assert not again.has_heard(later)


def test_what_is_remembered_stays_within_bounds() -> None:
    """Three hours of facts are as many as ten minutes' once the register is full."""
    call, sizes = Call(), list[int]()
    for number in range(600):
        call.says(
            CUSTOMER, f"We pay {1000 + number} dollars since May {number % 28 + 1} at Firm{number}."
        )
        call.says(AGENT, f"I'll send you offer number {number} on Friday.")
        if call.memory.fold.due():
            call.memory.fold.by_rules()
        sizes.append(len(call.memory.snapshot().entities))
    assert sizes[-1] == sizes[200] <= 90
    first = next(iter(call.of(EntityKind.PRICE)))
    assert first.turn_id == "c1", "what the call began with is kept"


def test_the_oldest_turns_are_folded_in_their_own_words() -> None:
    """At 45 of 50, the oldest 15; within 200 words, and each line is a turn's own."""
    call = Call()
    call.says(CUSTOMER, "We have forty people on three sites, and pay ninety a seat.")
    while not call.memory.fold.due():
        call.says(AGENT, "Okay, and then what happened after that on your side, if I may ask?")
    assert len(call.turns) == FOLD_AT
    assert call.memory.fold.due() == call.turns[:FOLDED]
    summary = call.memory.fold.by_rules()
    assert summary.until_turn_id == call.turns[FOLDED - 1].turn_id
    assert (
        "[c1] customer: We have forty people on three sites, and pay ninety a seat." in summary.text
    )
    for number in range(400):
        call.says(CUSTOMER, f"Then we paid {number} dollars to somebody else on that Tuesday, too.")
        if call.memory.fold.due():
            summary = call.memory.fold.by_rules()
        assert len(call.memory.fold.due()) <= MOST
    assert len(summary.text.split()) <= MAX_WORDS
    said = {f"[{turn.turn_id}] {turn.speaker}: {turn.text}" for turn in call.turns}
    assert set(summary.text.splitlines()) <= said
    assert f"[c1] customer: {call.turns[0].text}" in summary.text


def test_a_models_summary_comes_too_late() -> None:
    """What was folded meanwhile is not folded again; what was not is taken."""
    call = Call()
    while not call.memory.fold.due():
        call.says(CUSTOMER, "We pay ninety a seat.")
    asked = call.memory.fold.due()
    call.memory.fold.by_rules()
    assert call.memory.fold.by("gpt-test", "They pay ninety.", asked) is None
    while not call.memory.fold.due():
        call.says(CUSTOMER, "We pay ninety a seat.")
    taken = call.memory.fold.by("gpt-test", "They pay ninety.", call.memory.fold.due())
    assert taken
    assert (taken.text, taken.by) == ("They pay ninety.", "gpt-test")

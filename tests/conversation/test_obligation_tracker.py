"""What must be said and must not be, through a call."""

import pytest

from conversation.coaching.detection.heard import HeardTurn
from conversation.coaching.detection.likeness import Likeness
from conversation.coaching.obligation import Obligation
from conversation.coaching.obligation_standing import ObligationStanding, recalled
from conversation.coaching.obligation_tracker import GRACE_MS, ObligationTracker
from conversation.coaching.playbook import Playbook
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from tests.conversation.test_playbook import CONTENT

NOTICE = {"id": "notice", "title": "Say that it is recorded", "must": "say", "cues": ["recorded"]}
PROMISE = {
    "id": "promise",
    "title": "Guarantee nothing",
    "must": "not_say",
    "cues": ["guarantee (it|that)"],
}


class Call:
    """A call that is tracked, a turn of two seconds every ten."""

    def __init__(
        self, *obligations: dict, known: dict[str, ObligationStanding] | None = None
    ) -> None:
        self.playbook = Playbook.model_validate(CONTENT | {"obligations": list(obligations)})
        self.tracker = ObligationTracker(self.playbook.obligations, self.playbook.occurs, known)
        self.stages: dict[str, None] = {}
        self.turns: list[Turn] = []

    def says(self, speaker: Speaker, text: str, score: float | None = None) -> list[str]:
        """What changes at the next turn, in short."""
        start_ms = 10_000 * len(self.turns)
        turn = Turn(f"t{len(self.turns)}", speaker, text, start_ms, start_ms + 2000)
        self.stages |= dict.fromkeys(self.playbook.stages_in(turn))
        ids = [one.id for one in self.playbook.obligations]
        meanings = None if score is None else {id: Likeness(score, text) for id in ids}
        found = self.tracker.tick(start_ms)
        heard = HeardTurn(turn, self.turns, "en")
        found += self.tracker.on_turn(heard, self.stages, meanings)
        self.turns.append(turn)
        return in_short(found)

    def agent(self, text: str, score: float | None = None) -> list[str]:
        return self.says(Speaker.AGENT, text, score)

    def customer(self, text: str) -> list[str]:
        return self.says(Speaker.CUSTOMER, text)


def in_short(found: list[ObligationStanding]) -> list[str]:
    return [
        " ".join([one.obligation.id, one.state, *(item.quote for item in one.evidence)])
        for one in found
    ]


def test_what_is_said_in_time_is_met():
    """By its own words, with them as evidence; only the party's words count that must say it."""
    call = Call(NOTICE | {"within_s": 30})
    assert call.customer("Is this recorded?") == []
    assert call.agent("Hello, this is Ana.") == ["notice open"]
    assert call.tracker.deadline_ms() == 10_000 + 30_000 + GRACE_MS
    assert call.customer("You said it's recorded.") == []
    assert call.agent("It is recorded, yes.") == ["notice met It is recorded"]
    assert call.tracker.deadline_ms() is None
    assert call.agent("It is recorded.") == call.tracker.end() == []


def test_what_is_met_at_once_is_told_once():
    """Words that begin it and meet it leave nothing open."""
    call = Call(NOTICE | {"within_s": 30})
    assert call.agent("This call is recorded.") == ["notice met This call is recorded"]


def test_what_is_not_said_in_time_is_missed_and_may_be_said_late():
    """Not before the words that were said in time are known."""
    call = Call(NOTICE | {"within_s": 30})
    call.agent("Hello.")
    assert call.tracker.tick(30_000 + GRACE_MS - 1) == []
    assert in_short(call.tracker.tick(30_000 + GRACE_MS)) == ["notice missed"]
    assert call.tracker.tick(99_000) == []
    assert call.agent("It is recorded.") == ["notice met It is recorded"]


def test_the_time_of_a_turn_counts_where_no_clock_runs():
    """A transcript that comes at once is tracked as the call was."""
    call = Call(NOTICE | {"within_s": 15})
    call.agent("Hello.")
    call.customer("Hello.")
    assert call.agent("It is recorded.") == ["notice missed", "notice met It is recorded"]


@pytest.mark.parametrize(
    ("before", "speaker", "words"),
    [
        ("told_price", Speaker.AGENT, "That is 90 euros a month."),
        ("price", Speaker.CUSTOMER, "That is expensive."),
    ],
)
def test_it_is_due_before_an_act_or_a_rule(before: str, speaker: Speaker, words: str):
    """The words at which it was due are the evidence; the other party's don't count."""
    call = Call(NOTICE | {"before": before})
    call.agent("Hello.")
    assert call.says(speaker.other, words) == []
    assert call.says(speaker, words) == [f"notice missed {words.rstrip('.')}"]
    in_time = Call(NOTICE | {"before": before})
    in_time.agent("It is recorded.")
    assert in_time.says(speaker, words) == []


def test_said_in_the_very_words_before_which_it_is_due():
    """Who says both in one breath has said it."""
    call = Call(NOTICE | {"before": "told_price"})
    assert call.agent("It is recorded, and it is 90 euros.") == ["notice met It is recorded"]


def test_without_a_deadline_it_is_due_at_the_end():
    """Of a call in which the two have talked."""
    call = Call(NOTICE, PROMISE)
    call.agent("Hello.")
    call.customer("Hello.")
    assert in_short(call.tracker.end()) == ["notice missed", "promise met"]
    alone = Call(NOTICE)
    alone.agent("Hello? Anybody there?")
    assert alone.tracker.end() == []
    early = Call(NOTICE | {"within_s": 30})
    early.agent("Hello.")
    early.customer("Wrong number.")
    assert early.tracker.end() == []


def test_what_must_not_be_said_before_something_may_be_said_after():
    """It is over where it falls due."""
    call = Call(PROMISE | {"before": "told_price"})
    call.agent("Hello.")
    assert call.agent("It is 90 euros.") == ["promise met"]
    assert call.agent("I can guarantee that.") == []


def test_it_counts_from_its_stage_on():
    """The words that reach the stage may meet it, and a time counts from their end."""
    call = Call(NOTICE | {"stages": ["needs"], "within_s": 5})
    assert call.agent("It is recorded.") == []
    assert call.agent("How many are you?") == ["notice open"]
    assert call.tracker.deadline_ms() == 12_000 + 5000 + GRACE_MS
    both = Call(NOTICE | {"stages": ["needs"]})
    assert both.agent("How many? It is recorded.") == ["notice met It is recorded"]


def test_it_counts_once_something_has_happened():
    """A duty that only some calls have; its time counts from there, whoever spoke first."""
    call = Call(NOTICE | {"after": "price", "within_s": 15})
    assert call.agent("It is recorded.") == []
    assert call.customer("That is expensive.") == ["notice open"]
    assert call.tracker.deadline_ms() == 12_000 + 15_000 + GRACE_MS
    assert call.agent("It is recorded.") == ["notice met It is recorded"]


def test_a_call_that_goes_on_repeats_nothing():
    """What was told stands; a promise that was kept may still be broken."""
    told = [
        {"obligation_id": "notice", "state": "open", "deadline_ms": 30_000},
        {"obligation_id": "notice", "state": "missed", "deadline_ms": 30_000},
        {"obligation_id": "promise", "state": "met", "deadline_ms": None},
        {"obligation_id": "gone", "state": "met", "deadline_ms": None},
    ]
    obligations = [Obligation.model_validate(one) for one in (NOTICE, PROMISE)]
    call = Call(NOTICE, PROMISE, known=recalled(obligations, told))
    assert call.agent("Hello again.") == []
    assert call.agent("It is recorded, I guarantee it.") == [
        "notice met It is recorded",
        "promise violated I guarantee it",
    ]

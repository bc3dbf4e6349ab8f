"""Review of a prompt or a rule: verdicts, examples, and what few cases are said to tell."""

from typing import Any

import pytest

from conversation.events.event import CallEvent
from conversation.insights.answer import Group
from conversation.insights.review.example import Example, example_of, redacted
from conversation.insights.review.review import Review, Subject, findings, name_of, version_of
from conversation.insights.review.verdict import Judged, chosen
from conversation.insights.review.words import review_in_words
from conversation.privacy.kinds import PiiKind
from conversation.privacy.redaction import Redactor
from tests.conversation.insights.calls import event

CARD = Judged("A", "s1", "coach@6/en", "dismissed", "ignored")


@pytest.mark.parametrize(
    ("rating", "followed", "helped"),
    [
        ("used", None, True),
        ("useful", "ignored", True),
        ("not_useful", "said", False),
        ("dismissed", None, False),
        (None, "asked", True),
        (None, "contradicted", False),
        (None, "too_late", False),
        (None, "unknown", None),
        (None, None, None),
    ],
)
def test_a_person_s_word_counts_before_what_was_done(
    rating: str | None, followed: str | None, helped: bool | None
):
    """Each rating, and each outcome where nobody rated."""
    assert Judged("A", "s", "v", rating, followed).helped is helped


def test_examples_are_of_both_kinds_and_of_each_version():
    """The newest of both, those first that did not help; where one lacks, more of the other."""
    bad = [Judged("A", f"b{at}", "v1", "dismissed") for at in range(5)]
    good = [Judged("A", f"g{at}", "v1", "used") for at in range(2)]
    other = [Judged("B", f"o{at}", "v2", "used") for at in range(9)]
    untold = Judged("C", "u", "v1")
    found = chosen([untold, *good, *bad, *other], 4)
    assert [one.suggestion_id for one in found] == ["b0", "b1", "g0", "g1", "o0", "o1", "o2", "o3"]
    assert chosen(bad, 0) == []


def turn(seq: int, turn_id: str, speaker: str, text: str, unit_id: str = "") -> CallEvent:
    said: dict[str, Any] = {"turn_id": turn_id, "speaker": speaker, "text": text}
    place = {"start_ms": seq * 1000, "end_ms": seq * 1000 + 900}
    return event("A", seq, "turn.final", **said, **place, unit_id=unit_id or turn_id)


def call(*more: CallEvent) -> list[CallEvent]:
    final = {"suggestion_id": "s1", "turn_id": "c2", "headline": "Ask", "questions": ["Why?"]}
    return [
        event("A", 1, "call.started"),
        turn(2, "c1", "customer", "It is too dear,"),
        turn(3, "c2", "customer", "my card is 4111 1111 1111 1111.", "c1"),
        event("A", 4, "suggestion.final", **final, recommended_direction="On."),
        turn(5, "a1", "agent", "I see."),
        *more,
    ]


def test_an_example_has_the_thought_the_card_and_what_the_agent_did():
    """The whole unit of the customer's; the quote of the follow-through before the next words."""
    found = example_of(CARD, call())
    said = "It is too dear, my card is 4111 1111 1111 1111."
    assert found == Example(CARD, said, "Ask", ("Why?",), "On.", "I see.", "")
    followed = event("A", 6, "suggestion.followed", suggestion_id="s1", quote="Why is that?")
    rated = event("A", 7, "feedback.recorded", suggestion_id="s1", rating="used", comment="Good")
    source = event("A", 8, "feedback.recorded", suggestion_id="s1", comment="k", source="k1")
    told = example_of(CARD, call(followed, rated, source))
    assert told
    assert (told.agent, told.comment) == ("Why is that?", "Good")
    assert example_of(CARD, []) is None


def test_an_example_is_redacted_before_a_model_sees_it():
    """Every text of it, and no id is told."""
    found = example_of(CARD, call())
    assert found
    told = redacted(found, Redactor(frozenset(PiiKind), "en")).as_dict()
    assert told["customer"] == "It is too dear, my card is [card 1]."
    assert (told["rating"], told["questions"]) == ("dismissed", ["Why?"])
    assert not {"call_id", "suggestion_id"} & set(told)


def group(key: str, used: int, dismissed: int) -> Group:
    ratings = {"used": used, "dismissed": dismissed}
    return Group(key, 3, shown=used + dismissed, ratings=ratings, p50_ms=400, p95_ms=900, cost=0.5)


def test_versions_differ_only_where_their_intervals_part():
    """And few cases are said to be too few."""
    apart = [group("coach@7/en", 90, 10), group("coach@6/en", 20, 80)]
    told = list(findings(Review("coach", Subject.PROMPT, apart, ())))
    assert "coach@7/en is surely above coach@6/en in the share 'useful'." in told
    near = [group("coach@7/en", 3, 2), group("coach@6/en", 2, 2)]
    told = list(findings(Review("coach", Subject.PROMPT, near, ())))
    assert told[0] == "No version is surely better than another."
    assert told[1] == "coach@7/en: 5 cases, too few to tell the share 'useful'; it takes 20."
    assert (name_of("coach@6/en"), version_of("coach@6/en"), version_of("greet")) == ("coach", 6, 0)


def test_a_person_reads_counts_with_their_intervals():
    """Each figure, each example with its verdict."""
    example = Example(CARD, "Too dear.", "Ask", ("Why?",), "On.", "I see.", "No")
    review = Review("coach", Subject.PROMPT, [group("coach@6/en", 3, 2)], [example])
    lines = list(review_in_words(review))
    assert (
        "  useful    3/5, 60% (23% to 88%), too few to tell of the rated: used 3, dismissed 2"
        in (lines)
    )
    assert "  followed  none of the judged" in lines
    assert lines[-5:] == [
        "did not help (dismissed, ignored)  coach@6/en  A s1",
        "  customer  Too dear.",
        "  card      Ask / Why?",
        "  agent     I see.",
        "  comment   No",
    ]

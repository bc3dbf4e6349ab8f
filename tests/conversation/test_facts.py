"""Claims of an advice, held to what was told."""

import pytest

from conversation.coaching.guarding.facts import SourceFacts, TextFacts

CALL = SourceFacts(
    TextFacts(
        [
            "we are forty people, and north wind wants ninety a seat",
            "twenty, or so, and three weeks from the fourth of May",
            "forty-five per cent on Thursday, or lundi",
        ]
    )
)


@pytest.mark.parametrize(
    "text",
    [
        "Ask what the 40 people need",
        "Ask about Northwind's 90 a seat",
        "Say that $90 is fair",
        "Ask why 20 %",
        "It takes 3 weeks",
        "Book May 4",
        "Il a dit 45 % jeudi",
        "Meet on Monday",
        "Offer two slots",
    ],
)
def test_what_was_told_stands(text: str):
    """In digits or words, in any of the languages, with the unit that it was told with."""
    assert list(CALL.invented(text)) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Offer 40 % off", "number"),
        ("Say 90 % agree", "number"),
        ("It takes 3 months", "number"),
        ("It costs $40", "number"),
        ("Offer half of it", "number"),
        ("Book Friday", "date"),
        ("Book it for tomorrow", "date"),
        ("Wait until June", "date"),
        ("Say that Southwind is dearer", "name"),
    ],
)
def test_what_was_not_told_is_invented(text: str, kind: str):
    """Other numbers, the same with another unit, other days, other names."""
    assert list(CALL.invented(text)) == [kind]


def test_may_and_march_are_verbs_too():
    """A month is one where it is dated or written as one."""
    assert list(CALL.invented("You may march on")) == []
    assert list(CALL.invented("Wait until March")) == ["date"]


def test_days_of_an_example_do_not_count():
    """A playbook's own "Tuesday" proves no Tuesday."""
    example = TextFacts(["Would Tuesday at 10 suit you?"], is_talk=False)
    assert list(SourceFacts(example).invented("Say Tuesday at 10")) == ["date"]


def test_phrases_stand_as_they_were_said():
    """Words of a phrase that stand apart are not the phrase."""
    facts = SourceFacts(TextFacts(["half of the team, and the price"]))
    assert facts.tells_phrase(" half of the ")
    assert not facts.tells_phrase(" half the price ")

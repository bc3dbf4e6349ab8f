"""Obligations: which words say them, and which do not."""

import pytest

from tests.conversation.test_obligation_tracker import NOTICE, PROMISE, Call


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("I can guarantee that.", ["promise violated I can guarantee that"]),
        ("I can't guarantee that.", []),
        ("If I could guarantee that, I would.", []),
        ("Nobody will guarantee it.", []),
    ],
)
def test_what_must_not_be_said(words: str, told: list[str]):
    """It is violated where it is meant, and not where it is denied or supposed."""
    call = Call(PROMISE)
    call.agent("Hello.")
    assert call.agent(words) == told
    assert call.agent(words) == []  # told once


def test_a_denial_says_nothing_and_a_condition_does():
    """'Not recorded' is no notice, 'if it gets worse, call' is one."""
    assert Call(NOTICE).agent("This call is not recorded.") == ["notice open"]
    call = Call(NOTICE | {"cues": ["call an ambulance"]})
    assert call.agent("If it gets worse call an ambulance.")[0].startswith("notice met")


def test_it_is_heard_by_its_meaning():
    """Where it sounds very much like the examples, and is more than a few words."""
    words = "We keep a tape of what we say to each other"
    assert Call(NOTICE).agent(words, score=12) == [f"notice met {words}"]
    assert Call(NOTICE).agent(words, score=8) == ["notice open"]
    assert Call(NOTICE).agent("We keep a tape", score=12) == ["notice open"]

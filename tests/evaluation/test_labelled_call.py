"""A labelled call says where cards are due, and its labels fit each other."""

from typing import Any

import pytest
from pydantic import ValidationError

from evaluation.labels.labelled_call import contradictions
from tests.evaluation.stage import agent, customer, labelled


def test_either_name_may_be_right() -> None:
    """`a|b` is one signal that is due, under two names; the first entry is the one to lead."""
    call = labelled(customer(expect=["price_objection|discount_request", "hesitation"]))
    assert call.turns[0].due == [{"price_objection", "discount_request"}, {"hesitation"}]


def test_a_call_that_expects_nothing_is_empty() -> None:
    """Open turns do not make a call one that deserves a card."""
    assert labelled(agent(), customer()).is_empty
    assert not labelled(agent(), customer(expect=["hesitation"])).is_empty


def test_a_call_lasts_to_its_last_word() -> None:
    """The turn that ends last need not be the one that begins last."""
    call = labelled(customer(start_ms=0, end_ms=9000), agent(start_ms=2000, end_ms=3000))
    assert call.duration_ms == 9000


@pytest.mark.parametrize(
    "fields",
    [
        {"surprise": 1},
        {"expect": ["Price Objection"]},
        {"expect": ["a|"]},
        {"priority_min": "urgent"},
        {"start_ms": -1},
        {"text": ""},
        {"words": [{"word": "so"}]},
    ],
)
def test_what_the_format_does_not_know_is_refused(fields: dict[str, Any]) -> None:
    """Unknown fields, and values that are none."""
    with pytest.raises(ValidationError):
        labelled(customer(**fields))


@pytest.mark.parametrize(
    ("turns", "place", "told"),
    [
        (
            [customer(start_ms=5000, end_ms=6000), agent(start_ms=4000, end_ms=7000)],
            ("turns", 1, "start_ms"),
            "begins before the turn above it, which begins at 5000",
        ),
        ([customer(start_ms=50, end_ms=50)], ("turns", 0, "end_ms"), "after the start, 50"),
        ([customer(silent=True, expect=["a"])], ("turns", 0, "expect"), "expects no card"),
        ([agent(expect=["a"])], ("turns", 0, "expect"), "this is the agent's"),
        ([customer(priority_min="high")], ("turns", 0, "priority_min"), "none is expected"),
        ([customer(expect=["a|b"], wrong=["b"])], ("turns", 0, "wrong"), "'b' is expected"),
        (
            [customer(words=[{"word": "so", "start_ms": 9, "end_ms": 3}])],
            ("turns", 0, "words", 0, "end_ms"),
            "not be before the start",
        ),
    ],
)
def test_labels_that_do_not_fit_each_other_are_told(
    turns: list[dict[str, Any]], place: tuple[str | int, ...], told: str
) -> None:
    """Each with the way to the field where it stands."""
    [(where, message)] = contradictions(labelled(*turns))
    assert where == place
    assert told in message


def test_overlapping_turns_are_fine() -> None:
    """People speak at the same time; only the starts are in order."""
    turns = [customer(start_ms=0, end_ms=9000), agent(start_ms=2000, end_ms=3000)]
    assert list(contradictions(labelled(*turns))) == []

"""The figures by language, kind and signal, the delays, and how sure cards are of themselves."""

import pytest

from evaluation.scoring.breakdown import (
    by_kind,
    by_language,
    by_playbook,
    by_signal,
    calibration,
    calibration_error,
    delays_of,
)
from tests.evaluation.stage import card, customer, labelled, result

PRICE = customer(expect=["price_objection|discount_request"], kind=["sarcasm", "stt"])
SILENT = customer(silent=True, kind=["stt"])


def test_calls_are_grouped_by_language_and_playbook() -> None:
    """A region belongs to its language."""
    calls = [result(labelled(PRICE, language=tag)) for tag in ("fr-CA", "en", "fr")]
    assert [(group.name, group.tally.calls) for group in by_language(calls)] == [
        ("en", 1),
        ("fr", 2),
    ]
    assert [group.name for group in by_playbook(calls)] == ["sales@1/en"]


def test_turns_are_grouped_by_each_of_their_kinds() -> None:
    """With the cards at them."""
    found = by_kind([result(labelled(PRICE, SILENT), card(1, "outage"))])
    assert [(g.name, g.tally.due, g.tally.silent, g.tally.alarmed) for g in found] == [
        ("sarcasm", 1, 0, 0),
        ("stt", 1, 1, 1),
    ]


def test_a_signal_is_due_under_its_first_name() -> None:
    """And leads the cards that it leads."""
    rows = by_signal([result(labelled(PRICE, SILENT), card(0, "discount_request"))])
    assert [(row.name, row.due, row.found, row.cards, row.good) for row in rows] == [
        ("discount_request", 0, 0, 1, 1),
        ("price_objection", 1, 1, 0, 0),
    ]


def test_a_delay_counts_from_the_end_of_the_words() -> None:
    """Below 0 while the customer still spoke."""
    call = labelled(*[PRICE] * 3)
    cards = [
        card(at, "price_objection", shown_ms=at * 5000 + 4000 + d)
        for at, d in enumerate((-500, 100, 300))
    ]
    delays = delays_of([result(call, *cards)])
    assert (delays.cards, delays.median_ms) == (3, 100)
    assert delays.p90_ms == pytest.approx(260)
    assert delays_of([]).median_ms is None


def test_confidence_is_held_against_what_was_right() -> None:
    """By bins; 1 belongs to the last one."""
    call = labelled(PRICE, SILENT, SILENT, SILENT)
    cards = [
        card(at, "price_objection", confidence=c) for at, c in enumerate((1.0, 0.95, 0.55, 0.5))
    ]
    bins = calibration([result(call, *cards)])
    assert [(b.low, b.cards, b.right) for b in bins] == [(0.5, 2, 0.0), (0.9, 2, 0.5)]
    assert bins[1].confidence == pytest.approx(0.975)
    assert calibration_error(bins) == pytest.approx((2 * 0.525 + 2 * 0.475) / 4)
    assert calibration_error([]) is None

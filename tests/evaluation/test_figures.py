"""Figures are ratios of what was counted, and say nothing where nothing was."""

from evaluation.scoring.figures import figures_of
from evaluation.scoring.goals import goal_states
from evaluation.scoring.tally import Tally, tally_of_call, total
from tests.evaluation.stage import agent, card, customer, labelled, result

PLAIN = customer(expect=["price_objection"], priority_min="high")
INDIRECT = customer(expect=["hesitation"], kind=["indirect"])
SILENT = customer(silent=True)
OPEN = customer()


def test_a_call_is_counted_by_the_definitions() -> None:
    """Right, late, amiss, a false alarm and an open card, in one call of half a minute."""
    call = labelled(PLAIN, INDIRECT, OPEN, SILENT, SILENT, PLAIN)
    cards = (
        card(0, "price_objection"),
        card(1, "outage"),
        card(2, "hesitation"),
        card(3, "outage", shown_ms=90_000),
        card(5, "price_objection", priority="low", shown_ms=100_000),
    )
    tally = tally_of_call(result(call, *cards))
    figures = figures_of(tally)
    assert (tally.due, tally.found, tally.late) == (3, 3, 1)
    assert (figures.recall_plain, figures.recall_indirect) == (1.0, 1.0)
    assert (tally.cards, tally.counted, tally.good) == (5, 4, 2)  # the late one was at an open turn
    assert figures.precision == 0.5
    assert figures.silent_alarmed == 0.5
    assert figures.priority_kept == 0.5
    assert figures.cards_a_minute == 5 / (29 / 60)


def test_late_cards_count_as_good_where_they_count() -> None:
    """At a silent turn: in precision's favour, and a false alarm there."""
    figures = figures_of(tally_of_call(result(labelled(PLAIN, SILENT), card(1, "price_objection"))))
    assert (figures.precision, figures.silent_alarmed, figures.late) == (1.0, 1.0, 1.0)


def test_cards_in_calls_that_deserve_none_are_counted() -> None:
    """Also those at open turns."""
    tally = tally_of_call(result(labelled(OPEN, agent(), SILENT), card(0, "outage")))
    assert (tally.empty_calls, tally.empty_cards) == (1, 1)


def test_what_was_not_counted_has_no_figure() -> None:
    """None, and no division by nothing; counts are 0."""
    figures = figures_of(Tally())
    assert (figures.precision, figures.recall_indirect, figures.boundary_f1) == (None, None, None)
    assert figures.put_away == 0


def test_calls_add_up() -> None:
    """Ratios are of sums, so that a long call weighs more than a short one."""
    one = tally_of_call(result(labelled(PLAIN), card(0, "price_objection")))
    other = tally_of_call(result(labelled(PLAIN, agent(), PLAIN)))
    both = total([one, other])
    assert (both.calls, both.due, both.found) == (2, 3, 1)
    assert both.call_ms == one.call_ms + other.call_ms


def test_a_goal_is_reached_at_its_limit() -> None:
    """Above or below it, as the goal is; of what was not counted, nobody knows."""
    figures = figures_of(Tally(counted=10, good=9, silent=100, alarmed=4))
    states = {state.goal.figure: state for state in goal_states(figures, {})}
    assert states["precision"].is_reached is True
    assert states["silent_alarmed"].is_reached is False
    assert states["recall_plain"].is_reached is None


def test_some_goals_hold_in_each_language() -> None:
    """Where there are several."""
    good, bad = (figures_of(Tally(counted=10, good=good)) for good in (10, 5))
    states = [s for s in goal_states(good, {"en": good, "fr": bad}) if s.goal.figure == "precision"]
    assert [(s.language, s.is_reached) for s in states] == [
        (None, True),
        ("en", True),
        ("fr", False),
    ]
    assert len([s for s in goal_states(good, {"en": good}) if s.goal.figure == "precision"]) == 1

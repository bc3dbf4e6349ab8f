"""Confidence grows with what speaks for a match."""

from conversation.coaching.advice import Priority
from conversation.coaching.detection.calibration import (
    LEAST_SCORE,
    confidence_of_cues,
    confidence_of_meaning,
    least_score_with_cue,
)


def test_the_more_a_turn_sounds_like_the_rule_the_surer_is_its_card():
    """Never less sure by a higher score, with a cue and without."""
    scores = [score / 4 for score in range(-60, 60)]
    by_cue = [confidence_of_cues(1, score, leads=True) for score in scores]
    by_meaning = [confidence_of_meaning(score) for score in scores]
    for row in (by_cue, by_meaning):
        assert row == sorted(row)
        assert all(0 < confidence < 1 for confidence in row)


def test_a_rule_that_leads_nothing_is_a_guess():
    """Whatever it sounds like."""
    assert confidence_of_cues(1, 9.0, leads=False) < 0.5 < confidence_of_cues(1, None, leads=True)


def test_a_critical_cue_is_kept_where_another_is_taken_for_chance():
    """What must never be missed needs less; meaning alone needs most."""
    critical, medium = map(least_score_with_cue, (Priority.CRITICAL, Priority.MEDIUM))
    assert critical < medium < LEAST_SCORE

"""Confidence grows with what speaks for a match."""

from conversation.coaching.detection.calibration import (
    LEAST_SCORE,
    LEAST_SCORE_AFTER,
    LEAST_SCORE_SAID,
    LEAST_SCORE_WITH_CUE,
    confidence_of_cues,
    confidence_of_meaning,
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


def test_a_cue_needs_less_than_meaning_by_itself():
    """Two things that speak for a rule need less of each; an obligation needs most."""
    assert LEAST_SCORE_WITH_CUE < 0 < LEAST_SCORE_AFTER < LEAST_SCORE < LEAST_SCORE_SAID

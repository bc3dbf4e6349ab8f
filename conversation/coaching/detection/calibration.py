"""Calibration: how sure a match is, by what shows it.

The figures are fitted to calls that the rules were not tuned on (docs/judgement.md).
`callshadow eval` prints the table of what is said and what is so.
"""

from bisect import bisect_right
from collections.abc import Sequence

LEAST_SCORE = 1.8
"""The score from which a likeness alone is a match. On calls that nobody tuned on, a higher one
misses more than it saves."""
LEAST_SCORE_AFTER = 1.0
"""The same, for a rule that waits for an act of the agent's, right after it."""
LEAST_SCORE_SAID = 10.0
"""The same, of an obligation: what counts as said, and was not, is worse than what is missed."""
LEAST_SCORE_WITH_CUE = -7.0
"""The score below which a turn has the cue of a rule by chance. With a lower one, or with none for
critical rules, calls that deserve no card had twice as many."""
FEWEST_WORDS = 3
"""Fewer words are too few for a meaning by themselves. Spanish says a sentence in four."""
FEWEST_WORDS_SAID = 6
"""The same, of an obligation."""

_BY_CUE = 0.8
_BY_LIGHT_CUE = 0.45
_BY_MORE_CUES = 0.05
_BY_CUE_AND_SCORE = ((-99.0, 0.55), (-3.0, 0.8), (0.0, 0.85), (3.0, 0.95))
_BY_SCORE = ((0.0, 0.8), (7.0, 0.95))


def confidence_of_cues(count: int, score: float | None, *, leads: bool) -> float:
    """How often a match by cues is right.

    Args:
        count: In how many places cues were found.
        score: How much the turn sounds like the rule; None where that is not known.
        leads: Whether the rule leads; one that does not is a guess.
    """
    if not leads:
        return _BY_LIGHT_CUE
    sure = _BY_CUE if score is None else _row(_BY_CUE_AND_SCORE, score)
    return sure + (_BY_MORE_CUES if count > 1 else 0)


def confidence_of_meaning(score: float) -> float:
    """How often a match by meaning alone is right."""
    return _row(_BY_SCORE, score)


def _row(table: Sequence[tuple[float, float]], score: float) -> float:
    """The figure of the last row that begins at or below `score`; else of the first."""
    place = bisect_right(table, score, key=lambda row: row[0])
    return table[max(place - 1, 0)][1]

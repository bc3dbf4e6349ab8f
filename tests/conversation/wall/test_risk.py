"""Risk of a live call: each part by its weights, with its reason in words."""

import pytest

from conversation.coaching.advice import Priority
from conversation.coaching.obligation import Must, ObligationState
from conversation.memory.mood import Sentiment, Trend
from conversation.wall.risk import Code, Level, Risk, risk_of
from conversation.wall.situation import Duty, PassedOver, Situation

NOTICE = "Say that the call is recorded"


def mood(score: float, trend: Trend = Trend.STEADY) -> Sentiment:
    """How the customer feels."""
    return Sentiment(score, trend, "t1")


def duty(state: ObligationState, deadline_ms: int | None = None, must: Must = Must.SAY) -> Duty:
    """An obligation."""
    return Duty(NOTICE, must, state, deadline_ms)


IGNORED = PassedOver("Name the date", Priority.HIGH)
URGENT = PassedOver("Apologise first", Priority.CRITICAL)


@pytest.mark.parametrize(
    ("situation", "score", "words"),
    [
        (Situation(), 0, []),
        (Situation(sentiment=mood(0.75)), 0, []),
        (Situation(sentiment=mood(-0.5)), 12, ["the customer is cross (-0.5)"]),
        (
            Situation(sentiment=mood(-1.0, Trend.FALLING)),
            30,
            ["the customer is cross (-1.0), and it gets worse"],
        ),
        (Situation(duties=[duty(ObligationState.MISSED)]), 20, [f"not said: {NOTICE}"]),
        (
            Situation(duties=[duty(ObligationState.VIOLATED, must=Must.NOT_SAY)]),
            20,
            [f"must not be said: {NOTICE}"],
        ),
        (Situation(duties=[duty(ObligationState.MET)]), 0, []),
        (Situation(duties=[duty(ObligationState.OPEN)]), 0, []),
        (Situation(duties=[duty(ObligationState.OPEN, 60_000)], now_ms=10_000), 0, []),
        (
            Situation(duties=[duty(ObligationState.OPEN, 60_000)], now_ms=30_000),
            5,
            [f"due now: {NOTICE}"],
        ),
        (
            Situation(duties=[duty(ObligationState.OPEN, 9, Must.NOT_SAY)], now_ms=30_000),
            0,
            [],
        ),
        (Situation(dead_air_s=9.9), 0, []),
        (Situation(dead_air_s=10), 5, ["nobody speaks for 10 s"]),
        (Situation(dead_air_s=39), 10, ["nobody speaks for 20 s"]),
        (Situation(dead_air_s=900), 20, ["nobody speaks for 60 s"]),
        (Situation(closing=29), 10, ["far from a yes: 29 of 100"]),
        (Situation(closing=49), 5, ["far from a yes: 49 of 100"]),
        (Situation(closing=50), 0, []),
        (Situation(ignored=[IGNORED]), 8, ["ignored: Name the date"]),
        (
            Situation(ignored=[IGNORED, URGENT]),
            20,
            ["ignored: Apologise first", "ignored: Name the date"],
        ),
    ],
)
def test_each_part_weighs_what_its_row_says(
    situation: Situation, score: int, words: list[str]
) -> None:
    """The table of the module, row by row."""
    risk = risk_of(situation)
    assert (risk.score, [reason.words for reason in risk.reasons]) == (score, words)


def test_no_part_alone_makes_the_whole() -> None:
    """Parts have a most, at which the last reason counts as far as it goes."""
    many = [duty(ObligationState.MISSED)] * 5
    assert risk_of(Situation(duties=many)).score == 40
    cards = risk_of(Situation(ignored=[URGENT, URGENT, IGNORED]))
    assert [reason.points for reason in cards.reasons] == [12, 12]


def test_the_worst_call_is_a_hundred() -> None:
    """The parts add up to more, and the heaviest reason comes first."""
    worst = Situation(
        mood(-1.0, Trend.FALLING), [duty(ObligationState.MISSED)] * 2, 0, 90, 0, [URGENT] * 3
    )
    risk = risk_of(worst)
    assert (risk.score, risk.level) == (100, Level.HIGH)
    assert risk.reasons[0].code is Code.SENTIMENT


@pytest.mark.parametrize(
    ("score", "level"),
    [(0, Level.LOW), (24, Level.LOW), (25, Level.MEDIUM), (49, Level.MEDIUM), (50, Level.HIGH)],
)
def test_a_score_is_a_level(score: int, level: Level) -> None:
    """From where on it is medium and high."""
    assert Risk(score).level is level


def test_a_risk_is_told_with_what_its_words_need() -> None:
    """A page in another language makes its own words of the code and of these."""
    told = risk_of(Situation(dead_air_s=10)).as_dict()
    assert told == {
        "score": 5,
        "level": "low",
        "reasons": [
            {"code": "dead_air", "points": 5, "words": "nobody speaks for 10 s", "seconds": 10}
        ],
    }

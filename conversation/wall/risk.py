"""Risk of a live call: how much it needs a supervisor, from 0 to 100, each part with its reason.

| part        | reason                | points                                      | most |
|-------------|-----------------------|---------------------------------------------|------|
| sentiment   | `sentiment`           | 24 x how cross the customer is (0 to 1),    | 30   |
|             |                       | and 6 where it gets worse                   |      |
| obligations | `obligation_missed`   | 20 each                                     | 40   |
|             | `obligation_violated` | 20 each                                     |      |
|             | `obligation_due`      | 5 each that is due within 30 s              |      |
| dead air    | `dead_air`            | 5, 10, 15, 20 after 10, 20, 40, 60 s        | 20   |
| closing     | `closing`             | 10 below 30, 5 below 50                     | 10   |
| cards       | `card_ignored`        | 8 each; 12 where it was critical            | 24   |

The parts add up, and the sum stops at 100: `high` from 50 on, `medium` from 25 on.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from conversation.coaching.advice import Priority
from conversation.coaching.obligation import ObligationState
from conversation.memory.mood import Trend
from conversation.wall.situation import Situation

MOST = 100
HIGH, MEDIUM = 50, 25
CROSS, FALLING, MOST_OF_SENTIMENT = 24, 6, 30
UNMET, DUE_SOON, MOST_OF_OBLIGATIONS = 20, 5, 40
DEAD_AIR = ((60, 20), (40, 15), (20, 10), (10, 5))
"""The seconds in which nobody speaks, and what they weigh."""
CLOSING = ((30, 10), (50, 5))
"""The closing scores below which there is a risk, and what it weighs."""
IGNORED, IGNORED_CRITICAL, MOST_OF_CARDS = 8, 12, 24


class Level(StrEnum):
    """The levels of a risk."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Code(StrEnum):
    """The codes of a reason, for programs."""

    SENTIMENT = "sentiment"
    OBLIGATION_MISSED = "obligation_missed"
    OBLIGATION_VIOLATED = "obligation_violated"
    OBLIGATION_DUE = "obligation_due"
    DEAD_AIR = "dead_air"
    CLOSING = "closing"
    CARD_IGNORED = "card_ignored"


_WORDS = {
    Code.SENTIMENT: "the customer is cross ({score})",
    Code.OBLIGATION_MISSED: "not said: {title}",
    Code.OBLIGATION_VIOLATED: "must not be said: {title}",
    Code.OBLIGATION_DUE: "due now: {title}",
    Code.DEAD_AIR: "nobody speaks for {seconds} s",
    Code.CLOSING: "far from a yes: {score} of 100",
    Code.CARD_IGNORED: "ignored: {headline}",
}


@dataclass(frozen=True, slots=True)
class RiskReason:
    """A reason of a risk.

    Attributes:
        code: What it is.
        points: What it adds to the score.
        about: What the words need: `title`, `headline`, `seconds`, `score`, `falling`.
    """

    code: Code
    points: int
    about: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def words(self) -> str:
        """The reason in English."""
        worse = ", and it gets worse" if self.about.get("falling") else ""
        return _WORDS[self.code].format(**self.about) + worse

    def as_dict(self) -> dict[str, Any]:
        """The reason as JSON-able values, its words among them."""
        return {"code": self.code.value, "points": self.points, "words": self.words} | self.about


@dataclass(frozen=True, slots=True)
class Risk:
    """The risk of a call at one moment.

    Attributes:
        score: From 0 to 100.
        reasons: Why, the heaviest first; their points are those that count.
    """

    score: int
    reasons: tuple[RiskReason, ...] = ()

    @property
    def level(self) -> Level:
        """The score in one word."""
        if self.score >= HIGH:
            return Level.HIGH
        return Level.MEDIUM if self.score >= MEDIUM else Level.LOW

    def as_dict(self) -> dict[str, Any]:
        """The risk as JSON-able values."""
        reasons = [reason.as_dict() for reason in self.reasons]
        return {"score": self.score, "level": self.level.value, "reasons": reasons}


def risk_of(call: Situation) -> Risk:
    """The risk of a call as it stands."""
    found = [
        *_capped(_of_sentiment(call), MOST_OF_SENTIMENT),
        *_capped(_of_duties(call), MOST_OF_OBLIGATIONS),
        *_of_dead_air(call.dead_air_s),
        *_of_closing(call.closing),
        *_capped(_of_cards(call), MOST_OF_CARDS),
    ]
    reasons = tuple(sorted(found, key=lambda reason: -reason.points))
    return Risk(min(MOST, sum(reason.points for reason in reasons)), reasons)


def _of_sentiment(call: Situation) -> Iterable[RiskReason]:
    mood = call.sentiment
    if mood and mood.score < 0:
        falling = mood.trend is Trend.FALLING
        points = round(CROSS * -mood.score) + (FALLING if falling else 0)
        yield RiskReason(Code.SENTIMENT, points, {"score": mood.score, "falling": falling})


def _of_duties(call: Situation) -> Iterable[RiskReason]:
    unmet = {
        ObligationState.MISSED: Code.OBLIGATION_MISSED,
        ObligationState.VIOLATED: Code.OBLIGATION_VIOLATED,
    }
    for duty in call.duties:
        if code := unmet.get(duty.state):
            yield RiskReason(code, UNMET, {"title": duty.title})
    for duty in call.duties:
        if duty.is_due(call.now_ms):
            yield RiskReason(Code.OBLIGATION_DUE, DUE_SOON, {"title": duty.title})


def _of_dead_air(seconds: float) -> Iterable[RiskReason]:
    step = next(((least, points) for least, points in DEAD_AIR if seconds >= least), None)
    if step:
        yield RiskReason(Code.DEAD_AIR, step[1], {"seconds": step[0]})


def _of_closing(score: int | None) -> Iterable[RiskReason]:
    points = next((p for below, p in CLOSING if score is not None and score < below), 0)
    if points:
        yield RiskReason(Code.CLOSING, points, {"score": score})


def _of_cards(call: Situation) -> Iterable[RiskReason]:
    for card in call.ignored:
        points = IGNORED_CRITICAL if card.priority is Priority.CRITICAL else IGNORED
        yield RiskReason(Code.CARD_IGNORED, points, {"headline": card.headline})


def _capped(reasons: Iterable[RiskReason], most: int) -> Iterable[RiskReason]:
    """The reasons until their points are `most`; the last one counts as far as it goes."""
    left = most
    for reason in reasons:
        if left:
            yield RiskReason(reason.code, min(left, reason.points), reason.about)
            left -= min(left, reason.points)

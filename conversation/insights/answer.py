"""Insights: the figures of the calls of a period, as `docs/insights.md` defines each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from conversation.after_call.following.outcome import CardOutcome


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of cards and calls that have something in common.

    Attributes:
        key: What it is; None where that is not known, or of all calls.
        calls: Calls with such a card, or of that kind.
        shown: Cards that were shown whole.
        held_back: Cards that the coach kept to itself.
        withdrawn: Cards that were taken back before they were whole.
        ratings: Shown cards by the last rating of each.
        follows: Shown cards by what the agent made of them.
        p50_ms: Latency that half of the shown cards had at most; None of none.
        p95_ms: That 95 % had at most.
        cost: USD that models took; None where it can't be told apart.
    """

    key: str | None
    calls: int = 0
    shown: int = 0
    held_back: int = 0
    withdrawn: int = 0
    ratings: Mapping[str, int] = field(default_factory=dict[str, int])
    follows: Mapping[str, int] = field(default_factory=dict[str, int])
    p50_ms: int | None = None
    p95_ms: int | None = None
    cost: float | None = None


class Rating(StrEnum):
    """The ratings of a card."""

    USED = "used"
    USEFUL = "useful"
    NOT_USEFUL = "not_useful"
    DISMISSED = "dismissed"


JUDGED = tuple(one for one in CardOutcome if one is not CardOutcome.UNKNOWN)
"""The outcomes of follow-through that say something."""
FOLLOWED = tuple(one for one in CardOutcome if one.follows)
"""The outcomes that count as followed."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal, and what happened after its cards.

    Attributes:
        name: As the playbook or the model calls it.
        cards: Shown cards that report it.
        calls: In how many calls.
        judged: Cards of which it is known what the agent made of them.
        followed: Those that were followed.
        outcomes: The calls by their outcome, where that is known.
    """

    name: str
    cards: int
    calls: int
    judged: int
    followed: int
    outcomes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TalkMeans:
    """The means of the calls' talk figures; None of no call.

    Attributes:
        calls: Ended calls in which something was said.
        talk_share: The agent's, 0 to 1.
        pace: Words a minute, of agent and customer.
        longest_ms: The longest stretch, of agent and customer.
        interruptions: A call, by agent and customer.
        duration_ms: Of a call.
    """

    calls: int
    talk_share: float | None
    pace: Mapping[str, float | None]
    longest_ms: Mapping[str, float | None]
    interruptions: Mapping[str, float | None]
    duration_ms: float | None


@dataclass(frozen=True, slots=True)
class ObligationStates:
    """An obligation, and how it stood in calls when they were last told of it."""

    obligation_id: str
    title: str
    states: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FollowThrough:
    """The calls of an outcome, by whether at least half of their judged cards were followed."""

    outcome: str
    followed: int
    not_followed: int


@dataclass(frozen=True, slots=True)
class Insights:
    """The answer to a question.

    Attributes:
        total: All cards and calls.
        groups: The largest groups, by their shown cards; weeks by their time.
        left_off: How many groups there are beside.
        held_back: Cards that were held back, by the reason.
        withdrawn: Cards that were withdrawn, by the reason.
        signals: The most frequent.
        talk: How the parties talked.
        obligations: Those that were missed or violated most often first.
        outcomes: Calls by their outcome.
        end_reasons: Ended calls by why they ended.
        follow_through: By outcome.
        summaries: Calls with a summary.
        audio_cost: USD that recognition took; None where no price is known.
        uncounted: Calls of the period that were never counted: `callshadow insights rebuild`.
    """

    total: Group
    groups: Sequence[Group]
    left_off: int
    held_back: Mapping[str, int]
    withdrawn: Mapping[str, int]
    signals: Sequence[Signal]
    talk: TalkMeans
    obligations: Sequence[ObligationStates]
    outcomes: Mapping[str, int]
    end_reasons: Mapping[str, int]
    follow_through: Sequence[FollowThrough]
    summaries: int
    audio_cost: float | None
    uncounted: int

"""Insight schemas: what `GET /api/insights` answers; `docs/insights.md` defines each figure."""

from typing import Self

from pydantic import BaseModel, Field

from conversation.insights.answer import Group, Signal, TalkMeans
from conversation.insights.question import By
from conversation.insights.report import OutcomeShares, shares_of
from conversation.insights.shares import Share

Parties = dict[str, float | None]


class ShareOut(BaseModel):
    """A share of cases, with its interval."""

    hits: int
    of: int
    share: float | None = Field(description="0 to 1; null of no cases.")
    low: float
    high: float
    tells: bool = Field(description="Whether there are enough cases to tell.")

    @classmethod
    def from_share(cls, share: Share) -> Self:
        """The share as the answer has it."""
        low, high = share.interval
        return cls(
            hits=share.hits, of=share.of, share=share.value, low=low, high=high, tells=share.tells
        )


class Wait(BaseModel):
    """The wait for a card's first field from the end of the speech, ms."""

    p50: int | None
    p95: int | None


class GroupOut(BaseModel):
    """The figures of cards and calls that have something in common."""

    key: str | None
    calls: int
    shown: int
    held_back: int
    withdrawn: int
    ratings: dict[str, int]
    follows: dict[str, int]
    used: ShareOut = Field(description="Of the shown cards.")
    useful: ShareOut = Field(description="Used or useful, of the rated cards.")
    followed: ShareOut = Field(description="Of the judged cards.")
    latency_ms: Wait
    cost: float | None = Field(description="USD that models took; null where it is not known.")

    @classmethod
    def of(cls, group: Group) -> Self:
        """The group as the answer has it."""
        return cls(
            key=group.key,
            calls=group.calls,
            shown=group.shown,
            held_back=group.held_back,
            withdrawn=group.withdrawn,
            ratings=dict(group.ratings),
            follows=dict(group.follows),
            **{name: ShareOut.from_share(one) for name, one in shares_of(group).items()},
            latency_ms=Wait(p50=group.p50_ms, p95=group.p95_ms),
            cost=group.cost,
        )


class SignalOut(BaseModel):
    """A signal, and what happened after its cards."""

    signal: str
    cards: int
    calls: int
    followed: ShareOut
    outcomes: dict[str, int] = Field(description="The calls by outcome, where that is known.")

    @classmethod
    def of(cls, one: Signal) -> Self:
        """The signal as the answer has it."""
        return cls(
            signal=one.name,
            cards=one.cards,
            calls=one.calls,
            followed=ShareOut.from_share(Share(one.followed, one.judged)),
            outcomes=dict(one.outcomes),
        )


class TalkOut(BaseModel):
    """The means of the calls' talk figures."""

    calls: int
    talk_share: float | None = Field(description="The agent's, 0 to 1.")
    words_per_minute: Parties
    longest_turn_ms: Parties
    interruptions: Parties
    duration_ms: float | None

    @classmethod
    def of(cls, talk: TalkMeans) -> Self:
        """The figures as the answer has them."""
        return cls(
            calls=talk.calls,
            talk_share=talk.talk_share,
            words_per_minute=dict(talk.pace),
            longest_turn_ms=dict(talk.longest_ms),
            interruptions=dict(talk.interruptions),
            duration_ms=talk.duration_ms,
        )


class ObligationOut(BaseModel):
    """An obligation, and in how many calls it stood how."""

    obligation_id: str
    title: str
    states: dict[str, int]


class DifferenceOut(BaseModel):
    """The group that is surely above others in a share."""

    figure: str = Field(examples=["followed"])
    higher: str
    lower: list[str]


class OutcomeOut(BaseModel):
    """The calls that end so, by whether at least half of their judged cards were followed."""

    outcome: str
    followed: ShareOut
    not_followed: ShareOut
    differ: bool

    @classmethod
    def of(cls, row: OutcomeShares) -> Self:
        """The row as the answer has it."""
        return cls(
            outcome=row.outcome,
            followed=ShareOut.from_share(row.followed),
            not_followed=ShareOut.from_share(row.not_followed),
            differ=row.differ,
        )


class ReturnOut(BaseModel):
    """The return on the tool."""

    calls: int
    cards: int
    summaries: int
    note_minutes: float = Field(description="What a note takes: the setting INSIGHTS_NOTE_MINUTES.")
    minutes_saved: float
    follow_through: list[OutcomeOut]
    words: list[str] = Field(description="The same in English.")


class InsightsOut(BaseModel):
    """The answer: what the calls of a period add up to."""

    by: By
    agent_id: str | None = Field(description="Whose calls these are, if one agent's alone.")
    total: GroupOut
    groups: list[GroupOut]
    left_off: int = Field(description="Smaller groups that are not among `groups`.")
    differences: list[DifferenceOut]
    held_back: dict[str, int] = Field(description="By the reason.")
    withdrawn: dict[str, int] = Field(description="By the reason.")
    signals: list[SignalOut]
    talk: TalkOut
    obligations: list[ObligationOut]
    outcomes: dict[str, int]
    end_reasons: dict[str, int]
    audio_cost: float | None = Field(description="USD that recognition took.")
    return_on_tool: ReturnOut
    uncounted: int = Field(description="Calls that `callshadow insights rebuild` would count.")

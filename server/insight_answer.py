"""Insight answer: what a question about many calls is answered with, over REST."""

from conversation.insights.answer import Insights
from conversation.insights.question import Question
from conversation.insights.report import differences, in_words, minutes_saved, outcome_shares
from server.schemas.insight_schemas import (
    DifferenceOut,
    GroupOut,
    InsightsOut,
    ObligationOut,
    OutcomeOut,
    ReturnOut,
    SignalOut,
    TalkOut,
)


def insights_out(asked: Question, found: Insights, note_minutes: float) -> InsightsOut:
    """The answer to a question."""
    return InsightsOut(
        by=asked.by,
        agent_id=asked.agent_id,
        total=GroupOut.of(found.total),
        groups=[GroupOut.of(group) for group in found.groups],
        left_off=found.left_off,
        differences=[
            DifferenceOut(figure=figure, higher=one.higher, lower=list(one.lower))
            for figure, one in differences(found.groups).items()
        ],
        held_back=dict(found.held_back),
        withdrawn=dict(found.withdrawn),
        signals=[SignalOut.of(one) for one in found.signals],
        talk=TalkOut.of(found.talk),
        obligations=[
            ObligationOut(obligation_id=one.obligation_id, title=one.title, states=dict(one.states))
            for one in found.obligations
        ],
        outcomes=dict(found.outcomes),
        end_reasons=dict(found.end_reasons),
        audio_cost=found.audio_cost,
        return_on_tool=_return(found, note_minutes),
        uncounted=found.uncounted,
    )


def _return(found: Insights, note_minutes: float) -> ReturnOut:
    return ReturnOut(
        calls=found.total.calls,
        cards=found.total.shown,
        summaries=found.summaries,
        note_minutes=note_minutes,
        minutes_saved=minutes_saved(found, note_minutes),
        follow_through=[OutcomeOut.of(row) for row in outcome_shares(found.follow_through)],
        words=in_words(found, note_minutes),
    )

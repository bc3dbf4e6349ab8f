"""Scorecard of an ended call: how it went by the playbook's criteria, from its events alone."""

from collections.abc import Callable, Mapping, Sequence

from conversation.after_call.following.follow_through import FOLLOWING_TYPES
from conversation.after_call.scorecard import course_measures as course
from conversation.after_call.scorecard import talk_measures as talk
from conversation.after_call.scorecard.facts import ScorecardFacts
from conversation.after_call.scorecard.result import Correction, JudgedCriterion, Measure, Scorecard
from conversation.coaching.criterion import DEFAULT_SCORECARD, Criterion, CriterionId
from conversation.coaching.playbook import Playbook
from conversation.events.event import CallEvent, EventType

MEASURES: Mapping[CriterionId, Callable[[ScorecardFacts], Measure]] = {
    CriterionId.TALK_SHARE: talk.talk_share,
    CriterionId.MONOLOGUE: talk.monologue,
    CriterionId.PACE: talk.pace,
    CriterionId.INTERRUPTIONS: talk.interruptions,
    CriterionId.DEAD_AIR: talk.dead_air,
    CriterionId.QUESTIONS: talk.questions,
    CriterionId.OBJECTIONS: course.objections,
    CriterionId.OBLIGATIONS: course.obligations,
    CriterionId.STAGES: course.stages,
    CriterionId.ORDER: course.order,
    CriterionId.SENTIMENT: course.sentiment,
    CriterionId.ADVICE: course.advice,
}
"""What measures each criterion."""
SCORECARD_TYPES = FOLLOWING_TYPES | {
    EventType.MEMORY_UPDATED,
    EventType.OBLIGATION_UPDATED,
    EventType.SCORECARD_CORRECTED,
}
"""The types of the events that it reads; of memories the last one."""


def scorecard(events: Sequence[CallEvent], playbook: Playbook | None) -> Scorecard:
    """The scorecard of a call.

    Args:
        events: Its durable events, in their order.
        playbook: By which it was coached; None where it is there no more: the usual criteria then
            count, and what takes a playbook can't be judged.
    """
    facts, corrections = ScorecardFacts(events, playbook), _corrections(events)
    criteria = (playbook.scorecard if playbook else ()) or DEFAULT_SCORECARD
    return Scorecard([_judged(one, facts, corrections.get(one.id)) for one in criteria])


def _judged(
    criterion: Criterion, facts: ScorecardFacts, correction: Correction | None
) -> JudgedCriterion:
    measure = MEASURES[criterion.id](facts)
    score = None if measure.value is None else criterion.score(measure.value)
    return JudgedCriterion(criterion, measure, score, correction)


def _corrections(events: Sequence[CallEvent]) -> dict[str, Correction]:
    """The last correction of each criterion; one without a score takes the one before back."""
    found: dict[str, Correction] = {}
    for event in events:
        if event.type is not EventType.SCORECARD_CORRECTED:
            continue
        data = event.data
        found.pop(data["criterion"], None)
        if data["score"] is not None:
            told = Correction(data["score"], data["reason"], data["by"], event.at)
            found[data["criterion"]] = told
    return found

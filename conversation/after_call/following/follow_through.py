"""Follow-through of a call: for each card, whether the agent did what it advised.

final cards ─▶ cases ─▶ rules ─▶ asked, said, …              told
                          └────▶ unknown ─▶ a model, if any ─▶ told
"""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from conversation.after_call.call_language import language_of
from conversation.after_call.call_playbooks import TELLING
from conversation.after_call.following.case import CardCase, cases
from conversation.after_call.following.judge import Nearness, judge
from conversation.after_call.following.outcome import CardOutcome, Following
from conversation.events.event import CallEvent, EventType
from conversation.events.payloads import SuggestionFollowed

FOLLOWING_TYPES = TELLING | {
    EventType.TURN_FINAL,
    EventType.SUGGESTION_FINAL,
    EventType.SUGGESTION_FOLLOWED,
}
"""The types of the events that it reads."""
_NOTHING: Mapping[str, Nearness] = MappingProxyType({})
_NOBODY: Mapping[str, Following] = MappingProxyType({})


def follow_through(
    events: Sequence[CallEvent],
    nearness: Mapping[str, Nearness] = _NOTHING,
    verdicts: Mapping[str, Following] = _NOBODY,
) -> list[SuggestionFollowed]:
    """What is to be told of a call's cards and was not yet.

    A card of which nothing was told, or that nobody could tell anything of until now. The same
    events give the same payloads; with those told, none.

    Args:
        events: The durable events of the call, in their order.
        nearness: By the cards' ids, where an encoder is there.
        verdicts: Of another judge, by the cards' ids; they count where the rules can't tell.
    """
    language, told = language_of(events), _told(events)
    found: list[SuggestionFollowed] = []
    for case in cases(events):
        known = told.get(case.suggestion_id)
        if known not in (None, CardOutcome.UNKNOWN):
            continue
        following = judge(case, language, nearness.get(case.suggestion_id))
        if following.outcome is CardOutcome.UNKNOWN:
            following = verdicts.get(case.suggestion_id, following)
        if following.outcome != known:
            found.append(_payload(case, following))
    return found


def doubts(
    events: Sequence[CallEvent],
    nearness: Mapping[str, Nearness],
    outcomes: Collection[CardOutcome] = (CardOutcome.UNKNOWN,),
) -> list[CardCase]:
    """The cards that another judge should look at, as the rules make no more of them.

    Args:
        events: As for `follow_through`, and so the next.
        nearness: What an encoder says, where one is there.
        outcomes: What the rules make of them.
    """
    language, told = language_of(events), _told(events)
    undecided = (
        c for c in cases(events) if told.get(c.suggestion_id) in (None, CardOutcome.UNKNOWN)
    )
    return [
        case
        for case in undecided
        if judge(case, language, nearness.get(case.suggestion_id)).outcome in outcomes
    ]


def _told(events: Sequence[CallEvent]) -> dict[str, CardOutcome]:
    return {
        event.data["suggestion_id"]: CardOutcome(event.data["outcome"])
        for event in events
        if event.type is EventType.SUGGESTION_FOLLOWED
    }


def _payload(case: CardCase, following: Following) -> SuggestionFollowed:
    return SuggestionFollowed(
        case.suggestion_id, following.outcome, following.turn_id, following.quote, following.how
    )

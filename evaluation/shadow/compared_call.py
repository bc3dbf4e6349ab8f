"""Compared call: what a call's events say that the agent was shown, beside a shadow record."""

from collections.abc import Mapping, Sequence
from typing import Any

from conversation.after_call.call_length import told_length
from conversation.after_call.call_playbooks import playbooks_of
from conversation.events.event import CallEvent, EventType
from conversation.events.figures import transcript
from conversation.insights.answer import JUDGED
from conversation.insights.review.verdict import Judged
from conversation.shadow.record import ShadowRecord
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from evaluation.shadow.difference import Card, ComparedCall, Thought


def compared(
    call_id: str, events: Sequence[CallEvent], record: ShadowRecord
) -> ComparedCall | None:
    """A call that both heard; None where the customer said nothing in it.

    Specialists' cards are left out, as a candidate has none.
    """
    turns = [turn for turn in transcript(events) if turn.speaker is Speaker.CUSTOMER]
    if not turns:
        return None
    coach = _coach(events)
    shown = [card for card in _shown(events) if card.get("specialist") in coach]
    units = {turn.turn_id: turn.unit_id for turn in turns}
    a, b = _last(shown, units), _last(record.cards, units)
    helped = _helped(call_id, events)
    thoughts = [
        Thought(
            call_id,
            text,
            a.get(unit_id),
            b.get(unit_id),
            helped.get(a[unit_id]["suggestion_id"]) if unit_id in a else None,
        )
        for unit_id, text in _texts(turns).items()
    ]
    return ComparedCall(
        call_id,
        told_length(events) or max(turn.end_ms for turn in turns),
        thoughts,
        shown,
        record.cards,
        _cost(events, coach),
        record.cost,
        record.outages,
    )


def _shown(events: Sequence[CallEvent]) -> list[Card]:
    kinds = EventType.SUGGESTION_FINAL, EventType.SUGGESTION_WITHDRAWN
    finals, withdrawn = ([e.data for e in events if e.type is kind] for kind in kinds)
    gone = {data.get("suggestion_id") for data in withdrawn}
    return [data for data in finals if data.get("suggestion_id") not in gone]


def _coach(events: Sequence[CallEvent]) -> set[str]:
    """The names under which the coach itself advises: those of the call's playbooks."""
    return {one["name"] for one in playbooks_of(events) if "name" in one}


def _texts(turns: Sequence[Turn]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for turn in turns:
        texts[turn.unit_id] = f"{texts.get(turn.unit_id, '')} {turn.text}".strip()
    return texts


def _last(cards: Sequence[Card], units: Mapping[str, str]) -> dict[str, Card]:
    return {units[card["turn_id"]]: card for card in cards if card.get("turn_id") in units}


def _helped(call_id: str, events: Sequence[CallEvent]) -> dict[str, bool | None]:
    ratings: dict[str, Any] = {}
    follows: dict[str, Any] = {}
    for event in events:
        card_id = event.data.get("suggestion_id")
        if event.type is EventType.FEEDBACK_RECORDED and event.data.get("source") is None:
            ratings[card_id or ""] = event.data.get("rating")
        elif event.type is EventType.SUGGESTION_FOLLOWED:
            outcome = event.data.get("outcome")
            follows[card_id or ""] = outcome if outcome in JUDGED else None
    return {
        one: Judged(call_id, one, "", ratings.get(one), follows.get(one)).helped
        for one in {*ratings, *follows}
    }


def _cost(events: Sequence[CallEvent], coach: set[str]) -> float | None:
    """USD that the coach itself took, without specialists and summaries."""
    usages = [e.data for e in events if e.type is EventType.USAGE_UPDATED]
    if not usages:
        return None
    parts = usages[-1].get("by") or ()
    return sum(part.get("cost") or 0.0 for part in parts if part.get("specialist") in coach)

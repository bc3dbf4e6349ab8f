"""Export rows: what a call's events give to a table of calls, of turns or of cards."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conversation.after_call.call_language import told_language
from conversation.after_call.call_length import told_length
from conversation.events.event import CallEvent, EventType
from conversation.events.figures import figures
from conversation.export.columns import Shape
from conversation.insights.answer import Rating
from conversation.speech.speakers import Speaker

Row = dict[str, Any]
"""The values of a row by the names of its columns."""
_OF_CARDS = frozenset(
    {
        EventType.SUGGESTION_STARTED,
        EventType.SUGGESTION_FINAL,
        EventType.SUGGESTION_WITHDRAWN,
        EventType.FEEDBACK_RECORDED,
    }
)
_OF_CALLS = _OF_CARDS | {
    EventType.CALL_STARTED,
    EventType.STATUS,
    EventType.TURN_FINAL,
    EventType.SUGGESTION_SUPPRESSED,
    EventType.OBLIGATION_UPDATED,
    EventType.USAGE_UPDATED,
    EventType.CALL_ENDED,
}
NEEDED: Mapping[Shape, frozenset[EventType]] = {
    Shape.CALLS: _OF_CALLS,
    Shape.TURNS: frozenset({EventType.TURN_FINAL}),
    Shape.CARDS: _OF_CARDS,
}
"""The types of the events that the rows of each shape are made of."""
_WAIT = "from_speech_end_to_final"


@dataclass(frozen=True, slots=True)
class ListedCall:
    """Facts of a call, as the list of calls has them."""

    call_id: str
    source: str
    started_at: datetime
    ended_at: datetime | None
    end_reason: str | None
    agent_id: str | None


def rows_of(shape: Shape, facts: ListedCall, events: Sequence[CallEvent]) -> list[Row]:
    """The rows of one call, by its durable events: those of the types in `NEEDED`, or all."""
    return list(_ROWS[shape](facts, events))


def _calls(facts: ListedCall, events: Sequence[CallEvent]) -> Iterator[Row]:
    found = _by_type(events)
    started = _last(found.get(EventType.CALL_STARTED, ()))
    usage = _last(found.get(EventType.USAGE_UPDATED, ()))
    finals = found.get(EventType.SUGGESTION_FINAL, ())
    playbook: Mapping[str, Any] = started.get("playbook") or {}
    yield {
        "call_id": facts.call_id,
        "source": facts.source,
        "started_at": facts.started_at,
        "ended_at": facts.ended_at,
        "end_reason": facts.end_reason,
        "duration_ms": told_length(events),
        "agent_id": facts.agent_id,
        "language": told_language(events),
        "playbook": playbook.get("name"),
        "stt": started.get("stt"),
        "coach": started.get("coach"),
        **_talk(events),
        "cards_shown": len(finals),
        "cards_withdrawn": len(found.get(EventType.SUGGESTION_WITHDRAWN, ())),
        "cards_held_back": len(found.get(EventType.SUGGESTION_SUPPRESSED, ())),
        **_ratings(found.get(EventType.FEEDBACK_RECORDED, ())),
        "signals": _joined(sorted({s for e in finals for s in e.data.get("signals_detected", ())})),
        **_obligations(found.get(EventType.OBLIGATION_UPDATED, ())),
        "input_tokens": usage.get("input"),
        "output_tokens": usage.get("output"),
        "model_cost_usd": usage.get("cost"),
        "audio_cost_usd": usage.get("audio_cost"),
    }


def _talk(events: Sequence[CallEvent]) -> Row:
    told = figures(events)
    waits = told["latency_ms"].get(_WAIT, {})
    row: Row = {}
    for who in Speaker:
        row |= {
            f"{who}_turns": told["turns"][who],
            f"{who}_talk_ms": told["talk_ms"][who],
            f"{who}_words_per_minute": told["words_per_minute"][who],
            f"{who}_longest_turn_ms": told["longest_turn_ms"][who],
            f"{who}_interruptions": told["interruptions"][who],
        }
    return row | {
        "agent_talk_share": told["talk_share"][Speaker.AGENT],
        "card_wait_ms_p50": waits.get("p50"),
        "card_wait_ms_p95": waits.get("p95"),
    }


def _turns(facts: ListedCall, events: Sequence[CallEvent]) -> Iterator[Row]:
    for event in events:
        if event.type is EventType.TURN_FINAL:
            names = ("turn_id", "speaker", "start_ms", "end_ms", "language", "confidence", "text")
            yield _of_call(facts) | {name: event.data.get(name) for name in names}


def _cards(facts: ListedCall, events: Sequence[CallEvent]) -> Iterator[Row]:
    rated = _last_ratings(events)
    names = ("suggestion_id", "turn_id", "lane", "specialist", "model", "prompt", "priority")
    starts = {
        e.data.get("suggestion_id"): e.data
        for e in events
        if e.type is EventType.SUGGESTION_STARTED
    }
    for event in events:
        if event.type not in (EventType.SUGGESTION_FINAL, EventType.SUGGESTION_WITHDRAWN):
            continue
        card_id = event.data.get("suggestion_id")
        data = {**starts.get(card_id, {}), **event.data}
        usage: Mapping[str, Any] = data.get("usage") or {}
        latency: Mapping[str, int] = data.get("latency_ms") or {}
        rating = rated.get(card_id, {})
        yield (
            _of_call(facts)
            | {name: data.get(name) for name in names}
            | {
                "shown_at": event.at,
                "state": event.type.value.rpartition(".")[2],
                "withdrawn_reason": data.get("reason"),
                "rules": _joined(data.get("rules") or ()),
                "confidence": data.get("confidence"),
                "headline": data.get("headline"),
                "questions": "\n".join(data.get("questions") or ()) or None,
                "signals": _joined(data.get("signals_detected") or ()),
                "rating": rating.get("rating"),
                "comment": rating.get("comment") or None,
                "wait_ms": latency.get(_WAIT),
                "input_tokens": usage.get("input"),
                "output_tokens": usage.get("output"),
                "cost_usd": usage.get("cost"),
            }
        )


_ROWS: dict[Shape, Callable[[ListedCall, Sequence[CallEvent]], Iterator[Row]]] = {
    Shape.CALLS: _calls,
    Shape.TURNS: _turns,
    Shape.CARDS: _cards,
}


def _of_call(facts: ListedCall) -> Row:
    return {"call_id": facts.call_id, "started_at": facts.started_at, "agent_id": facts.agent_id}


def _by_type(events: Iterable[CallEvent]) -> dict[EventType, list[CallEvent]]:
    found: dict[EventType, list[CallEvent]] = {}
    for event in events:
        found.setdefault(event.type, []).append(event)
    return found


def _last(events: Sequence[CallEvent]) -> Mapping[str, Any]:
    return events[-1].data if events else {}


def _last_ratings(events: Iterable[CallEvent]) -> dict[Any, Mapping[str, Any]]:
    """The last rating of each card; an agent may change their mind."""
    rated = (e.data for e in events if e.type is EventType.FEEDBACK_RECORDED)
    return {data.get("suggestion_id"): data for data in rated if not data.get("source")}


def _ratings(feedback: Iterable[CallEvent]) -> Row:
    counts = Counter(data.get("rating") for data in _last_ratings(feedback).values())
    return {f"cards_{rating}": counts[rating] for rating in Rating}


def _obligations(updates: Iterable[CallEvent]) -> Row:
    states = {e.data.get("obligation_id"): e.data.get("state") for e in updates}
    counts = Counter(states.values())
    return {f"obligations_{name}": counts[name] for name in ("met", "missed", "violated")}


def _joined(names: Iterable[str]) -> str | None:
    return " ".join(names) or None

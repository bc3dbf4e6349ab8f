"""Projection of insights: an event of a call in, the changes to its rows out.

It refuses no event: what is not as the contract has it is left out, since an event that can't be
counted has to be kept all the same. `docs/insights.md` defines what is made of the rows.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from conversation.events.event import CallEvent, EventType
from conversation.events.figures import figures
from conversation.insights.answer import JUDGED
from conversation.insights.rows import Change, Fate, Rows, Value, merged
from conversation.insights.values import MOST, number, text, whole
from conversation.json_values import fields_of, list_of
from conversation.speech.turns import Turn

_MOST_SIGNALS = 20


def changes(event: CallEvent, started_at: datetime) -> Iterator[Change]:
    """The changes that a numbered event makes, but for the figures of talk: see `talk`.

    Args:
        event: The event.
        started_at: When its call started.
    """
    if fold := _FOLDS.get(event.type):
        yield from fold(event, started_at)


def talk(call_id: str, turns: Sequence[CallEvent]) -> Change:
    """The change to a call's row at a `call.ended`: how its parties have talked.

    Args:
        call_id: The call.
        turns: Its `turn.final` events before that, in their order.
    """
    told = figures([turn for turn in turns if _is_whole(turn)])
    values: dict[str, Value] = {"talk_share": told["talk_share"]["agent"]}
    for who in ("agent", "customer"):
        values[f"{who}_talk_ms"] = whole(told["talk_ms"][who])
        values[f"{who}_pace"] = whole(told["words_per_minute"][who])
        values[f"{who}_longest_ms"] = whole(told["longest_turn_ms"][who])
        values[f"{who}_interruptions"] = told["interruptions"][who]
        values[f"{who}_turns"] = told["turns"][who]
    return Change(Rows.CALLS, call_id, (), values)


def rows_of(events: Sequence[CallEvent], started_at: datetime) -> list[Change]:
    """All rows of a call, of all its events: what was written along with them adds up to the same.

    Args:
        events: The call's, in their order.
        started_at: When it started.
    """
    if not events:
        return []
    made = [change for event in events for change in changes(event, started_at)]
    ends = [at for at, event in enumerate(events) if event.type is EventType.CALL_ENDED]
    if ends:
        said = [one for one in events[: ends[-1]] if one.type is EventType.TURN_FINAL]
        made.append(talk(events[0].call_id, said))
    return merged(made)


def _started(event: CallEvent, started_at: datetime) -> Iterator[Change]:
    year, week, _ = started_at.astimezone(UTC).isocalendar()
    yield _of_call(event, {"week": f"{year}-W{week:02}"} | _kind(event.data))


def _status(event: CallEvent, _: datetime) -> Iterator[Change]:
    if kind := _kind(event.data):
        yield _of_call(event, kind)


def _kind(data: Mapping[str, Any]) -> dict[str, Value]:
    """The playbook and the language that a call has from now on, as far as they are told."""
    playbook = text(fields_of(data.get("playbook")).get("name"))
    told: dict[str, Value] = {"playbook": playbook, "language": text(data.get("language"))}
    return {name: value for name, value in told.items() if value is not None}


def _ended(event: CallEvent, _: datetime) -> Iterator[Change]:
    yield _of_call(event, {"duration_ms": whole(event.data.get("duration_ms"))})


def _summary(event: CallEvent, _: datetime) -> Iterator[Change]:
    outcome = text(fields_of(event.data.get("disposition")).get("value"))
    yield _of_call(event, {"summaries": 1} | ({"outcome": outcome} if outcome else {}))


def _card_started(event: CallEvent, _: datetime) -> Iterator[Change]:
    yield from _of_card(event, _source(event.data))


def _card_final(event: CallEvent, _: datetime) -> Iterator[Change]:
    data = event.data
    rules = list_of(data.get("rules"))
    yield from _of_card(
        event,
        _source(data)
        | {
            "fate": Fate.SHOWN.value,
            "rule": text(rules[0]) if rules else None,
            "model": text(data.get("model")),
            "prompt": text(data.get("prompt")),
            "latency_ms": whole(fields_of(data.get("latency_ms")).get("from_speech_end_to_first")),
        },
    )
    card_id = text(data.get("suggestion_id"))
    if card_id is not None:
        names = {text(name) for name in list_of(data.get("signals_detected"))[:_MOST_SIGNALS]}
        for name in sorted(name for name in names if name):
            yield Change(Rows.SIGNALS, event.call_id, (card_id, name), {"counts": 1})


def _card_withdrawn(event: CallEvent, _: datetime) -> Iterator[Change]:
    fate: dict[str, Value] = {"fate": Fate.WITHDRAWN.value}
    yield from _of_card(event, fate | {"reason": text(event.data.get("reason"))})


def _card_held_back(event: CallEvent, _: datetime) -> Iterator[Change]:
    data = event.data
    if data.get("headline") is None:
        return  # a turn with nothing to say: no card
    yield Change(
        Rows.CARDS,
        event.call_id,
        (f"held back {event.seq}",),
        {
            "fate": Fate.HELD_BACK.value,
            "reason": text(data.get("reason")),
            "specialist": text(data.get("specialist")),
            "rule": text(data.get("rule")),
        },
    )


def _rated(event: CallEvent, _: datetime) -> Iterator[Change]:
    if event.data.get("source") is None:  # else one of its sources is rated
        yield from _of_card(event, {"rating": text(event.data.get("rating"))})


def _followed(event: CallEvent, _: datetime) -> Iterator[Change]:
    outcome = text(event.data.get("outcome"))
    yield from _of_card(event, {"followed": outcome if outcome in JUDGED else None})


def _obligation(event: CallEvent, _: datetime) -> Iterator[Change]:
    data = event.data
    if (obligation_id := text(data.get("obligation_id"))) is not None:
        values = {"title": text(data.get("title")), "state": text(data.get("state"))}
        yield Change(Rows.OBLIGATIONS, event.call_id, (obligation_id,), values)


def _usage(event: CallEvent, _: datetime) -> Iterator[Change]:
    yield _of_call(event, {"audio_cost": number(event.data.get("audio_cost"))})
    for one in list_of(event.data.get("by")):
        part = fields_of(one)
        key = tuple(text(part.get(name)) or "" for name in ("specialist", "prompt", "model"))
        yield Change(Rows.COSTS, event.call_id, key, {"cost": number(part.get("cost"))})


_FOLDS: Mapping[EventType, Callable[[CallEvent, datetime], Iterator[Change]]] = {
    EventType.CALL_STARTED: _started,
    EventType.STATUS: _status,
    EventType.CALL_ENDED: _ended,
    EventType.CALL_SUMMARY: _summary,
    EventType.SUGGESTION_STARTED: _card_started,
    EventType.SUGGESTION_FINAL: _card_final,
    EventType.SUGGESTION_WITHDRAWN: _card_withdrawn,
    EventType.SUGGESTION_SUPPRESSED: _card_held_back,
    EventType.SUGGESTION_FOLLOWED: _followed,
    EventType.FEEDBACK_RECORDED: _rated,
    EventType.OBLIGATION_UPDATED: _obligation,
    EventType.USAGE_UPDATED: _usage,
}


def _of_call(event: CallEvent, values: Mapping[str, Value]) -> Change:
    return Change(Rows.CALLS, event.call_id, (), values)


def _of_card(event: CallEvent, values: Mapping[str, Value]) -> Iterator[Change]:
    if (card_id := text(event.data.get("suggestion_id"))) is not None:
        yield Change(Rows.CARDS, event.call_id, (card_id,), values)


def _source(data: Mapping[str, Any]) -> dict[str, Value]:
    return {"specialist": text(data.get("specialist")), "lane": text(data.get("lane"))}


def _is_whole(event: CallEvent) -> bool:
    try:
        turn = Turn.from_dict(event.data)
        return isinstance(event.data.get("text"), str) and 0 <= turn.start_ms <= turn.end_ms <= MOST
    except (TypeError, ValueError):
        return False

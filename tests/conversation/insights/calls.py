"""Call events for the tests of insights: made-up calls that have all that is counted."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, cast

from conversation.events.event import CallEvent, EventType

KNOWN = {one.value for one in EventType}
START = datetime(2026, 11, 20, 12, tzinfo=UTC)


def event(call_id: str, seq: int, kind: str, **data: Any) -> CallEvent:
    """A numbered event; types that are new to the log are told by their names."""
    type = EventType(kind) if kind in KNOWN else cast("EventType", kind)
    return CallEvent(call_id, type, START + timedelta(seconds=seq), data, seq)


def call(call_id: str, seed: int, *, known_types: bool = False) -> list[CallEvent]:
    """A call of cards that are shown, held back, withdrawn, rated and followed.

    Args:
        call_id: Its id.
        seed: Another call for each.
        known_types: Only types that an event log takes.
    """
    random = Random(seed)  # noqa: S311 - no secret
    made: list[tuple[str, dict[str, Any]]] = [
        ("call.started", {"source": "text", "playbook": {"name": "sales"}, "language": None}),
        ("status", {"component": "coach", "language": random.choice(["en", "fr", "es"])}),
    ]
    for number in range(random.randrange(2, 12)):
        made += _turn(random, number)
        made += _card(random, f"s{number}")
    told = {"disposition": {"value": random.choice(["sold", "lost"])}}
    made.append(("call.summary", told))
    made.append(("call.ended", {"reason": "hangup", "duration_ms": 60_000}))
    if random.random() < 0.3:  # the stream comes back
        made += [("call.started", {"playbook": {"name": "support"}}), *_turn(random, 40)]
        made.append(("call.ended", {"reason": "hangup", "duration_ms": 90_000}))
    made.append(("feedback.recorded", {"suggestion_id": "s0", "rating": "used", "comment": ""}))
    if known_types:
        made = [one for one in made if one[0] in KNOWN]
    return [event(call_id, seq, kind, **data) for seq, (kind, data) in enumerate(made, 1)]


def _turn(random: Random, number: int) -> list[tuple[str, dict[str, Any]]]:
    start_ms = number * 7_000
    turn = {
        "turn_id": f"t{number}",
        "speaker": random.choice(["agent", "customer"]),
        "text": "that is a lot more than we have now",
        "start_ms": start_ms,
        "end_ms": start_ms + random.randrange(500, 9_000),
    }
    return [("turn.final", turn)]


def _card(random: Random, card_id: str) -> list[tuple[str, dict[str, Any]]]:
    source = {"suggestion_id": card_id, "turn_id": "t", "lane": "llm", "specialist": "closer"}
    final = source | {
        "signals_detected": ["price_objection", random.choice(["competitor", "buying_signal"])],
        "rules": random.choice([None, ["price"]]),
        "model": "openai:small",
        "prompt": random.choice(["coach@1", "coach@2"]),
        "latency_ms": {"from_speech_end_to_first": random.randrange(-200, 3_000)},
    }
    by = {"specialist": "closer", "prompt": "coach@1", "model": "openai:small"}
    return [
        ("suggestion.started", source),
        random.choice(
            [
                ("suggestion.final", final),
                ("suggestion.withdrawn", {"suggestion_id": card_id, "reason": "superseded"}),
            ]
        ),
        ("suggestion.suppressed", {"turn_id": "t", "reason": "budget", "headline": "Wait"}),
        ("suggestion.followed", {"suggestion_id": card_id, "outcome": "said"}),
        ("feedback.recorded", {"suggestion_id": card_id, "rating": "useful", "comment": ""}),
        ("obligation.updated", {"obligation_id": "o1", "title": "T", "state": "open"}),
        ("usage.updated", {"audio_cost": 0.1, "by": [by | {"cost": random.random()}]}),
    ]

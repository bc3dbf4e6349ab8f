"""What an event changes in the rows of insights, and that the order of writing does not count."""

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest

from conversation.events.event import CallEvent, EventType
from conversation.insights.projection import changes, rows_of, talk
from conversation.insights.rows import Change, Rows, Value, merged
from tests.conversation.insights.calls import START, call, event

Row = tuple[Rows, tuple[str, ...]]


def kept(changes: Sequence[Change]) -> dict[Row, dict[str, Value]]:
    """The rows that changes leave, one after the other."""
    rows: dict[Row, dict[str, Value]] = {}
    for change in changes:
        rows.setdefault((change.table, change.key), {}).update(change.values)
    return rows


def in_batches(events: Sequence[CallEvent], random: Random) -> dict[Row, dict[str, Value]]:
    """The rows that are written along, in batches of any size; one may be written twice."""
    written: list[Change] = []
    at = 0
    while at < len(events):
        size = random.randrange(1, 9)
        batch = events[at : at + size]
        made = [change for one in batch for change in changes(one, START)]
        ends = [one for one in batch if one.type is EventType.CALL_ENDED]
        if ends:
            before = events[: events.index(ends[-1])]
            said = [one for one in before if one.type is EventType.TURN_FINAL]
            made.append(talk(ends[-1].call_id, said))
        written += merged(made) * random.choice([1, 1, 2])
        at += size
    return kept(written)


@pytest.mark.parametrize("seed", range(60))
def test_what_is_written_along_is_what_a_rebuild_makes(seed: int) -> None:
    """However the events of a call fall into batches, their rows are the same."""
    events = call("A", seed)
    assert in_batches(events, Random(seed)) == kept(rows_of(events, START))  # noqa: S311


def row(of: Sequence[CallEvent], table: Rows, *key: str) -> dict[str, Value]:
    """One row that events leave."""
    return kept(rows_of(of, START))[table, key]


def test_a_card_is_shown_rated_and_followed() -> None:
    """Its row says who wrote it, by what, and what became of it; the last rating counts."""
    final = {"suggestion_id": "s1", "lane": "llm", "specialist": "closer", "model": "m"}
    latency = {"from_speech_end_to_first": 420, "from_turn_to_first": 90}
    found = row(
        [
            event("A", 1, "suggestion.started", suggestion_id="s1", lane="llm", specialist="x"),
            event("A", 2, "suggestion.final", **final, rules=["r", "q"], latency_ms=latency),
            event("A", 3, "feedback.recorded", suggestion_id="s1", rating="dismissed"),
            event("A", 4, "feedback.recorded", suggestion_id="s1", rating="used"),
            event("A", 5, "feedback.recorded", suggestion_id="s1", rating="useful", source="d1"),
            event("A", 6, "suggestion.followed", suggestion_id="s1", outcome="asked"),
        ],
        Rows.CARDS,
        "s1",
    )
    assert found == {
        "fate": "shown",
        "lane": "llm",
        "specialist": "closer",
        "model": "m",
        "prompt": None,
        "rule": "r",
        "latency_ms": 420,
        "rating": "used",
        "followed": "asked",
    }


def test_a_turn_without_advice_is_no_card_that_was_held_back() -> None:
    """Only what the coach had to say, and did not, is one."""
    silent = event("A", 1, "suggestion.suppressed", turn_id="t", reason="nothing_to_say")
    held = event("A", 2, "suggestion.suppressed", reason="budget", headline="Wait", rule="r")
    assert kept(rows_of([silent, held], START)) == {
        (Rows.CARDS, ("held back 2",)): {
            "fate": "held_back",
            "reason": "budget",
            "specialist": None,
            "rule": "r",
        }
    }


def test_a_call_has_its_kind_its_week_and_its_outcome() -> None:
    """The week is that of the first start; playbook and language are the last that were told."""
    events = [
        event("A", 1, "call.started", playbook={"name": "sales"}, language=None),
        event("A", 2, "status", language="fr", playbook={"name": "support"}),
        event("A", 3, "status", component="stt"),
        event("A", 4, "call.summary", disposition={"value": "sold"}),
    ]
    assert row(events, Rows.CALLS) == {
        "week": "2026-W47",
        "playbook": "support",
        "language": "fr",
        "summaries": 1,
        "outcome": "sold",
    }


def test_talk_is_that_before_the_last_end() -> None:
    """A turn after it waits for the next one, as it does where rows are written along."""
    said: dict[str, Any] = {"speaker": "agent", "text": "a b c", "turn_id": "t", "start_ms": 0}
    events = [
        event("A", 1, "turn.final", **said, end_ms=6_000),
        event("A", 2, "call.ended", reason="hangup", duration_ms=7_000),
        event("A", 3, "turn.final", **said, end_ms=60_000),
    ]
    found = row(events, Rows.CALLS)
    assert (found["agent_talk_ms"], found["talk_share"], found["agent_pace"]) == (6_000, 1.0, 30)
    assert (found["duration_ms"], found["customer_turns"]) == (7_000, 0)


@pytest.mark.parametrize("kind", sorted({one.value for one in EventType} | {"call.summary"}))
@pytest.mark.parametrize(
    "data",
    [
        {},
        {"suggestion_id": None, "playbook": 3, "by": [None, 3], "latency_ms": [], "rules": "x"},
        {"suggestion_id": "x\0" * 500, "obligation_id": "\0", "rules": [None], "reason": 1},
        {"suggestion_id": "s", "signals_detected": [1, "", "a", "a"], "text": None, "by": {}},
        {"duration_ms": 10**30, "speaker": "nobody", "start_ms": "x", "by": [{"cost": "free"}]},
        {"speaker": "agent", "text": "x", "start_ms": 5, "end_ms": None, "outcome": {"value": 1}},
    ],
)
def test_no_event_is_too_odd(kind: str, data: dict[str, Any]) -> None:
    """What can't be counted is left out; nothing is raised, and no text is too long for a key."""
    for one in rows_of([event("A", 1, kind, **data), event("A", 2, "call.ended")], START):
        texts = [text for text in (*one.key, *one.values.values()) if isinstance(text, str)]
        assert all(len(text) <= 160 and "\0" not in text for text in texts)

"""Export rows: what a call gives to each table, and that each row has the table's columns."""

from typing import Any

import pytest

from conversation.events.event import CallEvent, EventType
from conversation.export.columns import COLUMNS, ColumnKind, Shape
from conversation.export.rows import ListedCall, Row, rows_of
from tests.conversation.export.calls import CARD, START, said

FACTS = ListedCall("CA1", "text", START, None, None, "maria")
PYTHON = {
    ColumnKind.TEXT: str,
    ColumnKind.INT: int,
    ColumnKind.FLOAT: (int, float),
    ColumnKind.TIME: type(START),
}
WHOLE = CARD | {
    "signals_detected": ["price_objection", "budget"],
    "latency_ms": {"from_speech_end_to_final": 120},
    "usage": {"input": 10, "output": 5, "cached": 0, "cost": 0.01},
}


def rows(shape: Shape, *events: tuple[EventType, dict[str, Any]]) -> list[Row]:
    """The rows of a call with these events."""
    started = (EventType.CALL_STARTED, {"playbook": {"name": "sales"}, "language": "en"})
    numbered = enumerate([started, *events], 1)
    return rows_of(
        shape, FACTS, [CallEvent("CA1", kind, START, data, seq) for seq, (kind, data) in numbered]
    )


EVENTS: tuple[tuple[EventType, dict[str, Any]], ...] = (
    (EventType.TURN_FINAL, said("c0", "Too dear", 0, 4000)),
    (EventType.SUGGESTION_STARTED, {"suggestion_id": "s0", "turn_id": "c0", "lane": "llm"}),
    (EventType.SUGGESTION_WITHDRAWN, {"suggestion_id": "s0", "reason": "stale"}),
    (EventType.SUGGESTION_FINAL, WHOLE),
    (EventType.SUGGESTION_SUPPRESSED, {"turn_id": "c0", "reason": "repeat"}),
    (EventType.FEEDBACK_RECORDED, {"suggestion_id": "s1", "rating": "dismissed", "comment": ""}),
    (EventType.FEEDBACK_RECORDED, {"suggestion_id": "s1", "rating": "used", "comment": "Good"}),
    (EventType.FEEDBACK_RECORDED, {"suggestion_id": "s1", "rating": "useful", "source": "p1"}),
    (EventType.OBLIGATION_UPDATED, {"obligation_id": "o1", "state": "open"}),
    (EventType.OBLIGATION_UPDATED, {"obligation_id": "o1", "state": "met"}),
    (EventType.USAGE_UPDATED, {"input": 10, "output": 5, "cost": 0.01, "audio_cost": None}),
    (EventType.CALL_ENDED, {"reason": "hangup", "duration_ms": 5000}),
)


@pytest.mark.parametrize("shape", list(Shape))
def test_each_row_has_the_columns_of_its_table(shape: Shape) -> None:
    """And values of their types, of a call with everything and of one with nothing."""
    for row in [*rows(shape), *rows(shape, *EVENTS)]:
        assert set(row) == set(COLUMNS[shape])
        for name, kind in COLUMNS[shape].items():
            assert row[name] is None or isinstance(row[name], PYTHON[kind]), name


def test_a_call_is_one_row() -> None:
    """Its figures, what became of its cards, and what it cost; the last rating of a card counts."""
    (row,) = rows(Shape.CALLS, *EVENTS)
    wanted = {
        "playbook": "sales",
        "duration_ms": 5000,
        "customer_talk_ms": 4000,
        "cards_shown": 1,
        "cards_withdrawn": 1,
        "cards_held_back": 1,
        "cards_used": 1,
        "cards_useful": 0,
        "cards_dismissed": 0,
        "card_wait_ms_p50": 120,
        "signals": "budget price_objection",
        "obligations_met": 1,
        "model_cost_usd": 0.01,
        "audio_cost_usd": None,
    }
    assert {name: row[name] for name in wanted} == wanted


def test_a_card_is_one_row() -> None:
    """One that was taken back too, with what its start said."""
    withdrawn, final = rows(Shape.CARDS, *EVENTS)
    assert (withdrawn["state"], withdrawn["withdrawn_reason"], withdrawn["lane"]) == (
        "withdrawn",
        "stale",
        "llm",
    )
    assert (final["state"], final["rating"], final["comment"]) == ("final", "used", "Good")
    assert (final["wait_ms"], final["cost_usd"]) == (120, 0.01)

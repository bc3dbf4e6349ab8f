"""Export columns: the names and types of what a row of calls, turns or cards holds.

`docs/export.md` says what each means; they may gain columns, and lose or rename none.
"""

from enum import StrEnum


class Shape(StrEnum):
    """Shape of a table: a row stands for a call, a turn or a card."""

    CALLS = "calls"
    TURNS = "turns"
    CARDS = "cards"


class ColumnKind(StrEnum):
    """The type of a column; a value of each may be missing."""

    TEXT = "text"
    INT = "int"
    FLOAT = "float"
    TIME = "time"


_TEXT, _INT, _FLOAT, _TIME = ColumnKind.TEXT, ColumnKind.INT, ColumnKind.FLOAT, ColumnKind.TIME

COLUMNS: dict[Shape, dict[str, ColumnKind]] = {
    Shape.CALLS: {
        "call_id": _TEXT,
        "source": _TEXT,
        "started_at": _TIME,
        "ended_at": _TIME,
        "end_reason": _TEXT,
        "duration_ms": _INT,
        "agent_id": _TEXT,
        "language": _TEXT,
        "playbook": _TEXT,
        "stt": _TEXT,
        "coach": _TEXT,
        "customer_turns": _INT,
        "agent_turns": _INT,
        "customer_talk_ms": _INT,
        "agent_talk_ms": _INT,
        "agent_talk_share": _FLOAT,
        "customer_words_per_minute": _INT,
        "agent_words_per_minute": _INT,
        "customer_longest_turn_ms": _INT,
        "agent_longest_turn_ms": _INT,
        "customer_interruptions": _INT,
        "agent_interruptions": _INT,
        "cards_shown": _INT,
        "cards_withdrawn": _INT,
        "cards_held_back": _INT,
        "cards_used": _INT,
        "cards_useful": _INT,
        "cards_not_useful": _INT,
        "cards_dismissed": _INT,
        "card_wait_ms_p50": _INT,
        "card_wait_ms_p95": _INT,
        "signals": _TEXT,
        "obligations_met": _INT,
        "obligations_missed": _INT,
        "obligations_violated": _INT,
        "input_tokens": _INT,
        "output_tokens": _INT,
        "model_cost_usd": _FLOAT,
        "audio_cost_usd": _FLOAT,
    },
    Shape.TURNS: {
        "call_id": _TEXT,
        "started_at": _TIME,
        "agent_id": _TEXT,
        "turn_id": _TEXT,
        "speaker": _TEXT,
        "start_ms": _INT,
        "end_ms": _INT,
        "language": _TEXT,
        "confidence": _FLOAT,
        "text": _TEXT,
    },
    Shape.CARDS: {
        "call_id": _TEXT,
        "started_at": _TIME,
        "agent_id": _TEXT,
        "suggestion_id": _TEXT,
        "turn_id": _TEXT,
        "shown_at": _TIME,
        "state": _TEXT,
        "withdrawn_reason": _TEXT,
        "lane": _TEXT,
        "specialist": _TEXT,
        "model": _TEXT,
        "prompt": _TEXT,
        "rules": _TEXT,
        "priority": _TEXT,
        "confidence": _FLOAT,
        "headline": _TEXT,
        "questions": _TEXT,
        "signals": _TEXT,
        "rating": _TEXT,
        "comment": _TEXT,
        "wait_ms": _INT,
        "input_tokens": _INT,
        "output_tokens": _INT,
        "cost_usd": _FLOAT,
    },
}
"""The columns of each shape, in their order."""

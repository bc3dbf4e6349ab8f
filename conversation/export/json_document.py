"""Transcript as JSON: the call's facts, its turns and its cards, for programs."""

from dataclasses import asdict
from typing import Any

import orjson

from conversation.export.transcript import ShownCard, Transcript

_OF_CARD = (
    "suggestion_id",
    "turn_id",
    "headline",
    "questions",
    "recommended_direction",
    "signals_detected",
    "priority",
    "evidence",
    "lane",
    "specialist",
    "model",
    "prompt",
)


def as_json(transcript: Transcript) -> str:
    """The transcript as one JSON object; `docs/export.md` lists its fields."""
    document = {
        "call_id": transcript.call_id,
        "source": transcript.source,
        "started_at": transcript.started_at.isoformat(),
        "ended_at": transcript.ended_at and transcript.ended_at.isoformat(),
        "duration_ms": transcript.duration_ms,
        "agent_id": transcript.agent_id,
        "language": transcript.language,
        "turns": [asdict(line) for line in transcript.lines],
        "cards": [_card(card) for card in transcript.cards],
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _card(card: ShownCard) -> dict[str, Any]:
    return {name: card.data.get(name) for name in _OF_CARD} | {"ratings": list(card.ratings)}

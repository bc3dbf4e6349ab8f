"""Verdict reader: what a specialist speaks for in a discussion, out of a model's answer."""

from typing import Any

from conversation.coaching.answer_finder import AnswerFinder, Ending
from conversation.coaching.mending import plain_name
from conversation.coaching.model_answer import AnswerForm, closed_object
from conversation.coaching.partial_json import END_S
from conversation.specialists.position import Position

MAX_WHY_CHARS = 200
_TOLD = {"position": "advance or hold", "why": "why, at most 20 words"}
_SCHEMA = closed_object(
    position={"type": "string", "enum": list(Position), "description": _TOLD["position"]},
    why={"type": "string", "description": _TOLD["why"]},
)
VERDICT_FORM = AnswerForm("position", _SCHEMA, _TOLD)
"""The form of what a specialist answers in a discussion."""


class VerdictReader:
    """Reads one position from the pieces of an answer.

    Attributes:
        silent: Whether nothing more is worth its price; here the whole is.
    """

    silent = False

    def __init__(self) -> None:
        """Create the reader of one answer."""
        self._finder = AnswerFinder(_fields)

    @property
    def wait_s(self) -> float | None:
        """The longest wait for the rest of the stream, s; None: until its end."""
        return END_S if self._finder.answer else None

    def feed(self, piece: str) -> None:
        """Take the next piece of the answer."""
        self._finder.feed(piece)

    def finish(self) -> tuple[Position, str] | None:
        """The position of the answer that is over, and why; None where it says none."""
        found = self._finder.finish()
        if isinstance(found, Ending):
            return None
        why = found.get("why")
        told = " ".join(why.split())[:MAX_WHY_CHARS] if isinstance(why, str) else ""
        return Position(found["position"]), told


def _fields(raw: dict[str, Any]) -> dict[str, Any] | None:
    named = {plain_name(name): value for name, value in raw.items()}
    said = str(named.get("position", "")).strip().lower()
    return named | {"position": said} if said in set(Position) else None

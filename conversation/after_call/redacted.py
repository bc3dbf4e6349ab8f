"""Redacted call note: every text of it once more through `REDACT`, before it leaves the house.

Ids, moments and names of types are not texts: a redactor could take them for numbers of somebody's.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from conversation.after_call.note import CallNote
from conversation.after_call.told_summary import Summary
from conversation.events.call_parameters import LOOKED_UP
from conversation.privacy.redaction import Redactor

_NO_TEXTS = frozenset({"id", "at", "type", "state", "model", "prompt", "language", "rating", "by"})
_NO_TEXT_ENDS = ("_id", "_ids", "_at", "_by", "_ms")


def redacted_note(note: CallNote, redactor: Redactor) -> CallNote:
    """The note with what must not leave replaced by `[card 1]` and the like.

    Args:
        note: What is told of a call.
        redactor: One of its own, so that its placeholders begin at 1.
    """
    said = {
        redactor.redact(name): value if name in LOOKED_UP else redactor.redact_value(name, value)
        for name, value in note.facts.parameters.items()
    }
    summary, score = note.summary, note.score
    return replace(
        note,
        facts=replace(note.facts, parameters=said),
        summary=summary and Summary.of(redacted(summary.data, redactor)),
        score=score and replace(score, data=redacted(score.data, redactor)),
        obligations=tuple(
            replace(one, title=redactor.redact(one.title)) for one in note.obligations
        ),
        feedback=tuple(redacted(one, redactor) for one in note.feedback),
    )


def redacted(value: Any, redactor: Redactor, name: str = "") -> Any:
    """A JSON-able value with each text in it redacted, but for those that are ids by their name."""
    if isinstance(value, Mapping):
        items = cast("Mapping[str, Any]", value).items()
        return {key: redacted(item, redactor, key) for key, item in items}
    if isinstance(value, list | tuple):
        return [redacted(item, redactor, name) for item in cast("list[Any]", value)]
    if not isinstance(value, str) or name in _NO_TEXTS or name.endswith(_NO_TEXT_ENDS):
        return value
    return redactor.redact(value)

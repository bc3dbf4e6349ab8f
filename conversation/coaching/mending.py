"""Field mending: an advice out of the fields that a model wrote, one or the other of them off.

    field                   taken as it is meant                        otherwise
    ----------------------  ------------------------------------------  -----------------------
    headline                a text; a list with one                     there is no advice
    questions               texts; objects with one; one text alone     left out
    recommended_direction   a text; a list of texts                     empty
    signals_detected        texts; one text, split at commas            left out
    priority                any case, `urgent`, "High priority"         `DEFAULT_PRIORITY`
    confidence              0.8, "0.8", 85, "85%"                       `DEFAULT_CONFIDENCE`
    evidence                quotes with their turn; a bare quote has    left out
                            the turn id "", for grounding to find
    worth_saying            true, false, "no", 0                        left out: a card is due

A priority that is not said claims no urgency and hides no card: medium. A confidence that is not
said is low. Fields that advice doesn't have are left out. Names count in any style
(`recommendedDirection`), also inside a wrapper (`{"advice": {...}}`), as a text too.
"""

import re
from collections.abc import Callable
from typing import Any

from conversation.coaching.advice import Advice, Priority
from conversation.coaching.answer_text import item_text, object_in, text_of
from conversation.coaching.model_answer import SOURCES, WORTH_SAYING, cited_ids
from conversation.json_values import Fields, is_list, is_object

DEFAULT_PRIORITY = Priority.MEDIUM
DEFAULT_CONFIDENCE = 0.3


_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_GAP = re.compile(r"[\s-]+")
_FIELDS = {WORTH_SAYING, SOURCES, *Advice.model_fields}
_NAMES = {name: name for name in _FIELDS} | {
    "question": "questions",
    "signals": "signals_detected",
    "direction": "recommended_direction",
}
_DRAFTS = {"thinking", "thought", "thoughts", "reasoning", "analysis", "draft"}
_PRIORITY = re.compile(r"(?<![a-z])(low|medium|high|critical|normal|moderate|urgent)(?![a-z])")
_MEANT = {"normal": "medium", "moderate": "medium", "urgent": "critical"}
_NUMBER = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*(%?)")
_TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_MAX_WRAPPERS = 4


def advice_fields(raw: Any, wrappers: int = _MAX_WRAPPERS) -> Fields | None:
    """The fields of the advice that an object is, or holds; None where there is none.

    The first headline in the order of the text counts, so a text that grows keeps its advice; and
    so does the first word that nothing is worth saying.
    """
    if isinstance(raw, str):
        raw = object_in(raw)
    if is_list(raw):
        return next((found for item in raw if (found := advice_fields(item, wrappers))), None)
    if not is_object(raw) or not wrappers:
        return None
    for key, value in raw.items():
        name = _name(key)
        if (name == "headline" and _headline(value)) or _is_silence(name, value):
            return named_fields(raw)
        if name in _FIELDS or name in _DRAFTS:
            continue
        if found := advice_fields(value, wrappers - 1):
            return found
    return None


def named_fields(raw: Fields) -> Fields:
    """The fields that an answer has, by their own names; of two with one name the first."""
    fields: Fields = {}
    for key, value in raw.items():
        if (name := _name(key)) in _FIELDS:
            fields.setdefault(name, value)
    return fields


def mended(field: str, value: Any) -> Any:
    """The value that a field is meant to have, JSON-able; None where that can't be told."""
    return _MENDERS[field](value)


def mended_advice(fields: Fields) -> Advice:
    """The advice of fields with a headline."""
    known = {name: mended(name, value) for name, value in fields.items()}
    return Advice(
        headline=known["headline"],
        questions=known.get("questions") or [],
        recommended_direction=known.get("recommended_direction") or "",
        signals_detected=known.get("signals_detected") or [],
        priority=known.get("priority") or DEFAULT_PRIORITY,
        confidence=DEFAULT_CONFIDENCE if known.get("confidence") is None else known["confidence"],
        evidence=known.get("evidence") or [],
    )


def plain_name(key: str) -> str:
    """The name of a field in small letters with `_`, whatever style it is written in."""
    return _GAP.sub("_", _HUMP.sub("_", key.strip())).lower()


def _name(key: str) -> str:
    plain = plain_name(key)
    return _NAMES.get(key) or _NAMES.get(plain, plain)


def _is_silence(name: str, value: Any) -> bool:
    return name == WORTH_SAYING and _truth(value) is False


def _truth(value: Any) -> bool | None:
    return _TRUTHS.get(str(value).strip().lower())


def _headline(value: Any) -> str | None:
    if is_list(value) and len(value) == 1:
        value = value[0]
    text = text_of(value)
    return text if text and text.strip() else None


def _direction(value: Any) -> str | None:
    if is_list(value):
        return " ".join(filter(None, map(text_of, value))) or None
    return text_of(value)


def _texts(value: Any) -> list[str] | None:
    if isinstance(value, str):
        value = [value] if value.strip() else []
    if not is_list(value):
        return None
    return [text for item in value if (text := item_text(item)) is not None]


def _signals(value: Any) -> list[str] | None:
    return _texts([part.strip() for part in value.split(",")] if isinstance(value, str) else value)


def _priority(value: Any) -> Priority | None:
    found: set[str] = set(_PRIORITY.findall(value.lower())) if isinstance(value, str) else set()
    word = found.pop() if len(found) == 1 else ""
    return Priority(_MEANT.get(word, word)) if word else None


def _confidence(value: Any) -> float | None:
    percent = False
    if isinstance(value, str) and (found := _NUMBER.fullmatch(value.strip())):
        value, percent = float(found[1].replace(",", ".")), bool(found[2])
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if percent or 10 <= value <= 100:  # noqa: PLR2004 - between 1 and 10 the scale can't be told
        value = value / 100
    return float(value) if 0 <= value <= 1 else None


def _evidence(value: Any) -> list[dict[str, str]] | None:
    items = value if is_list(value) else [value]
    return [item for item in map(_quote, items) if item] if value else None


def _quote(item: Any) -> dict[str, str] | None:
    turn_id = ""
    if is_object(item):
        turn_id, item = item.get("turn_id"), item.get("quote")
    if not isinstance(item, str):
        return None
    return {"turn_id": turn_id if isinstance(turn_id, str) else "", "quote": item}


_MENDERS: dict[str, Callable[[Any], Any]] = {
    "headline": _headline,
    "questions": _texts,
    "recommended_direction": _direction,
    "signals_detected": _signals,
    "priority": _priority,
    "confidence": _confidence,
    "evidence": _evidence,
    WORTH_SAYING: _truth,
    SOURCES: cited_ids,
}

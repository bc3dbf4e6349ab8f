"""Mistake explanation: what pydantic complains of, as what is wrong and what is right."""

import re
from collections.abc import Callable
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from conversation.coaching.rules import ID, LANGUAGE, NAME
from conversation.nearest import meant_by
from prompts.mistake import FieldPath

PATTERNS = {
    ID: "an id of small letters, digits and _, that begins with a letter",
    LANGUAGE: "a language tag like en, fr or fr-CA",
    NAME: "a name without , ; or :, in one line",
}
"""What the patterns of a file's fields mean; no reader is shown one."""
_WORDS = "words are expected here"


def explained(error: ErrorDetails) -> str:
    """What is wrong, and what is right, in one line."""
    given, context = error["input"], error.get("ctx", {})
    if given == "" and error["type"] != "missing":
        return "is empty (a text that begins with # wants quotes)"
    explain = _EXPLANATIONS.get(error["type"])
    return explain(given, context) if explain else error["msg"]


def names_at(kind: type[BaseModel], path: FieldPath) -> list[str]:
    """The names of the fields that the part of a file at `path` may have; none where it has any."""
    at: Any = kind
    for step in path:
        at = _plain(at)
        if isinstance(at, type) and issubclass(at, BaseModel):
            info = at.model_fields.get(str(step))
            at = info.annotation if info else None
        else:
            at = next(iter(reversed(get_args(at))), None)  # of a list, or of a dict by name
    at = _plain(at)
    return list(at.model_fields) if isinstance(at, type) and issubclass(at, BaseModel) else []


def _plain(annotation: Any) -> Any:
    """A type without `Annotated` and without None."""
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return _plain(next(a for a in get_args(annotation) if a is not type(None)))
    return annotation


def _shape(value: Any) -> str:
    if isinstance(value, dict):
        return "fields (a text with ': ' in it wants quotes)"
    return "a list" if isinstance(value, list) else f"{value!r}"


def _choice(given: Any, context: dict[str, Any]) -> str:
    known = re.findall(r"'([^']*)'", context["expected"])
    if not isinstance(given, str):
        return f"one of {', '.join(known)} is expected here, not {_shape(given)}"
    return f"{given!r} is none of {', '.join(known)}{meant_by(given, known)}"


def _pattern(given: Any, context: dict[str, Any]) -> str:
    return f"{given!r} is not {PATTERNS.get(context['pattern'], context['pattern'])}"


def _too_many(given: Any, context: dict[str, Any]) -> str:
    return f"at most {context['max_length']}, and here are {context['actual_length']}"


def _limit(words: str, name: str) -> Callable[[Any, dict[str, Any]], str]:
    return lambda given, context: f"{words} {context[name]}, not {given}"


def _kind(words: str) -> Callable[[Any, dict[str, Any]], str]:
    return lambda given, _: f"{words}, not {_shape(given)}"


_EXPLANATIONS: dict[str, Callable[[Any, dict[str, Any]], str]] = {
    "missing": lambda *_: "is missing",
    "enum": _choice,
    "literal_error": _choice,
    "string_type": _kind(_WORDS),
    "list_type": _kind("a list is expected here (- and a blank before each item)"),
    "dict_type": _kind("fields are expected here (name: …)"),
    "model_type": _kind("fields are expected here (name: …)"),
    "int_parsing": _kind("a whole number is expected here"),
    "int_type": _kind("a whole number is expected here"),
    "bool_parsing": _kind("true or false is expected here"),
    "bool_type": _kind("true or false is expected here"),
    "float_parsing": _kind("a number is expected here"),
    "float_type": _kind("a number is expected here"),
    "string_pattern_mismatch": _pattern,
    "string_too_long": lambda given, ctx: (
        f"at most {ctx['max_length']} letters, and here are {len(given)}"
    ),
    "too_long": _too_many,
    "too_short": lambda _, ctx: f"at least {ctx['min_length']} must stand here",
    "greater_than": _limit("a number above", "gt"),
    "greater_than_equal": _limit("a number of at least", "ge"),
    "less_than_equal": _limit("a number of at most", "le"),
    "value_error": lambda _, ctx: str(ctx["error"]),
}

"""Summary of an ended call, as other systems are told of it: read from its event, field by field.

A field may be a text, a list of them, or an object that has one; what is none of these is left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

_TEXTS = ("text", "summary", "body", "sentence", "quote", "value", "name", "title")


@dataclass(frozen=True, slots=True)
class FieldValue:
    """The value of a CRM field.

    Attributes:
        value: What it is.
        quote: The words that it rests on.
        confidence: From 0 to 1; None where that is not told.
    """

    value: str
    quote: str = ""
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """The summary of what was said in a call, and what comes of it.

    Attributes:
        customer: For the customer's file: what they want, what was agreed, what is open.
        lead: For the sales lead: stage, objections, buying signals, and what else is told.
        risks: What may go wrong.
        next_step: What happens next, and when.
        minutes: Everything said that matters, in sentences.
        email: The draft of a mail to the customer.
        disposition: How the call ended for the business.
        fields: The values of CRM fields that were told, by name; "not asked" is none.
        data: The data of the event.
    """

    customer: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    next_step: str = ""
    minutes: tuple[str, ...] = ()
    email: str = ""
    disposition: str = ""
    fields: Mapping[str, FieldValue] = field(default_factory=dict[str, FieldValue])
    data: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Summary":
        """The summary of an event's data."""
        customer, lead = (_object(data.get(name)) for name in ("customer", "lead"))
        return cls(
            customer=tuple(_lines(data.get("customer"))),
            lead=tuple(_lines(_without(lead, "risks", "next_step") or data.get("lead"))),
            risks=tuple(_lines(lead.get("risks") or data.get("risks"))),
            next_step=_text(
                lead.get("next_step") or customer.get("next_step") or data.get("next_step")
            ),
            minutes=tuple(_lines(data.get("minutes"))),
            email=_text(data.get("email")),
            disposition=_text(data.get("disposition")),
            fields=dict(_fields(data.get("fields"))),
            data=data,
        )


def _object(value: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def _without(value: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: one for name, one in value.items() if name not in names}


def _listed(value: Any) -> Sequence[Any] | None:
    return cast("Sequence[Any]", value) if isinstance(value, list | tuple) else None


def _text(value: Any) -> str:
    """The text of a value, in one line."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if (items := _listed(value)) is not None:
        return "; ".join(text for item in items if (text := _text(item)))
    if not (found := _object(value)):
        return ""
    named = next((found[name] for name in _TEXTS if found.get(name)), "")
    dated = _text(found.get("date"))
    return f"{_text(named)} ({dated})" if named and dated else _text(named)


def _lines(value: Any) -> list[str]:
    """The texts of a value, one a line; those of an object's fields with their names."""
    if (items := _listed(value)) is not None:
        return [text for item in items if (text := _text(item))]
    if isinstance(value, Mapping) and not _text(value):
        named = ((name, _text(one)) for name, one in _object(value).items())
        return [f"{name.replace('_', ' ').capitalize()}: {text}" for name, text in named if text]
    text = _text(value)
    return [text] if text else []


def _fields(value: Any) -> list[tuple[str, FieldValue]]:
    """The fields that have a value: an object by name, or a list of objects with one."""
    items = _listed(value)
    if items is not None:
        named = [(_text(_object(item).get("name")), item) for item in items]
    else:
        named = [(name, item) for name, item in _object(value).items()]
    found: list[tuple[str, FieldValue]] = []
    for name, item in named:
        told = _object(item)
        text = _text(told.get("value")) if told else _text(item)
        sure = told.get("confidence")
        number = float(sure) if isinstance(sure, int | float) else None
        if name and text and text.lower() != "not asked":
            found.append((name, FieldValue(text, _text(told.get("quote")), number)))
    return found

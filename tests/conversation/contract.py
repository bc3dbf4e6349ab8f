"""The contract of the side channel, as three tell it: the page, the payload types, the console."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import cache
from typing import Any, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError

from conversation.coaching.advice import Advice
from conversation.errors import ErrorCode
from conversation.events import payloads
from conversation.events.commands import CLIENT_MESSAGE, Ask, Feedback, Pause, Resume, Token
from conversation.events.event import CallEvent, EventType
from conversation.events.payloads import (
    Latency,
    Payload,
    SuggestionFinal,
    SuggestionStarted,
    TurnFinal,
)
from conversation.events.status_codes import StatusCode
from conversation.speech.turns import Turn

PASSED_OVER = frozenset({"suggestion.suppressed"})
"""The types of which the console draws nothing."""

PAYLOADS = {
    kind.type.value: kind
    for kind in vars(payloads).values()
    if isinstance(kind, type) and issubclass(kind, Payload) and kind is not Payload
}
MESSAGES = {kind.__name__.lower(): kind for kind in (Ask, Feedback, Pause, Resume, Token)}

_FIELD = re.compile(r"^\| `(\w+)` \| ([^|]+) \|", re.M)
_JSON = re.compile(r"^```json\n(.*?)^```", re.M | re.S)
_HEADING = re.compile(r"^### `([\w.]+)`(?: \((\w+)\))?\n(.*?)(?=^#|\Z)", re.M | re.S)
_HANDLER = re.compile(r'^  "?([\w.]+)"?: \(call, data\b(.*?)^  \},', re.M | re.S)
_JSON_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "object": dict,
    "list": list,
}


@dataclass(frozen=True)
class Section:
    """What the page says of one type: its fields with their types, and its examples."""

    fields: dict[str, str]
    examples: list[dict[str, Any]]
    kept: str = ""

    @classmethod
    def of(cls, text: str, kept: str = "") -> "Section":
        """The section in a piece of the page; `kept` is `durable` or `passing`."""
        return cls(dict(_FIELD.findall(text)), [json.loads(e) for e in _JSON.findall(text)], kept)


def part(page: str, title: str) -> str:
    """The page's part under a heading of the second rank; empty where there is none."""
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", page, re.M | re.S)
    return found[1] if found else ""


def sections(text: str) -> dict[str, Section]:
    """The sections of a part by the names of their types."""
    return {name: Section.of(body, kept) for name, kept, body in _HEADING.findall(text)}


def complaints(page: str, state_js: str) -> list[str]:
    """Where the page, the types in Python, and what the console's state reads say different things.

    Args:
        page: The text of `docs/events.md`.
        state_js: The text of the console's `state.js`.
    """
    return [
        *_of_envelope(page),
        *_of_events(sections(part(page, "Types of events"))),
        *_of_messages(sections(part(page, "Messages of a client"))),
        *_of_codes(page),
        *_of_console(state_js),
    ]


def fields_of(kind: type[Payload]) -> dict[str, Any]:
    """The names of a payload's fields in JSON, with their types where they are declared."""
    if kind is TurnFinal:
        return _declared(Turn)
    if kind is not SuggestionFinal:
        return _declared(kind)
    parts = {"started", "advice", "latency"}
    own = {name: hint for name, hint in _declared(kind).items() if name not in parts}
    undeclared = {
        "sources": list,
        "expires_at_ms": int | None,
        "latency_ms": dict,
        "usage": dict | None,
    }
    return _declared(SuggestionStarted) | get_type_hints(Advice) | own | undeclared


def _declared(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _made(kind: type[Payload], data: dict[str, Any]) -> Payload:
    """The payload that says `data`; a pydantic `ValidationError` where its types say no."""
    if kind is TurnFinal:
        return TurnFinal(_strict(Turn, data))
    if kind is not SuggestionFinal:
        return _strict(kind, data)
    return SuggestionFinal(
        _strict(SuggestionStarted, _only(data, _declared(SuggestionStarted))),
        _strict(Advice, _only(data, Advice.model_fields)),
        _strict(Latency, data.get("latency_ms")),
        data.get("model"),
        data.get("prompt"),
        data.get("rules"),
        data.get("stages_reached", []),
    )


def _strict(kind: type, data: Any) -> Any:
    return _adapter(kind).validate_json(json.dumps(data), strict=True)


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _only(data: dict[str, Any], names: Any) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name in names}


def _of_envelope(page: str) -> Iterator[str]:
    section = Section.of(part(page, "The envelope"))
    event = CallEvent("CA1", EventType.STATUS, datetime.now(UTC))
    yield from _differ("the envelope", section.fields, event.as_dict())
    for example in section.examples:
        yield from _of_example("the envelope", section, example)
    if not section.examples:
        yield "the envelope: no example"


def _of_events(told: dict[str, Section]) -> Iterator[str]:
    yield from _differ("the page's types", told, {kind.value for kind in EventType})
    yield from _differ("the payloads' types", PAYLOADS, {kind.value for kind in EventType})
    for name, section in told.items():
        if name not in PAYLOADS:
            continue
        kind, declared = PAYLOADS[name], fields_of(PAYLOADS[name])
        if section.kept != ("durable" if EventType(name).durable else "passing"):
            yield f"{name}: is not {section.kept}"
        yield from _of_section(name, section, set(declared), lambda data, k=kind: _made(k, data))
        for field, words in section.fields.items():
            optional = type(None) in get_args(declared.get(field))
            if field in declared and optional != words.endswith(("or null", "or absent")):
                yield f"{name}.{field}: is {'' if optional else 'not '}optional"
        for example in section.examples:
            if _made_data(kind, example) not in (None, example):
                yield f"{name}: its type says it differently from the example"


def _made_data(kind: type[Payload], example: dict[str, Any]) -> Any:
    try:
        data = _made(kind, example).as_data()
    except (ValidationError, TypeError):
        return None  # a complaint of its own
    return json.loads(json.dumps(data))


def _of_messages(told: dict[str, Section]) -> Iterator[str]:
    yield from _differ("the page's messages", told, MESSAGES)
    for name, section in told.items():
        if name not in MESSAGES:
            continue
        known = MESSAGES[name].model_fields
        bare = Section(section.fields | {"type": "string"}, section.examples)
        yield from _of_section(f"message {name}", bare, set(known), CLIENT_MESSAGE.validate_python)
        for field, words in section.fields.items():
            if field in known and known[field].is_required() == words.endswith("or absent"):
                yield f"message {name}.{field}: is {words}"


def _of_section(
    name: str, section: Section, wanted: set[str], check: Callable[[Any], Any]
) -> Iterator[str]:
    yield from _differ(name, section.fields, wanted)
    yield from _differ(f"{name}'s examples", {f for e in section.examples for f in e}, wanted)
    for example in section.examples:
        yield from _of_example(name, section, example)
        try:
            check(example)
        except (ValidationError, TypeError) as error:
            yield f"{name}: the example is not of its type: {error}"


def _of_example(name: str, section: Section, example: dict[str, Any]) -> Iterator[str]:
    for field, words in section.fields.items():
        if field in example:
            if not _is(example[field], words):
                yield f"{name}.{field}: {example[field]!r} is no {words}"
        elif not words.endswith("or absent"):
            yield f"{name}.{field}: not in an example"


def _is(value: Any, words: str) -> bool:
    """Whether a JSON value is what a cell of the page's second column says."""
    if value is None or isinstance(value, bool):
        return words.endswith("or null") if value is None else words.startswith("boolean")
    return isinstance(value, _JSON_TYPES.get(words.split(maxsplit=1)[0], ()))


def _of_codes(page: str) -> Iterator[str]:
    told = dict(re.findall(r"^\| `(\w+)` \| `(\w+)` \|", part(page, "Status codes"), re.M))
    yield from _differ("the page's status codes", told, {code.value for code in StatusCode})
    yield from (f"{code}: not of {of}" for code, of in told.items() if not code.startswith(of))
    errors = set(re.findall(r"^\| `(\w+)` \|", part(page, "Error codes"), re.M))
    of_coach = {code.value for code in ErrorCode if code.value.startswith(("coach_", "ask_"))}
    yield from (f"the page has no error code {code}" for code in sorted(of_coach - errors))
    yield from (f"no error code: {code}" for code in sorted(errors - {c.value for c in ErrorCode}))


def _of_console(state_js: str) -> Iterator[str]:
    table = state_js.partition("const TAKE = {\n")[2].partition("\n};")[0] + "\n"
    handlers = dict[str, str](_HANDLER.findall(table))
    shared = re.search(r"^function newSuggestion\(data.*?^}", state_js, re.M | re.S)
    if shared and "suggestion.started" in handlers:
        handlers["suggestion.started"] += shared[0]
    wanted = {kind.value for kind in EventType} - PASSED_OVER
    yield from _differ("the console's types", handlers, wanted)
    for name, body in handlers.items():
        read = set(re.findall(r"\bdata\??\.(\w+)", body))
        known = fields_of(PAYLOADS[name]) if name in PAYLOADS else {}
        yield from (f"the console reads {name}.{field}" for field in sorted(read - set(known)))


def _differ(of: str, found: Any, wanted: Any) -> Iterator[str]:
    yield from (f"{of}: {name} is missing" for name in sorted(set(wanted) - set(found)))
    yield from (f"{of}: {name} is too much" for name in sorted(set(found) - set(wanted)))

"""The contract of the side channel, as three tell it: the page, the payload types, the console."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, get_args

from pydantic import ValidationError

from conversation.errors import ErrorCode
from conversation.events.commands import CLIENT_MESSAGE, ClientMessage
from conversation.events.event import CallEvent, EventType
from conversation.events.payloads import Payload
from conversation.events.status_codes import StatusCode
from tests.conversation.events_page import Section, is_a, part, sections
from tests.conversation.payload_types import PAYLOADS, fields_of, made

PASSED_OVER = frozenset({"heartbeat", "whisper.started", "whisper.audio", "whisper.stopped"})
"""The types of which the console draws nothing; it plays those of a whisper."""

MESSAGES = {kind.model_fields["type"].default: kind for kind in get_args(ClientMessage)}

_HANDLER = re.compile(r'^  "?([\w.]+)"?: \(call, data\b(.*?)^  \},', re.M | re.S)


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


def _of_envelope(page: str) -> Iterator[str]:
    section = Section.of(part(page, "The envelope"))
    event = CallEvent("CA1", EventType.STATUS, datetime.now(UTC), trace_id="5b8e")
    yield from _differ("the envelope", section.fields, event.as_dict())
    absent = set(event.as_dict()) - set(replace(event, trace_id=None).as_dict())
    for field, words in section.fields.items():
        if (field in absent) != words.endswith("or absent"):
            yield f"the envelope: {field} is {words}"
    for example in section.examples:
        yield from _of_example("the envelope", section, example)
    if not section.examples:
        yield "the envelope: no example"


def _of_events(told: dict[str, Section]) -> Iterator[str]:
    yield from _differ("the page's types", told, {kind.value for kind in EventType})
    yield from _differ("the payloads' types", PAYLOADS, {kind.value for kind in EventType})
    for name, section in told.items():
        if name in PAYLOADS:
            yield from _of_event(name, section)


@cache
def _of_event(name: str, section: Section) -> list[str]:
    return [*_of_fields(name, section, PAYLOADS[name])]


def _of_fields(name: str, section: Section, kind: type[Payload]) -> Iterator[str]:
    declared = fields_of(kind)
    if section.kept != ("durable" if EventType(name).durable else "passing"):
        yield f"{name}: is not {section.kept}"
    yield from _of_section(name, section, set(declared), lambda data: made(kind, data))
    for field, words in section.fields.items():
        optional = type(None) in get_args(declared.get(field))
        if field in declared and optional != words.endswith(("or null", "or absent")):
            yield f"{name}.{field}: is {'' if optional else 'not '}optional"
    for example in section.examples:
        if _made_data(kind, example) not in (None, example):
            yield f"{name}: its type says it differently from the example"


def _made_data(kind: type[Payload], example: dict[str, Any]) -> Any:
    try:
        data = made(kind, example).as_data()
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
            if not is_a(example[field], words):
                yield f"{name}.{field}: {example[field]!r} is no {words}"
        elif not words.endswith("or absent"):
            yield f"{name}.{field}: not in an example"


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

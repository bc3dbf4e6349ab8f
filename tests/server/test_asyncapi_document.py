"""The AsyncAPI document is whole, and says what the WebSockets take and send."""

import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from fastapi.routing import APIWebSocketRoute

from bots import sample
from conversation.events.event import CallEvent, EventType
from conversation.events.payload_fields import PAYLOADS, fields_of
from server.asyncapi.document import asyncapi_document
from server.asyncapi.event_messages import event_message
from server.routes import ingest, live, media
from tests.conversation.events_page import part, sections
from tests.product import PRODUCT, ROOT
from tests.server.stage import START
from transports.twilio.replay_messages import MediaStream

DOCUMENT = asyncapi_document()
CHANNELS: dict[str, Any] = DOCUMENT["channels"]
MESSAGES: dict[str, Any] = DOCUMENT["components"]["messages"]
PAGE = (ROOT / "docs" / "events.md").read_text("utf-8")
NAME = re.compile(r"[A-Za-z0-9._-]+")
"""What a component may be called (AsyncAPI 3.0, Components Object)."""


def references(value: Any) -> Iterator[str]:
    """Every `$ref` in a part of the document."""
    if isinstance(value, dict):
        yield from [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        for part_of in value.values():
            yield from references(part_of)
    elif isinstance(value, list):
        for part_of in value:
            yield from references(part_of)


def found(reference: str) -> Any:
    """What a `$ref` leads to."""
    at: Any = DOCUMENT
    for step in reference.removeprefix("#/").split("/"):
        at = at[step]
    return at


def complaints(name: str, message: Any) -> list[str]:
    """What is wrong with a message by its schema in the document."""
    schema = MESSAGES[name]["payload"] | {"components": DOCUMENT["components"]}
    return [error.message for error in jsonschema_rs.validator_for(schema).iter_errors(message)]


def test_every_reference_leads_somewhere() -> None:
    """No `$ref` of the document is broken, and every component is used or is a schema's."""
    refs = set(references(DOCUMENT))
    assert refs
    for reference in refs:
        assert found(reference) is not None
    used = {reference.rpartition("/")[2] for reference in refs}
    assert set(MESSAGES) <= used
    assert set(DOCUMENT["components"]["schemas"]) <= used


def test_it_has_the_form_of_asyncapi_3() -> None:
    """Names, the required fields, and operations on messages of their own channel."""
    assert DOCUMENT["asyncapi"] == "3.0.0"
    assert {"title", "version"} <= set(DOCUMENT["info"])
    components = DOCUMENT["components"]
    assert all(NAME.fullmatch(name) for group in components.values() for name in group)
    for channel in CHANNELS.values():
        assert channel["address"].startswith("/")
        told = set(re.findall(r"\{(\w+)\}", channel["address"]))
        assert told == set(channel.get("parameters", {}))
    for operation in DOCUMENT["operations"].values():
        assert operation["action"] in {"send", "receive"}
        channel = operation["channel"]["$ref"]
        assert found(channel) in CHANNELS.values()
        assert operation["messages"]
        assert all(m["$ref"].startswith(f"{channel}/messages/") for m in operation["messages"])
    for schema in DOCUMENT["components"]["schemas"].values():
        jsonschema_rs.validator_for(schema | {"components": components})


def test_every_websocket_of_the_server_is_described() -> None:
    """The addresses are those of the routes, and no module has a WebSocket route besides."""
    routes = [
        route.path
        for module in (live, ingest, media)
        for route in module.router.routes
        if isinstance(route, APIWebSocketRoute)
    ]
    assert sorted(routes) == sorted(channel["address"] for channel in CHANNELS.values())
    described = {module.__name__ for module in (live, ingest, media)}
    assert {m.name for m in PRODUCT if ".websocket(" in m.text} == described


def test_the_parameters_of_an_address_are_those_of_its_route() -> None:
    """With their limits, as the route has them."""
    asked = {
        name: channel.get("bindings", {}).get("ws", {}).get("query", {}).get("properties", {})
        for name, channel in CHANNELS.items()
    }
    assert set(asked["live"]) == {"after"}
    assert set(asked["ingest"]) == {
        *("agent_id", "customer_name", "agent_name", "language", "playbook", "consent")
    }
    assert asked["media"] == {}
    assert asked["live"]["after"]["minimum"] == 0


@pytest.mark.parametrize("kind", EventType)
def test_an_event_has_the_fields_of_its_payload(kind: EventType) -> None:
    """No field is missing in the schema, and none is there that the payload has not."""
    schema = found(MESSAGES[kind.value]["payload"]["properties"]["data"]["$ref"])
    assert list(schema.get("properties", {})) == list(fields_of(PAYLOADS[kind]))
    envelope = CallEvent("CA1", kind, START, trace_id="0" * 32).as_dict()
    assert list(MESSAGES[kind.value]["payload"]["properties"]) == list(envelope)


@pytest.mark.parametrize(("name", "section"), sections(part(PAGE, "Types of events")).items())
def test_the_examples_of_the_page_are_messages(name: str, section: Any) -> None:
    """Each example is one, with a number or without as its type has it; spoilt, it is none."""
    kind = EventType(name)
    for data in section.examples:
        event = CallEvent("CA1", kind, START, data, seq=7 if kind.durable else None)
        message = json.loads(event.to_json())
        assert complaints(name, message) == []
        for field, value in data.items():
            other = {} if isinstance(value, list) else [[]]
            assert complaints(name, message | {"data": data | {field: other}}), field
        assert complaints(name, message | {"seq": None if kind.durable else 7}) or name == "error"


def test_a_clients_messages_are_those_of_the_page() -> None:
    """Each example is taken, and one with another field is not."""
    for name, section in sections(part(PAGE, "Messages of a client")).items():
        for example in section.examples:
            assert complaints(f"client.{name}", example) == []
            assert complaints(f"client.{name}", example | {"mood": "sunny"})


def test_what_twilio_sends_is_described() -> None:
    """Every message of a stream that is replayed, which the tests of Twilio's wire hold to it."""
    seen = set()
    for _, message in MediaStream("CA1", parameters={"agent_id": "maria"}).messages(
        sample.recording()
    ):
        parsed = json.loads(message)
        seen.add(parsed["event"])
        if parsed["event"] != "media" or parsed["sequenceNumber"] in {"2", "3"}:
            assert complaints(f"twilio.{parsed['event']}", parsed) == []
    assert seen == {"connected", "start", "media", "stop"}


def test_a_type_that_the_document_does_not_know_is_noticed() -> None:
    """A field that a payload gains is a field of its message, without a word written here."""
    message = event_message(EventType.HEARTBEAT, {"type": "object"})
    assert message["payload"]["properties"]["seq"] == {"type": "null"}
    assert {kind.value for kind in EventType} <= set(MESSAGES)

"""The OpenAPI page is complete: what goes in has an example, what may go wrong has its shape."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
import pytest_asyncio
from pydantic import BaseModel

from server.app import create_app
from server.responses import ErrorBody
from tests.server.stage import make_runtime

METHODS = ("get", "post", "put", "patch", "delete")
ERROR = {"$ref": "#/components/schemas/ErrorBody"}
ADDRESSES = {
    ("post", "/twilio/voice"),
    ("post", "/twilio/status"),
    ("get", "/api/calls"),
    ("get", "/api/calls/{call_id}"),
    ("get", "/api/calls/{call_id}/events"),
    ("get", "/api/calls/{call_id}/live"),
    ("post", "/api/tokens"),
    ("post", "/api/process"),
    ("get", "/api/process"),
    ("post", "/api/process/{session_id}"),
    ("get", "/api/process/{session_id}"),
    ("delete", "/api/process/{session_id}"),
    ("post", "/api/batch/analyze"),
    ("post", "/api/calls/{call_id}/audio"),
    ("get", "/healthz"),
    ("get", "/readyz"),
    ("get", "/metrics"),
}
OF_THE_API = {"401", "403", "422", "429", "503"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The document, which is made once: a third of a second of CPU."""
    async with make_runtime(tmp_path_factory.mktemp("openapi")) as runtime:
        return create_app(runtime).openapi()


def operations(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """Every operation, by method and path."""
    return {
        (method, path): operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }


def test_error_shape() -> None:
    """An error has the five fields that every client may rely on."""
    assert issubclass(ErrorBody, BaseModel)
    assert list(ErrorBody.model_fields) == [
        "error_code",
        "message",
        "details",
        "retry_after",
        "fallback_suggestion",
    ]


def test_the_contracts_addresses_are_there(document: dict[str, Any]) -> None:
    """What others rely on is in the document."""
    assert set(operations(document)) >= ADDRESSES


def test_each_operation_says_what_it_does(document: dict[str, Any]) -> None:
    """Each has a description, and each of its answers has one."""
    for name, operation in operations(document).items():
        assert operation.get("description"), name
        assert all(answer["description"] for answer in operation["responses"].values()), name


def test_each_operation_is_called_by_what_it_does(document: dict[str, Any]) -> None:
    """By how its description begins, and as no other: not by a function's name."""
    told = {key: one["summary"] for key, one in operations(document).items()}
    assert [name for name, count in Counter(told.values()).items() if count > 1] == []
    assert told["get", "/api/calls"] == "Calls, newest first"
    assert [one for one in told.values() if not one or one.endswith(".")] == []


def test_every_error_has_the_one_shape(document: dict[str, Any]) -> None:
    """Each 4xx and 5xx is documented as `ErrorBody`; FastAPI's own shape is nowhere."""
    for name, operation in operations(document).items():
        for status, answer in operation["responses"].items():
            if status >= "400":
                assert answer["content"]["application/json"]["schema"] == ERROR, (name, status)
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_what_the_api_may_answer_is_documented(document: dict[str, Any]) -> None:
    """Keys, limits, wrong requests and a database that is down, and bodies that can't be read."""
    for (method, path), operation in operations(document).items():
        if path.startswith("/api/"):
            wanted = OF_THE_API | ({"400", "413"} if "requestBody" in operation else set())
            assert set(operation["responses"]) >= wanted, (method, path)


def test_every_json_body_has_an_example(document: dict[str, Any]) -> None:
    """A reader of the page can send each request as it stands."""
    found = 0
    for name, operation in operations(document).items():
        body = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if body:
            schema = document["components"]["schemas"][body["schema"]["$ref"].split("/")[-1]]
            assert schema["examples"], name
            found += 1
    assert found >= 5


def test_every_parameter_of_a_path_has_an_example(document: dict[str, Any]) -> None:
    """So has each id in an address."""
    for name, operation in operations(document).items():
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "path":
                assert parameter["schema"].get("examples") or parameter.get("examples"), name


def test_names_are_those_of_a_client(document: dict[str, Any]) -> None:
    """Programs that write clients name functions and classes so: no module or path is in one."""
    functions = [operation["operationId"] for operation in operations(document).values()]
    names = [*functions, *document["components"]["schemas"]]
    assert [name for name in names if not re.fullmatch(r"[A-Za-z]+(_[a-z]+)*", name)] == []
    assert [name for name in functions if re.search("_(get|put|post|delete)$", name)] == []
    assert [name for name, times in Counter(functions).items() if times > 1] == []


def parts(node: Any) -> Iterator[dict[str, Any]]:
    """Each object of the document."""
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    if isinstance(node, dict):
        yield node
    for child in children:
        yield from parts(child)


def test_each_default_is_allowed(document: dict[str, Any]) -> None:
    """Validators of the document refuse it whole where one default breaks its own schema."""
    wrong, components = [], {"components": document["components"]}
    defaults = [
        part for part in parts(document) if "default" in part and {"type", "anyOf"} & {*part}
    ]
    for part in defaults:
        validator = jsonschema_rs.validator_for(part | components)
        wrong += [] if validator.is_valid(part["default"]) else [part]
    assert len(defaults) > 10
    assert wrong == []

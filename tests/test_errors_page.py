"""The page of error codes has each code that there is, with the HTTP statuses by which it comes."""

import ast
import re
from collections.abc import Iterator

from conversation.errors import ErrorCode
from server.errors import carrier_failed, delivery_failed
from services.delivery.errors import DeliveryError
from tests.product import PRODUCT, ROOT
from transports.control import CarrierError

ROWS = [
    [cell.strip() for cell in line.strip("|\n").split(" | ")]
    for line in (ROOT / "docs/errors.md").read_text("utf-8").splitlines()
    if re.match(r"\| `[a-z_]+` \|", line)
]
PAGE = {row[0].strip("` "): row[1] for row in ROWS}
STATUS = re.compile(r"\b[45]\d\d\b")


def test_each_code_stands_there_once() -> None:
    """With what it means, and what to do where it is told to somebody; nothing else is there."""
    codes = [row[0].strip("` ") for row in ROWS]
    assert sorted(codes) == sorted(code.value for code in ErrorCode)
    assert [row[0] for row in ROWS if not row[2] or not (row[1] == "inside" or row[3])] == []


def test_each_status_by_which_the_server_tells_a_code_is_there() -> None:
    """As `ApiError` is made with both, or a table leads from one to the other."""
    told = set(_told())
    assert len(told) > 40
    missing = [
        f"{code}: {status}"
        for code, status in sorted(told)
        if str(status) not in STATUS.findall(PAGE[code]) and code != ErrorCode.HTTP_ERROR
    ]
    assert missing == []


def test_no_code_is_said_to_come_by_a_status_that_it_never_has() -> None:
    """But for those of an error of another kind, which gets its status in one place."""
    told = {(code.value, str(status)) for code, status in _told()} | set(_told_by_kind())
    by_kind = {"knowledge_unavailable", "server_full", "event_log_unavailable", "internal_error"}
    odd = [
        f"{code}: {status}"
        for code, where in PAGE.items()
        for status in STATUS.findall(where)
        if (code, status) not in told and code not in by_kind
    ]
    assert odd == []


def test_each_status_of_a_carriers_or_a_deliverys_error_is_there() -> None:
    """As the server gives it to an error of that kind, whatever its code is."""
    told = set(_told_by_kind())
    assert len(told) > 15
    assert [one for one in sorted(told) if one[1] not in STATUS.findall(PAGE[one[0]])] == []


def _told_by_kind() -> Iterator[tuple[str, str]]:
    for code in ErrorCode:
        if code.startswith("carrier_"):
            yield code.value, str(carrier_failed(CarrierError(code, "told")).status)
        elif code.startswith(("target_", "person_", "delivery_", "approval_")):
            yield code.value, str(delivery_failed(DeliveryError(code, "told")).status)


def _told() -> Iterator[tuple[ErrorCode, int]]:
    for module in PRODUCT:
        for node in module.nodes:
            match node:
                case ast.Call(args=[ast.Constant(value=int(status)), code, *_]):
                    yield from ((found, status) for found in _code(code))
                case ast.Call(func=ast.Name(id="_unauthorized"), args=[code, *_]):
                    yield from ((found, 401) for found in _code(code))
                case ast.Dict(keys=keys, values=values):
                    for key, value in zip(keys, values, strict=True):
                        for code, status in ((key, value), (value, key)):
                            if isinstance(status, ast.Constant) and isinstance(status.value, int):
                                yield from ((found, status.value) for found in _code(code))
                case _:
                    pass


def _code(node: ast.expr | None) -> Iterator[ErrorCode]:
    match node:
        case ast.Attribute(value=ast.Name(id="ErrorCode"), attr=name):
            yield ErrorCode[name]
        case _:
            pass

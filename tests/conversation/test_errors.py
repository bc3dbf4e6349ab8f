"""The error tree is drawn as it is."""

import ast
import re

from conversation import errors
from conversation.errors import CallShadowError, ErrorCode
from tests.product import PRODUCT


def drawn() -> dict[str, str]:
    """Each class in the docstring's tree, with the class above it."""
    above: list[tuple[int, str]] = []
    tree: dict[str, str] = {}
    for line in (errors.__doc__ or "").splitlines():
        if name := re.match(r"[ │├└─]*(\w+)(?= {2}|$)", line):
            depth = name.start(1)
            above = [(at, parent) for at, parent in above if at < depth]
            if above:
                tree[name[1]] = above[-1][1]
            if above or name[1] == CallShadowError.__name__:
                above.append((depth, name[1]))
    return tree


BASES = {
    node.name: ast.unparse(base)
    for module in PRODUCT
    for node in module.nodes
    if isinstance(node, ast.ClassDef)
    for base in node.bases
}


def is_ours(name: str | None) -> bool:
    """Whether a class is under our base, or it."""
    return name == CallShadowError.__name__ or (name in BASES and is_ours(BASES[name]))


def test_the_tree_in_the_docstring_is_the_one_in_the_code() -> None:
    """Every class under the base stands in the drawing, below the class that it extends."""
    assert {name: base for name, base in BASES.items() if is_ours(base)} == drawn()


def test_what_stands_outside_of_the_tree_is_named_below_it() -> None:
    """Every error of more than its own module, unless it extends one that is named."""
    outside = {
        name
        for name, base in BASES.items()
        if re.search(r"(Error|Exception)$", base) and not is_ours(name) and not name.startswith("_")
    }
    below = (errors.__doc__ or "").rpartition("└──")[2]
    named = set(re.findall(r"\b(?:[A-Z][a-z]+){2,}\b", below.partition("Outside:")[2]))
    assert {name for name in outside if BASES[name] not in outside} == named


def test_what_is_not_said_of_an_error_is_its_classs() -> None:
    """Code and retryability have defaults, which one error may override."""

    class BusyError(CallShadowError):
        code = ErrorCode.CALL_RUNNING
        retryable = True

    plain = BusyError("busy")
    assert (plain.code, plain.retryable, plain.retry_after) == (ErrorCode.CALL_RUNNING, True, None)
    odd = BusyError("busy", code=ErrorCode.CALL_FORBIDDEN, retryable=False, retry_after=2.5)
    assert (odd.code, odd.retryable, odd.retry_after) == (ErrorCode.CALL_FORBIDDEN, False, 2.5)
    assert (str(odd), odd.message) == ("busy", "busy")

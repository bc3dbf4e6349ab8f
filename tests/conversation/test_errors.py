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


def test_the_tree_in_the_docstring_is_the_one_in_the_code() -> None:
    """Every class under the base stands in the drawing, below the class that it extends."""
    bases = {
        node.name: base.id
        for module in PRODUCT
        for node in module.nodes
        if isinstance(node, ast.ClassDef)
        for base in node.bases
        if isinstance(base, ast.Name)
    }

    def is_ours(name: str | None) -> bool:
        return name == CallShadowError.__name__ or (name in bases and is_ours(bases[name]))

    ours = {name: base for name, base in bases.items() if is_ours(base)}
    assert ours == drawn()


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

"""Cursor of a list: where its next page begins, in a `Link` header, and then in `before`."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import Request, Response

from conversation.errors import ErrorCode
from server.errors import ApiError
from server.responses import error_response
from stores.errors import BadCursorError

CURSOR_FROM_NOWHERE = error_response(400, "`before` is from nowhere.")


@contextmanager
def cursor_checked() -> Iterator[None]:
    """Read a page in the block.

    Raises:
        ApiError: 400, its `before` is no cursor of the list.
    """
    try:
        yield
    except BadCursorError:
        told = "before: not from a Link header of this list"
        raise ApiError(400, ErrorCode.BAD_CURSOR, told) from None


def lead_to_older(request: Request, response: Response, cursor: object) -> None:
    """Say in the answer where the next page is: the same question, with that cursor."""
    older = request.url.include_query_params(before=cursor)
    response.headers["Link"] = f'<{older.path}?{older.query}>; rel="next"'

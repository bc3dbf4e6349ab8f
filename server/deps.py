"""What the routes share: the line of this process."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from pipeline.line import Line


def line_of(connection: HTTPConnection) -> Line:
    """The line that the application opened at its start."""
    return connection.app.state.line


LineDep = Annotated[Line, Depends(line_of)]

"""Refusals of carriers' requests: logged in one way, before anything of them is read."""

from starlette.requests import HTTPConnection

from server.app_state import state_of
from server.auth.origins import is_from_this_machine


def refused(connection: HTTPConnection, why: str) -> str:
    """Log that a request was refused; returns why, for whoever asked.

    Args:
        connection: The request, or a WebSocket's handshake.
        why: What is wrong with it; never made of what came in.
    """
    state_of(connection).refusals.warn("{}: refused a request {}", connection.url.path, why)
    return f"Refused: a request {why}."


def refused_from_afar(connection: HTTPConnection, setting: str) -> str | None:
    """The refusal where that setting is missing: then this machine alone may bring in calls."""
    if is_from_this_machine(connection):
        return None
    return refused(connection, f"from beyond this machine, as {setting} is not set")

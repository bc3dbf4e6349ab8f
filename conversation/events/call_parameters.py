"""Call parameters: the names that mean something to us in what a stream says of its call.

A stream may say anything under any name; what has another name is kept and shown, and not read.
"""

from typing import Final

AGENT_ID: Final = "agent_id"
"""Whose call it is: an agent sees their own calls only."""

INBOUND_ROLE: Final = "inbound_role"
"""Who is heard on the inbound track: `customer` or `agent`."""

ORIGIN: Final = "source"
"""How the call came in, where that is not by telephone: `replay`."""

RECORDING: Final = "recording"
"""The bundled recording that is played, whose words are known."""

LOOKED_UP: Final = frozenset({AGENT_ID, INBOUND_ROLE, RECORDING})
"""What the product finds things by; the other values are redacted."""


def of_agent(agent_id: str | None) -> dict[str, str]:
    """The parameters of a call that is this agent's, or nobody's."""
    return {AGENT_ID: agent_id} if agent_id else {}

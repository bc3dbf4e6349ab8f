"""Call parameters: the names that mean something to us in what a stream says of its call.

A stream may say anything under any name; what has another name is kept and shown, and not read.
"""

from typing import Final

AGENT_ID: Final = "agent_id"
"""The agent whose call it is: an agent sees their own calls only."""

CUSTOMER_NAME: Final = "customer_name"
AGENT_NAME: Final = "agent_name"
"""What the console calls the two."""

INBOUND_ROLE: Final = "inbound_role"
"""The party on the inbound track: `customer` or `agent`."""

ORIGIN: Final = "source"
"""The origin of a call that did not come by telephone: `replay`."""

RECORDING: Final = "recording"
"""The bundled recording that is played, whose words are known."""

LOOKED_UP: Final = frozenset({AGENT_ID, INBOUND_ROLE, RECORDING})
"""The parameters by which the product finds things; the values of all others are redacted."""

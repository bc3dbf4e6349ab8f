"""Call parameters: the names that mean something to us in what a stream says of its call.

A stream may say anything under any name; what has another name is kept and shown, and not read.
"""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

AGENT_ID: Final = "agent_id"
"""The agent whose call it is: an agent sees their own calls only."""

TEAM: Final = "team"
"""The team of the agent, by which a supervisor finds their calls."""

CUSTOMER_ID: Final = "customer_id"
CUSTOMER_NUMBER: Final = "customer_number"
"""The customer in the CRM, and on the telephone; by them, a person is known again."""

CUSTOMER_EMAIL: Final = "customer_email"
"""The customer's e-mail address, by which a CRM may find them."""

CUSTOMER_PROFILE: Final = "customer_profile"
"""What the CRM knows of the customer, in a sentence or two, for the coach and the agent."""

CUSTOMER_NAME: Final = "customer_name"
AGENT_NAME: Final = "agent_name"
"""What the console calls the two."""

CUSTOMER_GROUP: Final = "customer_group"
"""The group of customers that they are one of: some documents are for one group alone."""

LANGUAGE: Final = "language"
"""The language of the call, a BCP-47 tag; default: `COACH_LANGUAGE`."""
PLAYBOOK: Final = "playbook"
"""The playbook of the call, by name; default: `COACH_PLAYBOOK`."""

CONSENT: Final = "consent"
"""Whether the customer agrees to be listened to: `given` or `refused`."""
SaidConsent: TypeAlias = Literal["given", "refused"] | None
"""The parameter as a request may have it."""

DIALLED_BY: Final = "dialled_by"
"""Whose key asked for a call that was dialled."""

INBOUND_ROLE: Final = "inbound_role"
"""The party on the inbound track: `customer` or `agent`."""

ORIGIN: Final = "source"
"""The origin of a call that did not come by telephone: `replay`."""
REPLAY: Final = "replay"

RECORDING: Final = "recording"
"""The bundled recording that is played, whose words are known."""

LOOKED_UP: Final = frozenset({AGENT_ID, CUSTOMER_GROUP, INBOUND_ROLE, LANGUAGE, PLAYBOOK, TEAM})
"""The parameters by which the product finds things; all others are redacted."""


def kind_of_call(language: str | None, playbook: str | None) -> dict[str, str]:
    """The parameters that say by what a call is coached, those that are known."""
    said = {LANGUAGE: language, PLAYBOOK: playbook}
    return {name: value for name, value in said.items() if value}


def for_address(parameters: Mapping[str, str]) -> dict[str, str]:
    """Those that may stand in an address, which proxies log: what says nothing of a customer."""
    names = LOOKED_UP | {CONSENT, DIALLED_BY}
    return {name: value for name, value in parameters.items() if name in names}


READ: Final = (
    LOOKED_UP
    | {CONSENT, ORIGIN, RECORDING, CUSTOMER_PROFILE, CUSTOMER_EMAIL}
    | {f"{party}_{what}" for party in ("customer", "agent") for what in ("name", "number", "id")}
)
"""The parameters that the product or its console reads."""


def origin_of(parameters: Mapping[str, str]) -> str:
    """How a stream of Twilio's protocol came in: by telephone, or replayed, as it says itself."""
    return REPLAY if parameters.get(ORIGIN) == REPLAY else "twilio"


def of_agent(agent_id: str | None) -> dict[str, str]:
    """The parameters of a call that is this agent's, or nobody's."""
    return {AGENT_ID: agent_id} if agent_id else {}

"""Call parameters of who takes part and how, as the ways in without a carrier take them."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from conversation.events.call_parameters import (
    AGENT_ID,
    AGENT_NAME,
    CONSENT,
    CUSTOMER_NAME,
    LANGUAGE,
    PLAYBOOK,
    SaidConsent,
    of_agent,
)
from pipeline.runtime import Runtime
from server.auth.caller import Caller
from settings.api_keys import Role
from stores.errors import EventLogError

MAX_NAME = 64
NAME = r"^[^\x00-\x1f\x7f]+$"
OptionalName = Annotated[str | None, Field(min_length=1, max_length=MAX_NAME, pattern=NAME)]
"""A field of a request that may name somebody or something."""


def said_names(
    *,
    agent_id: str | None = None,
    customer_name: str | None = None,
    agent_name: str | None = None,
    language: str | None = None,
    playbook: str | None = None,
    consent: SaidConsent = None,
) -> dict[str, str | None]:
    """What a request says of a call, by the names of the parameters."""
    return {
        AGENT_ID: agent_id,
        CUSTOMER_NAME: customer_name,
        AGENT_NAME: agent_name,
        LANGUAGE: language,
        PLAYBOOK: playbook,
        CONSENT: consent,
    }


async def party_parameters(
    runtime: Runtime, call_id: str, caller: Caller, names: Mapping[str, str | None]
) -> dict[str, str]:
    """The parameters of a call that `caller` brings in.

    An agent's key brings in calls of that agent alone; a call that comes back stays whose it was,
    with the names that it had.

    Args:
        runtime: What knows the call, if there was one.
        call_id: The call.
        caller: Who brings it in.
        names: What they say of it, by the name of the parameter: `said_names`.

    Raises:
        ChoiceError: There is no such language or playbook.
    """
    own = of_agent(caller.name if caller.role is Role.AGENT else None)
    try:
        known = await runtime.log.call(call_id)
    except EventLogError:  # the call is taken all the same
        known = None
    kept = (known.parameters if known else None) or {}
    said = {**names, **own}
    runtime.coaches.choose({name: new for name, new in said.items() if new})
    return {name: told for name, new in said.items() if (told := new or kept.get(name))}

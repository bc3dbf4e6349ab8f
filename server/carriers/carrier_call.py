"""Carrier control for callers: whether there is one, and whose calls it may begin or fork."""

import re
from collections.abc import Mapping

from conversation.errors import ErrorCode
from conversation.events.call_parameters import AGENT_ID
from pipeline.runtime import Runtime
from server.auth.caller import Caller
from server.errors import ApiError, forbidden
from services.carriers.providers import CARRIERS
from services.carriers.vonage_account import NEEDS
from services.carriers.vonage_legs import VonageLegs
from settings.api_keys import Role
from transports.control import CarrierControl

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NEEDS = " or ".join(row.needs for row in CARRIERS)


def carrier_of(runtime: Runtime) -> CarrierControl:
    """The carrier's control.

    Raises:
        ApiError: 409, there is none.
    """
    if runtime.carrier is None:
        raise ApiError(
            409, ErrorCode.CARRIER_OFF, f"The carrier can't be told anything: set {_NEEDS}."
        )
    return runtime.carrier


def vonage_of(runtime: Runtime) -> VonageLegs:
    """The legs that Vonage can be asked for.

    Raises:
        ApiError: 409, it can be asked for none.
    """
    if runtime.vonage is None:
        raise ApiError(
            409, ErrorCode.CARRIER_OFF, f"Vonage can't be told anything: set {', '.join(NEEDS)}."
        )
    return runtime.vonage


def is_vonages(call_id: str) -> bool:
    """Whether an id is that of a leg at Vonage, where nothing is known of the call: a UUID."""
    return _UUID.fullmatch(call_id) is not None


def check_agent(caller: Caller, names: Mapping[str, str | None]) -> None:
    """Return if the caller may have a call be that agent's: an agent, their own alone.

    Raises:
        ApiError: 403.
    """
    wanted = names.get(AGENT_ID)
    if caller.role is Role.AGENT and wanted not in (None, caller.name):
        raise forbidden("an agent's calls are the agent's own")

"""Carrier control for callers: whether there is one, and whose calls it may begin or fork."""

from collections.abc import Mapping

from conversation.errors import ErrorCode
from conversation.events.call_parameters import AGENT_ID
from pipeline.runtime import Runtime
from server.auth.caller import Caller
from server.errors import ApiError, forbidden
from settings.api_keys import Role
from transports.control import CarrierControl

CARRIER_NEEDS = "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and PUBLIC_URL"


def carrier_of(runtime: Runtime) -> CarrierControl:
    """The carrier's control.

    Raises:
        ApiError: 409, there is none.
    """
    if runtime.carrier is None:
        raise ApiError(
            409, ErrorCode.CARRIER_OFF, f"The carrier can't be told anything: set {CARRIER_NEEDS}."
        )
    return runtime.carrier


def check_agent(caller: Caller, names: Mapping[str, str | None]) -> None:
    """Return if the caller may have a call be that agent's: an agent, their own alone.

    Raises:
        ApiError: 403.
    """
    wanted = names.get(AGENT_ID)
    if caller.role is Role.AGENT and wanted not in (None, caller.name):
        raise forbidden("an agent's calls are the agent's own")

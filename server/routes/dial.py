"""Dialing route: click to call. The agent's phone rings, then the customer's."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from conversation.events.call_parameters import (
    DIALLED_BY,
    INBOUND_ROLE,
)
from conversation.speech.speakers import Speaker
from pipeline.runtime import Runtime
from server.audit import audited
from server.auth.caller import client_key
from server.auth.dependencies import KeyHolderDep
from server.carriers.carrier_call import carrier_of, check_agent, vonage_of
from server.carriers.dial_check import check_prefix, take_turn
from server.deps import ADMITTED_REQUEST, StateDep
from server.party_names import OptionalName, party_parameters, said_names
from server.responses import BODY_RESPONSES, error_response
from services.carriers.vonage_legs import VonageLegs
from settings.dial_address import E164, parse_address
from stores.access.audit_action import AuditAction
from transports.control import CarrierControl

router = APIRouter(prefix="/api/calls", tags=["control"])


def _number(text: str) -> str:
    if not E164.fullmatch(text):
        raise ValueError("a phone number in E.164, like +14155550123")
    return text


def _agent(text: str) -> str:
    if text.startswith(("client:", "sip:", "sips:")) and parse_address(text):
        return text
    if not E164.fullmatch(text):
        raise ValueError("a phone number in E.164, like +14155550100, client:NAME or sip:NAME@HOST")
    return text


class Dial(BaseModel):
    """A call to be made: who rings first, and who then."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"agent": "+14155550100", "customer": "+14155550123", "agent_id": "maria"}]
        },
    )

    agent: Annotated[str, Field(max_length=256), AfterValidator(_agent)]
    customer: Annotated[
        str,
        Field(max_length=64, json_schema_extra={"pattern": f"^{E164.pattern}$"}),
        AfterValidator(_number),
    ]
    agent_id: OptionalName = None
    language: OptionalName = None
    playbook: OptionalName = None
    carrier: Annotated[
        Literal["twilio", "vonage"] | None,
        Field(description="Who rings them; default: Twilio, or Vonage where it alone is set."),
    ] = None


class Dialled(BaseModel):
    """The call that is being made."""

    call_id: str = Field(examples=["CA0123456789"])


@router.post(
    "",
    status_code=201,
    responses=BODY_RESPONSES
    | error_response(409, "The carrier can't be told anything.")
    | error_response(502, "The carrier refused, or does not answer."),
    dependencies=[ADMITTED_REQUEST],
)
async def dial(wanted: Dial, request: Request, state: StateDep, caller: KeyHolderDep) -> Dialled:
    """Ring the agent, and when they answer, the customer; the call is coached from then on.

    An agent's key makes calls of that agent alone. At most 10 a minute of each key.
    """
    runtime = state.runtime
    said = said_names(agent_id=wanted.agent_id, language=wanted.language, playbook=wanted.playbook)
    check_agent(caller, said)
    carrier = _carrier(runtime, wanted.carrier)
    for number in (wanted.agent, wanted.customer):
        check_prefix(number, runtime.settings.dial_prefixes)
    parameters = await party_parameters(runtime, "", caller, said)
    runtime.calls.admission.check_room()
    await take_turn(state.dials, client_key(request, caller), runtime.clock.monotonic())
    by = {DIALLED_BY: caller.name} if caller.name else {}
    parameters |= {INBOUND_ROLE: Speaker.AGENT.value} | by
    call_id = await carrier.dial(wanted.agent, wanted.customer, parameters)
    await audited(runtime, caller, AuditAction.DIAL, call_id)
    return Dialled(call_id=call_id)


def _carrier(runtime: Runtime, name: str | None) -> CarrierControl | VonageLegs:
    is_vonage = name == "vonage" or (name is None and runtime.carrier is None and runtime.vonage)
    return vonage_of(runtime) if is_vonage else carrier_of(runtime)

"""Attach and detach: a coach for a call that runs in somebody else's application, and its end."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from conversation.errors import ErrorCode
from conversation.events.call_parameters import (
    INBOUND_ROLE,
)
from conversation.events.event import EventType
from conversation.speech.speakers import Speaker
from pipeline.call_return import CallOverError, check_return
from pipeline.call_start import NO_ACCOUNT, Call
from pipeline.runtime import Runtime
from server.audit import audited
from server.auth.dependencies import CallDep, KeyHolderDep, require_own_call
from server.carriers.carrier_call import carrier_of, check_agent, is_vonages, vonage_of
from server.carriers.names import CARRIER_NAMES
from server.deps import ADMITTED_REQUEST, CallId, RuntimeDep
from server.errors import ApiError
from server.party_names import OptionalName, party_parameters, said_names
from server.responses import BODY_RESPONSES, CALL_NOT_FOUND, error_response
from services.carriers.providers import CARRIERS as CONTROLS
from stores.access.audit_action import AuditAction
from stores.log.records import CallRecord
from transports.control import CarrierControl
from transports.streams.start import is_made
from transports.vonage.listening_leg import CONVERSATION

router = APIRouter(prefix="/api/calls", tags=["control"])

_VONAGE = "vonage"
_UNABLE = frozenset(CARRIER_NAMES) - {_VONAGE, *(row.name for row in CONTROLS)}
_CARRIER = error_response(502, "The carrier refused, or does not answer.")


class Attach(BaseModel):
    """A call to be attached to: what is said of it, where anything is."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"agent_id": "maria", "inbound_role": "customer"}]},
    )

    agent_id: OptionalName = None
    inbound_role: Annotated[
        Speaker | None, Field(description="On the inbound track; default: `INBOUND_ROLE`.")
    ] = None
    language: OptionalName = None
    playbook: OptionalName = None
    customer_name: OptionalName = None
    agent_name: OptionalName = None
    conversation: Annotated[
        OptionalName, Field(description="At Vonage: the name of the one in which the people are.")
    ] = None
    other_leg: Annotated[
        CallId | None,
        Field(description="At Vonage: the uuid of the other one's leg; default: who is beside."),
    ] = None

    def parameters(self) -> dict[str, str | None]:
        """The same by the names of stream parameters."""
        names = said_names(
            agent_id=self.agent_id,
            customer_name=self.customer_name,
            agent_name=self.agent_name,
            language=self.language,
            playbook=self.playbook,
        )
        role = self.inbound_role and self.inbound_role.value
        return names | {INBOUND_ROLE: role, CONVERSATION: self.conversation}


_NOTHING_SAID = Attach()


class Attached(BaseModel):
    """The stream that was asked for."""

    call_id: str = Field(examples=["CA0123456789"])
    stream_id: str = Field(examples=["MZ0123456789"])


@router.post(
    "/{call_id}/attach",
    status_code=201,
    responses=BODY_RESPONSES
    | error_response(404, "The carrier knows no such call.")
    | error_response(409, "The call is heard already, or is over.")
    | _CARRIER,
    dependencies=[Depends(require_own_call), ADMITTED_REQUEST],
)
async def attach(
    call_id: CallId, runtime: RuntimeDep, caller: KeyHolderDep, wanted: Attach = _NOTHING_SAID
) -> Attached:
    """Have the carrier fork a call that runs; nothing changes in the application that runs it.

    An agent's key attaches calls of that agent alone.
    """
    at_vonage = vonage_of(runtime) if is_vonages(call_id) else None
    account = NO_ACCOUNT if at_vonage else carrier_of(runtime).account
    said = wanted.parameters()
    check_agent(caller, said)
    parameters = await party_parameters(runtime, call_id, caller, said)
    call = Call(call_id, _VONAGE if at_vonage else "twilio", parameters, account)
    known = await _check_free(runtime, call)
    runtime.calls.admission.check_room()
    if at_vonage:
        _check_conversation(parameters, known)
        stream_id = await at_vonage.attach(call_id, parameters, wanted.other_leg)
    else:
        stream_id = await carrier_of(runtime).attach(call_id, parameters)
    await audited(runtime, caller, AuditAction.ATTACH, call_id)
    return Attached(call_id=call_id, stream_id=stream_id)


def _check_conversation(parameters: Mapping[str, str], known: CallRecord | None) -> None:
    """Return if it is known in which conversation of Vonage's the people are."""
    if CONVERSATION not in parameters and (known is None or known.source != _VONAGE):
        raise ApiError(
            409,
            ErrorCode.CARRIER_UNABLE,
            "Vonage lets nobody listen to people who are in no named conversation: say its name"
            " as conversation.",
        )


async def _check_free(runtime: Runtime, call: Call) -> CallRecord | None:
    """The call's record, if it may be attached to; None for a call that is not known here."""
    record = await runtime.log.call(call.call_id)
    if call.call_id in runtime.calls or (record and record.ended_at is None):
        raise ApiError(
            409, ErrorCode.CALL_RUNNING, f"The call {call.call_id} is already being heard."
        )
    try:
        await check_return(runtime, call)
    except CallOverError as error:
        raise ApiError(409, error.code, f"Not attached: {error.message}.") from None
    return record


@router.post(
    "/{call_id}/detach",
    status_code=204,
    responses=CALL_NOT_FOUND | error_response(409, "The call is not being heard.") | _CARRIER,
)
async def detach(record: CallDep, runtime: RuntimeDep, caller: KeyHolderDep) -> None:
    """End the fork of a call, and its log with the reason `detached`; the call itself goes on.

    At Vonage, its sockets are closed, and with them the two legs that listen.
    """
    carrier = _carrier_of(runtime, record)
    is_away = runtime.forks is not None and runtime.forks.give_up(record.call_id)
    stream_id = await _stream_of(runtime, record)
    may_be_heard = stream_id is not None if carrier else record.ended_at is None
    is_heard = may_be_heard and await runtime.calls.detach(record.call_id)
    if not is_heard and not is_away:
        raise ApiError(
            409, ErrorCode.CALL_NOT_RUNNING, f"No stream of {record.call_id} is being heard."
        )
    await audited(runtime, caller, AuditAction.DETACH, record.call_id)
    if carrier and stream_id and not is_made(stream_id):
        await carrier.detach(record.call_id, stream_id)


def _carrier_of(runtime: Runtime, record: CallRecord) -> CarrierControl | None:
    """What stops a call's stream; None at Vonage, where nothing has to be asked."""
    if record.source == _VONAGE:
        return None
    if record.source in _UNABLE:
        raise ApiError(
            409,
            ErrorCode.CARRIER_UNABLE,
            f"{record.source} knows no end of a stream but the call's.",
        )
    return carrier_of(runtime)


async def _stream_of(runtime: Runtime, record: CallRecord) -> str | None:
    """The carrier's id of the stream that is heard; None where there is none."""
    if record.ended_at:
        return None
    told = await runtime.log.last_of(record.call_id, [EventType.CALL_STARTED])
    return told.get(EventType.CALL_STARTED, {}).get("stream")

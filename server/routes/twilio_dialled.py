"""Twilio webhooks of calls that go out: how one goes on, and what the customer hears first."""

from fastapi import APIRouter, Request, Response
from loguru import logger

from conversation.events.call_parameters import AGENT_ID
from conversation.speech.speakers import Speaker
from server.carriers.twilio_forms import (
    REFUSED,
    SignedForm,
    fork_answer,
    notice_of,
    twiml_answer,
)
from server.carriers.webhook_form import XML
from server.deps import RuntimeDep
from settings.dial_address import DialAddress, DialKind
from transports.dial_ticket import tickets_of
from transports.twilio.addresses import TICKET
from transports.twilio.dialing import Dialling
from transports.twilio.twiml import nobody, noticed, silence

router = APIRouter(prefix="/twilio", tags=["twilio"])


@router.post("/dialled", responses=REFUSED | XML, response_class=Response)
async def dialled(request: Request, form: SignedForm, runtime: RuntimeDep) -> Response:
    """TwiML of a call of `POST /api/calls`: forks the agent's leg, then rings the customer."""
    sealed = request.query_params.get(TICKET, "")
    ticket = tickets_of(runtime.settings).open(sealed, runtime.clock.now())
    if ticket is None:
        logger.error("a dialled call is none of ours, or was answered too late")
        return twiml_answer(nobody())
    call = Dialling(
        inbound=Speaker.AGENT,
        agent=ticket.parameters.get(AGENT_ID, ""),
        callee=DialAddress(DialKind.NUMBER, ticket.customer),
        caller_id=runtime.settings.twilio_caller_id,
    )
    return fork_answer(request, form, call, ticket.parameters)


@router.post("/notice", responses=REFUSED | XML, response_class=Response)
async def notice(request: Request, form: SignedForm) -> Response:
    """TwiML that the called customer hears before they are connected: `TWILIO_CONSENT_NOTICE`."""
    del form  # its signature counts
    told = notice_of(request)
    return twiml_answer(noticed(told) if told else silence())

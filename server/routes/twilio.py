"""Twilio webhooks: the TwiML of a call, and its status callbacks."""

import re
from collections.abc import Collection

from fastapi import APIRouter, Request, Response
from loguru import logger

from conversation.events.call_parameters import INBOUND_ROLE, of_agent
from server.app_state import AppState
from server.carriers.call_kind import kind_of
from server.carriers.twilio_forms import REFUSED, SignedForm, fork_answer
from server.carriers.twilio_transfer import follow_transfer
from server.carriers.webhook_form import XML, tell_not_streamed
from server.deps import StateDep
from stores.errors import EventLogError
from transports.twilio.dialing import agent_id_of, dialling
from transports.twilio.numbers import NumberLine

_UNPRINTED = re.compile(r"[^A-Za-z0-9 _.:-]")
_MAX_FIELD = 64
# https://www.twilio.com/docs/voice/api/call-resource#call-status-values
_OVER = {"completed", "busy", "failed", "no-answer", "canceled"}

router = APIRouter(prefix="/twilio", tags=["twilio"])


@router.post("/voice", responses=REFUSED | XML, response_class=Response)
async def voice(request: Request, form: SignedForm, state: StateDep) -> Response:
    """TwiML that forks both tracks of the call to us, then connects the two people.

    A customer calls the Twilio number, and `TWILIO_AGENT_NUMBER` rings; or an agent calls from a
    browser (`client:…`) or a SIP phone, and who they ask for rings. Whose call it is, is the
    agent's identity, or `?agent_id=` in the webhook's address; there too `language=` and
    `playbook=` say of what kind the calls of a number are. Or `TWILIO_NUMBERS` says it of each.
    """
    runtime, settings = state.runtime, state.runtime.settings
    line = runtime.numbers.get(form.get("To", ""), NumberLine())
    call = dialling(
        form,
        agent_number=line.agent or settings.twilio_agent_number,
        caller_id=settings.twilio_caller_id,
        inbound_role=line.inbound_role or settings.inbound_role,
    )
    line = NumberLine() if call.agent else line
    if call.callee is None:
        logger.error(
            "{}: there is nobody to connect the call to",
            "the agent asked for no number" if call.agent else "TWILIO_AGENT_NUMBER is not set",
        )
    elif call.agent and not call.caller_id:
        logger.error(
            "TWILIO_CALLER_ID is not set: Twilio refuses an agent's call without one (13214)"
        )
    names = await _agents(state)
    asked = request.query_params.get("agent_id") or line.agent_id
    said = of_agent(agent_id_of(call.agent, names) or asked) | line.kind()
    said |= {INBOUND_ROLE: call.inbound.value} | kind_of(request, runtime)
    return fork_answer(request, form, call, said, line.notice)


@router.post("/status", status_code=204, responses=REFUSED)
async def status_callback(form: SignedForm, state: StateDep) -> None:
    """Stream and call status callbacks: for the log, and for the agent where a stream failed."""
    runtime = state.runtime
    call_id = _plain(form, "CallSid")
    event = _plain(form, "StreamEvent", "CallStatus")
    error = _plain(form, "StreamError", "ErrorCode")
    if runtime.forks and form.get("CallStatus") in _OVER:
        runtime.forks.over(call_id)
    await follow_transfer(runtime, form, await _agents(state))
    if not error:
        logger.info("call {}: Twilio says {}", call_id or "?", event or "?")
        return
    logger.warning("call {}: Twilio says {} ({})", call_id or "?", event or "?", error)
    detail = f"Twilio could not stream the call's audio ({error})."
    await tell_not_streamed(runtime, call_id, detail)


def _plain(form: dict[str, str], *names: str) -> str:
    """The first of these fields that says something, fit for one line of a log."""
    value = next((form[name] for name in names if form.get(name)), "")
    return _UNPRINTED.sub("?", value[:_MAX_FIELD])


async def _agents(state: AppState) -> Collection[str]:
    """Who may have calls; of the keys alone where the log does not say who is signed in."""
    try:
        return await state.authenticator.agent_names()
    except EventLogError as error:
        logger.error("who is signed in can't be read: {}", error)
        return state.authenticator.key_names

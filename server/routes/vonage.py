"""Vonage webhooks: the NCCO of a call, and what becomes of its legs.

    Vonage                       here
    answer: who calls     ────▶  the agent is rung; the NCCO lets the caller into a conversation
    dialled: the agent    ────▶  the customer is rung; the NCCO lets the agent into a conversation
    event: transfer       ────▶  the other has entered it too: each is listened to by a leg of ours
    event: disconnected   ────▶  a leg of ours dropped: it is asked for again
    event: completed      ────▶  the call is over

Nothing of it hangs up, transfers or speaks. Where the other can't be rung so, the NCCO connects
them, and the call is not heard.
"""

from collections.abc import Awaitable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from loguru import logger

from conversation.events.call_parameters import for_address, of_agent
from conversation.speech.speakers import Speaker
from pipeline.call_hold import goes_on
from pipeline.runtime import Runtime
from server.app_state import AppState
from server.carriers.call_kind import kind_of
from server.carriers.vonage_webhook import SignedWebhook, is_new
from server.carriers.webhook_form import tell_not_streamed
from server.deps import RuntimeDep, StateDep
from server.responses import BODY_RESPONSES, error_response
from services.carriers.vonage_legs import TICKET
from stores.errors import EventLogError
from transports.control import CarrierError
from transports.streams.parameters import bounded
from transports.streams.start import usable_id
from transports.vonage import ncco
from transports.vonage.listening_leg import LISTENER, ListeningLeg

router = APIRouter(prefix="/vonage", tags=["vonage"])
_REFUSED = error_response(403, "The signature is not Vonage's.") | BODY_RESPONSES
# https://developer.vonage.com/en/voice/voice-api/webhook-reference
_FAILED = {"busy", "cancelled", "unanswered", "disconnected", "rejected", "failed", "timeout"}
_KINDS = (*Speaker, LISTENER)
_NOT_STREAMED = "Vonage could not stream the call's audio."


@router.post("/answer", responses=_REFUSED)
async def answer(
    request: Request, said: SignedWebhook, runtime: RuntimeDep, state: StateDep
) -> list[dict[str, Any]]:
    """NCCO that lets who calls into a conversation, for which `VONAGE_AGENT_NUMBER` rings.

    Whose call it is, is `?agent_id=` in the webhook's address; there too `language=` and
    `playbook=` say of what kind the calls of a number are.
    """
    settings, call_id = runtime.settings, usable_id(said.get("uuid"))
    agent = settings.vonage_agent_number
    if agent is None:
        logger.error("VONAGE_AGENT_NUMBER is not set: there is nobody to connect the call to")
        return ncco.nobody()
    asked = of_agent(request.query_params.get("agent_id")) | kind_of(request, runtime)
    return await _entered(state, call_id, Speaker.AGENT, agent, bounded(asked))


@router.post("/dialled", responses=_REFUSED)
async def dialled(
    request: Request, said: SignedWebhook, runtime: RuntimeDep, state: StateDep
) -> list[dict[str, Any]]:
    """NCCO of the agent of a call of `POST /api/calls`, who has answered: the customer is rung."""
    sealed = request.query_params.get(TICKET, "")
    vonage, now = runtime.vonage, runtime.clock.now()
    ticket = vonage.tickets.open(sealed, now) if vonage else None
    if ticket is None:
        logger.error("a dialled call is none of ours, or was answered too late")
        return ncco.nobody()
    call_id = usable_id(said.get("uuid"))
    return await _entered(state, call_id, Speaker.CUSTOMER, ticket.customer, ticket.parameters)


async def _entered(
    state: AppState,
    call_id: str | None,
    party: Speaker,
    number: str,
    parameters: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Ring the other one; the NCCO by which who is there waits for them, or is connected."""
    settings = state.runtime.settings
    if call_id:
        ring = partial(_is_rung, state.runtime, call_id, party, number, parameters)
        if await state.rung.ring(call_id, ring):
            return ncco.caller_enters(call_id, settings.vonage_hold_music_url)
    return ncco.connected(number, settings.vonage_number)


async def _is_rung(
    runtime: Runtime, call_id: str, party: Speaker, number: str, parameters: Mapping[str, str]
) -> bool:
    """Ring the other one; False, which is logged, where the call has to go on unheard."""
    if runtime.vonage is None:
        logger.error("Vonage: calls are not heard: set VONAGE_APPLICATION_ID and PUBLIC_URL")
        return False
    try:
        await runtime.vonage.ring(call_id, party, number, parameters)
    except CarrierError as error:
        logger.error("call {}: is not heard: {}", call_id, error)
        return False
    return True


@router.post("/event", status_code=204, responses=_REFUSED)
async def event(
    request: Request, said: SignedWebhook, runtime: RuntimeDep, state: StateDep
) -> None:
    """Events of legs: when to listen, what failed, and that a call is over; each counts once."""
    if not await is_new(request):
        return
    asked, leg = request.query_params, usable_id(said.get("uuid"))
    call_id, status = usable_id(asked.get("call_id")), str(said.get("status"))
    if status == "completed" and asked.get("leg") != LISTENER:
        state.paired.over(call_id or leg or "")  # the caller's own leg names the call
    kind = asked.get("leg", "")
    if status in _FAILED and kind in _KINDS:
        logger.warning("call {}: Vonage says {} of its {}", call_id or leg, status, kind)
        if call_id and kind == LISTENER:
            await _hear_again(request, runtime, call_id)
    elif said.get("type") == "transfer" and leg and call_id and kind in tuple(Speaker):
        party = Speaker(kind)
        legs = {party: leg, party.other: call_id}
        if runtime.vonage:
            heard = runtime.vonage.listen(call_id, legs, bounded(for_address(asked)))
            await _told_if_not(heard, runtime, call_id)


async def _hear_again(request: Request, runtime: Runtime, call_id: str) -> None:
    """Ask for a listening leg again that has dropped, or did not come, while its call goes on."""
    record = None
    with suppress(EventLogError):  # it is asked for all the same
        record = await runtime.log.call(call_id)
    if record and not goes_on(record):
        return
    asked = request.query_params
    dropped = ListeningLeg.of(asked)
    leg = dropped and dropped.next(round(runtime.clock.now().timestamp()))
    if leg is None or runtime.vonage is None:
        await tell_not_streamed(runtime, call_id, _NOT_STREAMED)
        return
    parameters = (record and record.parameters) or bounded(for_address(asked))
    await _told_if_not(runtime.vonage.hear(leg, parameters), runtime, call_id)


async def _told_if_not(heard: Awaitable[str], runtime: Runtime, call_id: str) -> None:
    """Tell the agent where Vonage refuses a leg that was to hear them."""
    try:
        await heard
    except CarrierError as error:
        logger.error("call {}: is not heard whole: {}", call_id, error)
        await tell_not_streamed(runtime, call_id, _NOT_STREAMED)

"""Vonage webhooks: the NCCO of a call, and what becomes of its legs.

    Vonage                       here
    answer: who calls     ────▶  the agent is rung; the NCCO lets the caller into a conversation
    event: transfer       ────▶  the agent has entered it too: each is listened to by a leg of ours
    event: completed      ────▶  the call is over

Nothing of it hangs up, transfers or speaks. Where the agent can't be rung so, the NCCO connects
them, and the call is not heard.
"""

from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from loguru import logger

from conversation.events.call_parameters import AGENT_ID, CONSENT, LANGUAGE, PLAYBOOK, of_agent
from conversation.speech.speakers import Speaker
from pipeline.runtime import Runtime
from server.call_kind import kind_of
from server.deps import RuntimeDep, StateDep
from server.responses import BODY_RESPONSES, error_response
from server.vonage_webhook import SignedWebhook
from server.webhook_form import tell_not_streamed
from transports.control import CarrierError
from transports.streams.parameters import bounded
from transports.streams.start import usable_id
from transports.vonage import ncco

router = APIRouter(prefix="/vonage", tags=["vonage"])
_REFUSED = error_response(403, "The signature is not Vonage's.") | BODY_RESPONSES
# https://developer.vonage.com/en/voice/voice-api/webhook-reference
_FAILED = {"busy", "cancelled", "unanswered", "disconnected", "rejected", "failed", "timeout"}


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
    if call_id:
        ring = partial(_is_rung, runtime, call_id, agent, bounded(asked))
        if await state.rung.ring(call_id, ring):
            return ncco.caller_enters(call_id, settings.vonage_hold_music_url)
    return ncco.connected(agent, settings.vonage_number)


async def _is_rung(runtime: Runtime, call_id: str, agent: str, parameters: dict[str, str]) -> bool:
    """Ring the agent; False, which is logged, where the call has to go on unheard."""
    if runtime.vonage is None:
        logger.error("Vonage: calls are not heard: set VONAGE_APPLICATION_ID and PUBLIC_URL")
        return False
    try:
        await runtime.vonage.ring(call_id, agent, parameters)
    except CarrierError as error:
        logger.error("call {}: is not heard: {}", call_id, error)
        return False
    return True


@router.post("/event", status_code=204, responses=_REFUSED)
async def event(
    request: Request, said: SignedWebhook, runtime: RuntimeDep, state: StateDep
) -> None:
    """Events of legs: when to listen, what failed, and that a call is over."""
    asked, leg = request.query_params, usable_id(said.get("uuid"))
    call_id, status = usable_id(asked.get("call_id")), said.get("status")
    if status == "completed" and asked.get("leg") != "listener":
        state.paired.over(call_id or leg or "")  # the caller's own leg names the call
    if call_id is None:
        return
    if status in _FAILED:
        logger.warning("call {}: Vonage says {} of its {}", call_id, status, _kind(request))
        if asked.get("leg") == "listener":
            await tell_not_streamed(runtime, call_id, "Vonage could not stream the call's audio.")
    elif said.get("type") == "transfer" and leg and asked.get("leg") == "agent":
        names = (AGENT_ID, LANGUAGE, PLAYBOOK, CONSENT)
        parameters = bounded({name: asked[name] for name in names if name in asked})
        legs = {Speaker.CUSTOMER: call_id, Speaker.AGENT: leg}
        await _listen(runtime, call_id, legs, parameters)


async def _listen(
    runtime: Runtime, call_id: str, legs: dict[Speaker, str], parameters: dict[str, str]
) -> None:
    if runtime.vonage is None:
        return
    try:
        await runtime.vonage.listen(call_id, legs, parameters)
    except CarrierError as error:
        logger.error("call {}: is not heard whole: {}", call_id, error)
        await tell_not_streamed(runtime, call_id, "Vonage could not stream the call's audio.")


def _kind(request: Request) -> str:
    return "listener" if request.query_params.get("leg") == "listener" else "agent"

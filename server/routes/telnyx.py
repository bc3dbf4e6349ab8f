"""Telnyx webhooks: the TeXML of a call, and how its stream is."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from loguru import logger

from conversation.errors import ErrorCode
from conversation.events.call_parameters import INBOUND_ROLE, of_agent
from pipeline.runtime import Runtime
from server.carriers.call_kind import kind_of
from server.carriers.telnyx import Telnyx, tokens_of, webhook_refusal_of
from server.carriers.twilio_signature import public_url
from server.carriers.webhook_form import XML, read_form, tell_not_streamed
from server.deps import RuntimeDep
from server.errors import ApiError
from server.responses import BODY_TOO_LARGE, error_response
from transports.streams.addresses import socket_address
from transports.streams.parameters import bounded
from transports.streams.start import usable_id
from transports.telnyx.texml import forked_call

router = APIRouter(prefix="/telnyx", tags=["telnyx"])


async def _form(request: Request) -> dict[str, str]:
    """The webhook's form, if Telnyx signed it."""
    if refusal := webhook_refusal_of(request, await request.body()):
        raise ApiError(403, ErrorCode.WRONG_SIGNATURE, refusal)
    return await read_form(request, "TeXML's")


SignedForm = Annotated[dict[str, str], Depends(_form)]
_REFUSED = error_response(403, "The signature is not Telnyx's.") | BODY_TOO_LARGE


@router.post("/voice", responses=_REFUSED | XML, response_class=Response)
async def voice(request: Request, form: SignedForm, runtime: RuntimeDep) -> Response:
    """TeXML that forks both tracks of the call to us, then rings `TELNYX_AGENT_NUMBER`.

    Whose call it is, is `?agent_id=` in the webhook's address; there too `language=` and
    `playbook=` say of what kind the calls of a number are.
    """
    settings = runtime.settings
    if settings.telnyx_agent_number is None:
        logger.error("TELNYX_AGENT_NUMBER is not set: there is nobody to connect the call to")
    said = {INBOUND_ROLE: settings.inbound_role.value}
    said |= of_agent(request.query_params.get("agent_id")) | kind_of(request, runtime)
    address = public_url(request)
    texml = forked_call(
        settings.telnyx_agent_number,
        media_url=_media_url(request, runtime, usable_id(form.get("CallSid"))),
        status_url=f"{address}/telnyx/status",
        parameters=bounded(said),
    )
    return Response(texml, media_type="application/xml")


def _media_url(request: Request, runtime: Runtime, call_id: str | None) -> str | None:
    """The address of the call's stream; without a usable id nothing is forked."""
    if call_id is None:
        logger.error("Telnyx: a call without a usable CallSid is not heard")
        return None
    url = socket_address(public_url(request), Telnyx.path)
    tokens = tokens_of(runtime.settings)
    return f"{url}?{tokens.query(call_id, runtime.clock.now())}" if tokens else url


@router.post("/status", status_code=204, responses=_REFUSED)
async def status_callback(form: SignedForm, runtime: RuntimeDep) -> None:
    """Stream status callbacks: the agent is told where the stream has failed."""
    call_id, event = usable_id(form.get("CallSid")), form.get("StreamEvent")
    if event != "stream-failed" or call_id is None:
        return
    logger.warning("call {}: Telnyx says that its stream has failed", call_id)
    await tell_not_streamed(runtime, call_id, "Telnyx could not stream the call's audio.")

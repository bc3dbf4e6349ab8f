"""Twilio webhooks: the TwiML of a call, and its status callbacks."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from loguru import logger
from twilio.twiml.voice_response import Dial, Start, Stream, VoiceResponse

from conversation.errors import ErrorCode
from conversation.events.payloads import Component, State, Status
from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker
from server.deps import RuntimeDep
from server.errors import ApiError
from server.responses import BODY_TOO_LARGE, Responses, error_response
from server.twilio_signature import media_url, public_url, signed

_UNPRINTED = re.compile(r"[^A-Za-z0-9 _.:-]")
_MAX_FIELD = 64

router = APIRouter(prefix="/twilio", tags=["twilio"])


async def _form(request: Request) -> dict[str, str]:
    """The webhook's form, if Twilio signed it."""
    form = {key: str(value) for key, value in (await request.form()).items()}
    url = public_url(request) + request.url.path
    if request.url.query:
        url += f"?{request.url.query}"
    if not signed(request, url, form):
        logger.warning("{}: refused a request with a wrong signature", request.url.path)
        raise ApiError(
            403,
            ErrorCode.WRONG_SIGNATURE,
            "X-Twilio-Signature does not fit; PUBLIC_URL must be the address that Twilio calls.",
        )
    return form


SignedForm = Annotated[dict[str, str], Depends(_form)]
_REFUSED = error_response(403, "The signature is not Twilio's.") | BODY_TOO_LARGE
_TWIML: Responses = {200: {"content": {"application/xml": {"schema": {"type": "string"}}}}}


@router.post("/voice", responses=_REFUSED | _TWIML, response_class=Response)
async def voice(request: Request, form: SignedForm, runtime: RuntimeDep) -> Response:
    """TwiML that forks both tracks of the call to us, then connects the two people.

    The customer calls the Twilio number and `TWILIO_AGENT_NUMBER` rings; or an agent's browser
    (`client:…`) calls, and the number it asks for rings. Whose call it is, is the browser's name,
    or `?agent_id=` in the webhook's address.
    """
    caller = form.get("From", "")
    from_browser = caller.startswith("client:")
    agent_id = (
        caller.removeprefix("client:") if from_browser else request.query_params.get("agent_id")
    )
    inbound = Speaker.AGENT if from_browser else runtime.settings.inbound_role
    number = form.get("To") if from_browser else runtime.settings.twilio_agent_number
    response = VoiceResponse()
    start = Start()
    stream = Stream(
        name="call-shadow",
        url=media_url(request),
        track="both_tracks",
        status_callback=f"{public_url(request)}/twilio/status",
        status_callback_method="POST",
    )
    stream.parameter(name="inbound_role", value=inbound.value)
    if agent_id:
        stream.parameter(name="agent_id", value=agent_id)
    start.append(stream)
    response.append(start)
    if number:
        dial = Dial(answer_on_bridge=True)
        dial.number(number)
        response.append(dial)
    else:
        logger.error("TWILIO_AGENT_NUMBER is not set: there is nobody to connect the call to")
        response.say("This line is not connected to an agent yet. Goodbye.")
    return Response(str(response), media_type="application/xml")


@router.post("/status", status_code=204, responses=_REFUSED)
async def status_callback(form: SignedForm, runtime: RuntimeDep) -> None:
    """Stream and call status callbacks: for the log, and for the agent where a stream failed."""
    call_id = _plain(form, "CallSid")
    event = _plain(form, "StreamEvent", "CallStatus")
    error = _plain(form, "StreamError", "ErrorCode")
    if not error:
        logger.info("call {}: Twilio says {}", call_id or "?", event or "?")
        return
    logger.warning("call {}: Twilio says {} ({})", call_id or "?", event or "?", error)
    if runtime.hears(call_id):
        detail = f"Twilio could not stream the call's audio ({error})."
        status = Status(Component.AUDIO, State.DOWN, StatusCode.AUDIO_NOT_STREAMED, detail)
        await runtime.events.publish(call_id, status)


def _plain(form: dict[str, str], *names: str) -> str:
    """The first of these fields that says something, fit for one line of a log."""
    value = next((form[name] for name in names if form.get(name)), "")
    return _UNPRINTED.sub("?", value[:_MAX_FIELD])

"""Twilio's webhooks, and the signature that guards them and the media socket."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from loguru import logger
from starlette.requests import HTTPConnection
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Dial, Start, Stream, VoiceResponse

from conversation.events.payloads import Component, State, Status
from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker
from server.deps import RuntimeDep, runtime_of
from server.errors import BAD_BODY, ApiError, ErrorBody, Responses

_UNPRINTED = re.compile(r"[^A-Za-z0-9 _.:-]")
_MAX_FIELD = 64

router = APIRouter(prefix="/twilio", tags=["twilio"])


def public_url(connection: HTTPConnection) -> str:
    """The address that Twilio sees, without a path; what it signs is built from this."""
    known = runtime_of(connection).settings.public_url
    if known:
        return known.rstrip("/")
    scheme = "https" if connection.url.scheme in ("https", "wss") else "http"
    return f"{scheme}://{connection.url.netloc}"


def media_url(connection: HTTPConnection) -> str:
    """The address of the media socket, as the TwiML names it and Twilio signs it."""
    return media_address(public_url(connection))


def media_address(public: str) -> str:
    """The address of the media socket of the server that is seen at `public`."""
    scheme, rest = public.rstrip("/").split("://", 1)
    return f"{'wss' if scheme == 'https' else 'ws'}://{rest}/twilio/media"


def signed(connection: HTTPConnection, url: str, form: dict[str, str]) -> bool:
    """Whether the request comes from Twilio, or nobody asks.

    Twilio signs the exact address and the form's fields
    (https://www.twilio.com/docs/usage/security#validating-requests); the WebSocket's handshake
    carries the signature too, over its `wss://` address.
    """
    settings = runtime_of(connection).settings
    if not settings.validates_signature:
        return True
    token = settings.twilio_auth_token.get_secret_value() if settings.twilio_auth_token else ""
    signature = connection.headers.get("x-twilio-signature", "")
    return RequestValidator(token).validate(url, form, signature)


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
            "wrong_signature",
            "X-Twilio-Signature does not fit; PUBLIC_URL must be the address that Twilio calls.",
        )
    return form


SignedForm = Annotated[dict[str, str], Depends(_form)]
_REFUSED: Responses = {
    403: {"model": ErrorBody, "description": "The signature is not Twilio's."},
    413: BAD_BODY[413],
}
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

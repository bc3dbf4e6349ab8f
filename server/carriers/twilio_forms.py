"""Twilio webhook forms: read where Twilio signed them, and answered with TwiML."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request, Response

from conversation.errors import ErrorCode
from conversation.events.call_parameters import LANGUAGE
from server.carriers.twilio_signature import media_url, public_url, refusal_of
from server.carriers.webhook_form import read_form
from server.deps import runtime_of
from server.errors import ApiError
from server.responses import BODY_TOO_LARGE, error_response
from settings.languages import AUTO, default_of
from transports.streams.parameters import bounded
from transports.twilio.addresses import NOTICE_PATH, STATUS_PATH
from transports.twilio.dialing import Dialling
from transports.twilio.stream_mark import MARK, marks_of
from transports.twilio.twiml import Notice, forked_call


async def _form(request: Request) -> dict[str, str]:
    """The webhook's form, if Twilio signed it."""
    form = await read_form(request, "Twilio's")
    url = public_url(request) + request.url.path
    if request.url.query:
        url += f"?{request.url.query}"
    if refusal := refusal_of(request, url, form):
        raise ApiError(403, ErrorCode.WRONG_SIGNATURE, refusal)
    return form


SignedForm = Annotated[dict[str, str], Depends(_form)]
REFUSED = error_response(403, "The signature is not Twilio's.") | BODY_TOO_LARGE


def fork_answer(
    request: Request,
    form: Mapping[str, str],
    call: Dialling,
    parameters: Mapping[str, str],
    notice: str | None = None,
) -> Response:
    """The TwiML that forks a call with signed parameters, and connects it.

    Args:
        request: The webhook's.
        form: Its form.
        call: Who rings.
        parameters: What the stream says of the call.
        notice: What the customer hears first; default: `TWILIO_CONSENT_NOTICE`.
    """
    runtime = runtime_of(request)
    said = bounded(parameters)
    if (marks := marks_of(runtime.settings)) and (call_id := form.get("CallSid")):
        said[MARK] = marks.make(call_id, said, runtime.clock.now())
    twiml = forked_call(
        call,
        media_url=media_url(request),
        status_url=f"{public_url(request)}{STATUS_PATH}",
        parameters=said,
        notice=notice_of(request, notice, parameters.get(LANGUAGE)),
    )
    return twiml_answer(twiml)


def notice_of(request: Request, own: str | None = None, said: str | None = None) -> Notice | None:
    """The notice of a call, in its language or that of most calls; None where there is none."""
    settings = runtime_of(request).settings
    text = own or settings.twilio_consent_notice
    language = said if said and said != AUTO else default_of(settings.coach_language)
    return Notice(text, f"{public_url(request)}{NOTICE_PATH}", language) if text else None


def twiml_answer(twiml: str) -> Response:
    """TwiML as an HTTP answer."""
    return Response(twiml, media_type="application/xml")

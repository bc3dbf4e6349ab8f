"""Uploads: a recording, stereo or a file a party, becomes a call that is heard as a live one is."""

from contextlib import ExitStack
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, UploadFile
from loguru import logger
from pydantic import BaseModel, Field

from conversation.errors import ErrorCode
from conversation.events.call_parameters import (
    SaidConsent,
)
from conversation.speech.speakers import Speaker
from pipeline.admission import NotAdmittedError
from pipeline.call import run_call
from pipeline.call_registry import CallBusyError
from pipeline.call_return import CallOverError, check_return
from pipeline.call_start import Call
from pipeline.runtime import Runtime
from server.auth.dependencies import KeyHolderDep, require_own_call
from server.deps import CallId, RuntimeDep, StateDep
from server.errors import ApiError
from server.intake.recording_intake import read_recording
from server.party_names import MAX_NAME, NAME, party_parameters, said_names
from server.responses import BODY_RESPONSES, error_response
from services.stt.providers import stt_source
from transports.recording.recording import Recording
from transports.recording.source import RecordingSource

router = APIRouter(prefix="/api/calls", tags=["text"])

_UPLOAD_RESPONSES = (
    BODY_RESPONSES
    | error_response(409, "The call is already being heard, or ended minutes ago.")
    | error_response(413, "A file is too large.")
    | error_response(429, "Your last upload is still being read; `Retry-After`.")
    | error_response(415, "A file is not a readable sound file.")
    | error_response(503, "Nothing here transcribes speech, no event log, or too many uploads.")
)


class Accepted(BaseModel):
    """The call is being heard; follow its events."""

    call_id: str
    duration_ms: int = Field(description="It takes as long as it was spoken.")
    events: str = Field(examples=["/api/calls/upload-1/events"])
    live: str = Field(examples=["/api/calls/upload-1/live"])


_OneParty = Annotated[UploadFile | None, File(description="What they said: one channel.")]
_BothParties = Annotated[UploadFile | None, File(description="Both, in place of the two: stereo.")]
_InboundRole = Annotated[
    Speaker,
    Form(
        description="Who is on the left channel of `recording`; in Twilio's dual-channel recordings"
        " that is the leg on which the call came in."
    ),
]
_AgentId = Annotated[
    str | None, Form(max_length=MAX_NAME, pattern=NAME, description="Whose call it is.")
]
_Name = Annotated[
    str | None,
    Form(max_length=MAX_NAME, pattern=NAME, description="What the console calls them."),
]
_Language = Annotated[
    str | None, Form(max_length=MAX_NAME, pattern=NAME, description="Like `fr`, or `auto`.")
]
_Playbook = Annotated[
    str | None, Form(max_length=MAX_NAME, pattern=NAME, description="By which it is coached.")
]


async def _parameters(
    call_id: CallId,
    runtime: RuntimeDep,
    caller: KeyHolderDep,
    *,
    agent_id: _AgentId = None,
    customer_name: _Name = None,
    agent_name: _Name = None,
    language: _Language = None,
    playbook: _Playbook = None,
    consent: Annotated[SaidConsent, Form(description="The customer's.")] = None,
) -> dict[str, str]:
    said = said_names(
        agent_id=agent_id,
        customer_name=customer_name,
        agent_name=agent_name,
        language=language,
        playbook=playbook,
        consent=consent,
    )
    return await party_parameters(runtime, call_id, caller, said)


@router.post(
    "/{call_id}/audio",
    status_code=202,
    responses=_UPLOAD_RESPONSES,
    dependencies=[Depends(require_own_call)],
)
async def upload_audio(
    call_id: CallId,
    *,
    state: StateDep,
    parameters: Annotated[dict[str, str], Depends(_parameters)],
    customer: _OneParty = None,
    agent: _OneParty = None,
    recording: _BothParties = None,
    inbound_role: _InboundRole = Speaker.CUSTOMER,
) -> Accepted:
    """Hear a recorded call, in any encoding and rate that libsndfile reads.

    Either two files of one channel, `customer` and `agent`, which begin at the same moment, or one
    stereo file, `recording`.
    """
    runtime, background = state.runtime, state.background
    if not stt_source(runtime.settings, None).working:
        raise ApiError(
            503,
            ErrorCode.NO_SPEECH_RECOGNITION,
            "No speech recognition is configured: DEEPGRAM_API_KEY, or another one by STT.",
        )
    work, call = f"upload {call_id}", Call(call_id, "upload", parameters)
    with ExitStack() as held:
        held.enter_context(runtime.calls.admission.admit())
        parties = {Speaker.CUSTOMER: customer, Speaker.AGENT: agent}
        call_audio = await read_recording(parties, recording, inbound_role)
        if call_id in runtime.calls or background.runs(work):
            message = f"The call {call_id} is already being heard."
            raise ApiError(409, ErrorCode.CALL_RUNNING, message)
        await _check_return(runtime, call)
        held.enter_context(state.recordings.hold(call_audio))
        background.start(work, _hear(runtime, call, call_audio, held.pop_all()))
    base = f"/api/calls/{call_id}"
    return Accepted(
        call_id=call_id,
        duration_ms=call_audio.duration_ms,
        events=f"{base}/events",
        live=f"{base}/live",
    )


async def _check_return(runtime: Runtime, call: Call) -> None:
    try:
        await check_return(runtime, call)
    except CallOverError as error:
        raise ApiError(409, error.code, f"Not taken up again: {error}.") from None


async def _hear(runtime: Runtime, call: Call, recording: Recording, held: ExitStack) -> None:
    """Hear a recording for as long as it lasts; the call counts as running until then."""
    with held:
        try:
            await run_call(runtime, call, RecordingSource(recording))
        except (CallBusyError, CallOverError, NotAdmittedError) as error:
            logger.warning("upload: the call {} is not heard: {}", call.call_id, error)

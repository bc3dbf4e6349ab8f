"""Uploads: two recordings, one a party, become a call that is heard as a live one is."""

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, File, UploadFile
from loguru import logger
from pydantic import BaseModel, Field

from conversation.errors import ErrorCode
from conversation.speech.speakers import Speaker
from pipeline.call import Call, run_call
from pipeline.call_registry import CallBusyError
from pipeline.runtime import Runtime
from server.auth.dependencies import KeyHolderDep, require_own_call
from server.deps import CallId, StateDep
from server.errors import ApiError
from server.responses import BODY_RESPONSES, error_response
from services.stt.providers import stt_source
from settings.api_keys import Role
from transports.recording.input import RecordingInput
from transports.recording.recording import Recording, RecordingError, load_tracks

router = APIRouter(prefix="/api/calls", tags=["text"])

MAX_BYTES = 64 * 1024 * 1024
_UPLOAD_RESPONSES = (
    BODY_RESPONSES
    | error_response(409, "The call is already being heard.")
    | error_response(413, "A file is too large.")
    | error_response(415, "A file is not a readable sound file.")
    | error_response(503, "Nothing here transcribes speech, or no event log.")
)


class Accepted(BaseModel):
    """The call is being heard; follow its events."""

    call_id: str
    duration_ms: int = Field(description="It takes as long as it was spoken.")
    events: str = Field(examples=["/api/calls/upload-1/events"])
    live: str = Field(examples=["/api/calls/upload-1/live"])


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
    caller: KeyHolderDep,
    customer: Annotated[UploadFile, File(description="What the customer said, WAV.")],
    agent: Annotated[UploadFile, File(description="What the agent said, WAV.")],
) -> Accepted:
    """Hear a recorded call: two sound files of one channel, which begin at the same moment."""
    runtime, background = state.runtime, state.background
    if not stt_source(runtime.settings, None).working:
        raise ApiError(
            503,
            ErrorCode.NO_SPEECH_RECOGNITION,
            "No speech recognition is configured: DEEPGRAM_API_KEY.",
        )
    files = {Speaker.CUSTOMER: await _bytes(customer), Speaker.AGENT: await _bytes(agent)}
    recording = await asyncio.to_thread(_load, files)
    work = f"upload {call_id}"
    if call_id in runtime.calls or background.runs(work):
        raise ApiError(409, ErrorCode.CALL_RUNNING, f"The call {call_id} is already being heard.")
    parameters = {"agent_id": caller.name} if caller.role is Role.AGENT and caller.name else {}
    background.start(work, _hear(runtime, Call(call_id, "upload", parameters), recording))
    base = f"/api/calls/{call_id}"
    return Accepted(
        call_id=call_id,
        duration_ms=recording.duration_ms,
        events=f"{base}/events",
        live=f"{base}/live",
    )


async def _hear(runtime: Runtime, call: Call, recording: Recording) -> None:
    try:
        await run_call(runtime, call, lambda ears: RecordingInput(recording, front_end=ears))
    except CallBusyError:
        logger.warning("upload: the call {} is already being heard", call.call_id)


async def _bytes(file: UploadFile) -> bytes:
    if file.size and file.size > MAX_BYTES:
        raise ApiError(413, ErrorCode.FILE_TOO_LARGE, f"A file has at most {MAX_BYTES} bytes.")
    return await file.read()


def _load(files: dict[Speaker, bytes]) -> Recording:
    with tempfile.TemporaryDirectory() as folder:
        paths = {speaker: Path(folder) / f"{speaker}.wav" for speaker in files}
        for speaker, content in files.items():
            paths[speaker].write_bytes(content)
        try:
            return load_tracks(paths)
        except RecordingError as error:
            message = str(error).replace(folder + "/", "")
            raise ApiError(415, ErrorCode.UNREADABLE_AUDIO, message) from None

"""Ingest: another transcriber's words become turns of a call that the console can watch."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, WebSocket
from loguru import logger
from pydantic import ValidationError

from conversation.errors import CallShadowError, ErrorCode
from conversation.events.call_parameters import SaidConsent
from conversation.events.payloads import Failure
from pipeline.admission import NotAdmittedError
from pipeline.call_registry import CallBusyError
from pipeline.call_return import CallOverError
from pipeline.call_start import Call
from pipeline.text_call import TextFeed, run_text_call
from server.app_state import state_of
from server.auth.caller import client_key
from server.auth.dependencies import KeyHolderDep, require_own_call
from server.deps import ADMITTED, CallId, RuntimeDep
from server.errors import error_event, explain
from server.live.ingest_messages import End, read_ingested
from server.live.websockets import (
    DONE,
    GONE,
    REPLACED,
    STOPPING,
    accept,
    close,
    close_for,
    receive,
    send,
)
from server.party_names import MAX_NAME, NAME, party_parameters, said_names
from server.text.segment_pace import SegmentPace
from stores.errors import EventLogError

router = APIRouter(prefix="/api", tags=["text"])

MAX_BYTES = 64 * 1024
_Name = Annotated[str | None, Query(max_length=MAX_NAME, pattern=NAME)]
_CLOSES = {"replaced": REPLACED, "shutdown": STOPPING}


async def _said(
    *,
    agent_id: _Name = None,
    customer_name: _Name = None,
    agent_name: _Name = None,
    language: _Name = None,
    playbook: _Name = None,
    consent: Annotated[SaidConsent, Query()] = None,
) -> dict[str, str | None]:
    return said_names(
        agent_id=agent_id,
        customer_name=customer_name,
        agent_name=agent_name,
        language=language,
        playbook=playbook,
        consent=consent,
    )


@router.websocket("/ingest/{call_id}", dependencies=[Depends(require_own_call), ADMITTED])
async def ingest(
    websocket: WebSocket,
    call_id: CallId,
    runtime: RuntimeDep,
    caller: KeyHolderDep,
    said: Annotated[dict[str, str | None], Depends(_said)],
) -> None:
    """Segments in, as JSON; what can't be understood gets an `error` event on this socket.

    An agent's key brings in calls of that agent alone; a call that comes back stays whose it was.
    """
    parameters = await party_parameters(runtime, call_id, caller, said)
    pace = SegmentPace(state_of(websocket).segments, client_key(websocket, caller))
    await accept(websocket)

    async def feed(text: TextFeed) -> str:
        try:
            return await _feed(websocket, call_id, text, pace)
        except GONE:
            return "disconnected"  # while it was being answered

    try:
        reason = await run_text_call(runtime, Call(call_id, "text", parameters), feed)
        closing = _CLOSES.get(reason, DONE)
    except (CallBusyError, CallOverError, NotAdmittedError, EventLogError) as error:
        closing = close_for(error)
        _log(call_id, error)
    await close(websocket, closing)


def _log(call_id: str, error: CallShadowError) -> None:
    match error:
        case EventLogError():
            logger.error("ingest: {}", error)
        case CallBusyError():
            logger.warning("ingest: the call {} is already running; closed", call_id)
        case _:
            logger.warning("ingest: the call {} is not taken up again: {}", call_id, error)


async def _feed(websocket: WebSocket, call_id: str, text: TextFeed, pace: SegmentPace) -> str:
    """Say what the messages say; returns why they ended."""
    clock = state_of(websocket).runtime.clock
    while (data := await receive(websocket)) is not None:
        await pace.wait()
        problem = await _take(text, data)
        if isinstance(problem, End):
            return "hangup"
        if problem:
            await send(websocket, error_event(call_id, problem, clock.now()))
    return "disconnected"


async def _take(text: TextFeed, data: str | bytes) -> End | Failure | None:
    """Say what a message says; returns what is wrong with it, or that it ends the call."""
    if len(data) > MAX_BYTES:
        return Failure(ErrorCode.MESSAGE_TOO_LARGE, f"A message has at most {MAX_BYTES} bytes.")
    try:
        message = read_ingested(data)
    except ValidationError as error:
        return Failure(ErrorCode.BAD_MESSAGE, explain(error.errors(include_input=False)[:1]))
    if isinstance(message, End):
        return message
    if message.final:
        await text.say(
            message.speaker,
            message.text,
            start_ms=message.start_ms,
            end_ms=message.end_ms,
            language=message.language,
            confidence=message.confidence,
        )
    else:
        await text.say_partial(message.speaker, message.text)
    return None

"""Ingest: another transcriber's words become turns of a call that the console can watch."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, WebSocket
from loguru import logger
from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from conversation.errors import CallShadowError, ErrorCode
from conversation.events.call_parameters import SaidConsent
from conversation.events.payloads import Failure
from conversation.surrogates import without_halves
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
from server.party_names import MAX_NAME, NAME, party_parameters, said_names
from server.segment_pace import SegmentPace
from server.text_schemas import AnySpeaker, Share
from server.websockets import (
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
from stores.errors import EventLogError

router = APIRouter(prefix="/api", tags=["text"])

MAX_BYTES = 64 * 1024
MAX_SEGMENT = 2_000
"""Characters: two minutes of speech without a pause."""
_Ms = Annotated[int, Field(ge=0, le=7 * 24 * 3600 * 1000, strict=True)]


class Segment(BaseModel):
    """The words of a party; `final` false for words that may still change."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["segment"] = "segment"
    speaker: AnySpeaker
    text: Annotated[str, Field(min_length=1, max_length=MAX_SEGMENT, pattern=r"\S")]
    final: bool = True
    start_ms: _Ms | None = None
    end_ms: _Ms | None = None
    language: Annotated[str | None, Field(max_length=35)] = None
    confidence: Share | None = None

    @model_validator(mode="after")
    def _ends_after_start(self) -> "Segment":
        if self.start_ms is not None and self.end_ms is not None and self.end_ms < self.start_ms:
            raise ValueError("end_ms is before start_ms")
        return self


class End(BaseModel):
    """The call is over."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["end"]


def _kind(message: Any) -> Any:
    return message.get("type", "segment") if isinstance(message, dict) else None


_MESSAGE: TypeAdapter[Segment | End] = TypeAdapter(
    Annotated[
        Annotated[Segment, Tag("segment")] | Annotated[End, Tag("end")],
        Discriminator(
            _kind,
            custom_error_type="unknown_message",
            custom_error_message="type: 'segment' or 'end'",
        ),
    ]
)
_Name = Annotated[str | None, Query(max_length=MAX_NAME, pattern=NAME)]
_CLOSES = {"replaced": REPLACED, "shutdown": STOPPING}


def _said(
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
    """Say what a message says; returns what is wrong with it, or that it ends the call.

    A transcriber that cuts its texts may cut an emoji: its words are heard all the same.
    """
    if len(data) > MAX_BYTES:
        return Failure(ErrorCode.MESSAGE_TOO_LARGE, f"A message has at most {MAX_BYTES} bytes.")
    try:
        message = _MESSAGE.validate_json(without_halves(data))
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

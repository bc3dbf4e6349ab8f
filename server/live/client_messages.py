"""Client messages: commands, feedback and new tokens on the side channel's WebSocket."""

from collections.abc import Awaitable, Callable

from loguru import logger
from pydantic import ValidationError

from conversation.errors import ErrorCode
from conversation.events.commands import (
    CLIENT_MESSAGE,
    Ask,
    ClientMessage,
    Command,
    Feedback,
    SwitchWhisper,
    Token,
)
from conversation.events.event import CallEvent
from conversation.events.payloads import Failure, FeedbackRecorded
from knowledge.errors import KnowledgeError
from knowledge.feedback import SourceFeedback
from pipeline.runtime import Runtime
from server.asgi.rate_limit import Verdict
from server.errors import ApiError, error_event, event_log_unavailable, explain
from stores.errors import EventLogError
from transports.long_text import redacted

MAX_BYTES = 16 * 1024
# Of one socket, ten times as many at once; and of all sockets of one key, token or address.
MESSAGES_A_SECOND = 10
MESSAGES_A_MINUTE = 1200

AllowAsk = Callable[[], Verdict]
TurnWhisper = Callable[[bool], Awaitable[Failure | None]]
_OF_SOURCES = {
    "used": SourceFeedback.USED,
    "useful": SourceFeedback.USED,
    "not_useful": SourceFeedback.WRONG,
}
_NOT_RUNNING = Failure(ErrorCode.CALL_NOT_RUNNING, "The call is not running.")


async def handle(
    runtime: Runtime,
    call_id: str,
    text: str | bytes,
    by: str | None = None,
    *,
    may_act: bool = True,
    renew: Callable[[str], Awaitable[None]] | None = None,
    allow_ask: AllowAsk | None = None,
    whisper: TurnWhisper | None = None,
) -> CallEvent | None:
    """Do what a client's message says.

    Args:
        runtime: What the calls of the process share.
        call_id: The call.
        text: The message.
        by: Who the client is.
        may_act: Whether the call is the client's; not known before an agent's call has started.
        renew: Takes another key or token; raises `ApiError` if it is not one for this call.
        allow_ask: Whether the client may ask the coach something now.
        whisper: Switches the client's whisper on or off; returns why it can't.

    Returns:
        An `error` event for that client alone, if it can't be done.
    """
    message = _read(text)
    if isinstance(message, Failure):
        failure = message
    elif isinstance(message, Token):
        failure = await _renew(message, renew)
    elif isinstance(message, SwitchWhisper):
        failure = await whisper(message.on) if whisper else None
    elif may_act and isinstance(message, Feedback):
        failure = await _feedback(runtime, call_id, message, by)
    elif may_act and not isinstance(message, Feedback):
        failure = await _command(runtime, call_id, message, allow_ask)
    else:
        failure = _NOT_RUNNING
    return error_event(call_id, failure, runtime.clock.now()) if failure else None


def _read(text: str | bytes) -> ClientMessage | Failure:
    if len(text.encode(errors="replace") if isinstance(text, str) else text) > MAX_BYTES:
        return Failure(ErrorCode.MESSAGE_TOO_LARGE, f"A message has at most {MAX_BYTES} bytes.")
    try:
        return CLIENT_MESSAGE.validate_json(text)
    except ValidationError as error:
        return Failure(ErrorCode.BAD_MESSAGE, explain(error.errors(include_input=False)[:1]))


async def _command(
    runtime: Runtime, call_id: str, command: Command, allow_ask: AllowAsk | None
) -> Failure | None:
    """Hand a command to the process that runs the call."""
    if isinstance(command, Ask):
        if allow_ask and not (verdict := allow_ask()).allowed:
            message = f"At most {verdict.limit} questions a minute."
            return Failure(ErrorCode.ASK_TOO_OFTEN, message, round(verdict.retry_after_s, 3))
        # Redacted as the turns of the call are.
        redact = runtime.calls.redactor_of(call_id).redact
        command = Ask(text=await redacted(redact, command.text))
    return None if await runtime.hub.send_command(call_id, command) else _NOT_RUNNING


async def _renew(message: Token, renew: Callable[[str], Awaitable[None]] | None) -> Failure | None:
    if renew:
        try:
            await renew(message.token)
        except ApiError as error:
            return error.failure()
    return None


async def _feedback(
    runtime: Runtime, call_id: str, message: Feedback, by: str | None
) -> Failure | None:
    comment = await redacted(runtime.calls.redactor_of(call_id).redact, message.comment)
    recorded = FeedbackRecorded(message.suggestion_id, message.rating, comment, by, message.source)
    try:
        if missing := await _missing(runtime, call_id, message):
            return Failure(ErrorCode.SUGGESTION_NOT_FOUND, missing)
        await runtime.events.publish(call_id, recorded)
    except EventLogError as error:
        logger.error("event log: {}", error)
        return event_log_unavailable().failure()
    await _weigh(runtime, message)
    return None


async def _missing(runtime: Runtime, call_id: str, message: Feedback) -> str | None:
    """What feedback is about that the call does not have, in a line."""
    card, source = message.suggestion_id, message.source
    if not await runtime.log.has_suggestion(call_id, card):
        return "The call has no suggestion with this suggestion_id."
    if source is not None and not await runtime.log.has_source(call_id, card, source):
        return "The suggestion has no source with this id; its sources are in suggestion.final."
    return None


async def _weigh(runtime: Runtime, message: Feedback) -> None:
    """Have the library weigh a source that an agent rates; what can't be kept is no loss."""
    said = _OF_SOURCES.get(message.rating)
    if message.source is None or said is None:
        return
    try:
        await runtime.knowledge.weigh(message.source, said)
    except KnowledgeError as error:
        logger.warning("knowledge: a rating of a source is not kept: {}", error)

"""Client messages: commands, feedback and new tokens on the side channel's WebSocket."""

from collections.abc import Awaitable, Callable

from loguru import logger
from pydantic import ValidationError

from conversation.errors import ErrorCode
from conversation.events.commands import CLIENT_MESSAGE, Ask, Command, Feedback, Token
from conversation.events.event import CallEvent
from conversation.events.payloads import Failure, FeedbackRecorded
from pipeline.runtime import Runtime
from server.errors import ApiError, error_event, event_log_unavailable, explain
from stores.errors import EventLogError

MAX_BYTES = 16 * 1024


async def handle(
    runtime: Runtime,
    call_id: str,
    text: str | bytes,
    by: str | None = None,
    *,
    may_act: bool = True,
    renew: Callable[[str], Awaitable[None]] | None = None,
) -> CallEvent | None:
    """Do what a client's message says.

    Args:
        runtime: What the calls of the process share.
        call_id: The call.
        text: The message.
        by: Who the client is.
        may_act: Whether the call is the client's; not known before an agent's call has started.
        renew: Takes another key or token; raises `ApiError` if it is not one for this call.

    Returns:
        An `error` event for that client alone, if it can't be done.
    """
    failure = await _do(runtime, call_id, text, by, may_act=may_act, renew=renew)
    return error_event(call_id, failure, runtime.clock.now()) if failure else None


async def _do(
    runtime: Runtime,
    call_id: str,
    text: str | bytes,
    by: str | None,
    *,
    may_act: bool,
    renew: Callable[[str], Awaitable[None]] | None,
) -> Failure | None:
    if len(text.encode(errors="replace") if isinstance(text, str) else text) > MAX_BYTES:
        return Failure(ErrorCode.MESSAGE_TOO_LARGE, f"A message has at most {MAX_BYTES} bytes.")
    try:
        message = CLIENT_MESSAGE.validate_json(text)
    except ValidationError as error:
        return Failure(ErrorCode.BAD_MESSAGE, explain(error.errors(include_input=False)[:1]))
    if isinstance(message, Token):
        return await _renew(message, renew)
    if may_act and isinstance(message, Feedback):
        return await _feedback(runtime, call_id, message, by)
    if may_act and not isinstance(message, Feedback) and await _command(runtime, call_id, message):
        return None
    return Failure(ErrorCode.CALL_NOT_RUNNING, "The call is not running.")


async def _command(runtime: Runtime, call_id: str, command: Command) -> bool:
    """Whether a process that runs the call takes a command."""
    if isinstance(command, Ask):  # redacted as the turns of the call are
        command = Ask(text=runtime.calls.redactor_of(call_id).redact(command.text))
    return await runtime.hub.send_command(call_id, command)


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
    comment = runtime.calls.redactor_of(call_id).redact(message.comment)
    recorded = FeedbackRecorded(message.suggestion_id, message.rating, comment, by)
    try:
        if await runtime.log.has_suggestion(call_id, message.suggestion_id):
            await runtime.events.publish(call_id, recorded)
            return None
    except EventLogError as error:
        logger.error("event log: {}", error)
        return event_log_unavailable().failure()
    return Failure(
        ErrorCode.SUGGESTION_NOT_FOUND, "The call has no suggestion with this suggestion_id."
    )

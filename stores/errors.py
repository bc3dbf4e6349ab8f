"""Event log errors: what can go wrong with it."""

from conversation.errors import CallShadowError, ErrorCode


class EventLogError(CallShadowError):
    """The event log could not do what was asked; the message says why, in one line."""

    code = ErrorCode.EVENT_LOG_UNAVAILABLE
    retryable = True


class UnknownCallError(EventLogError):
    """The call has no log: it has not started, or it was erased."""

    code = ErrorCode.CALL_NOT_FOUND
    retryable = False


class BadCursorError(EventLogError):
    """A page of calls was asked for after a cursor that is none."""

    code = ErrorCode.BAD_CURSOR
    retryable = False


class NotInterruptedError(EventLogError):
    """The call was to be closed as interrupted, but has ended, or another process runs it now."""

    code = ErrorCode.CALL_RUNNING
    retryable = False

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
    """A page of calls was asked for with an invalid cursor."""

    code = ErrorCode.BAD_CURSOR
    retryable = False


class NotInterruptedError(EventLogError):
    """The call was to be closed as interrupted, but has ended, or another process runs it now."""

    code = ErrorCode.CALL_RUNNING
    retryable = False


class JobNotFoundError(EventLogError):
    """There is no such job, or its call was erased."""

    code = ErrorCode.JOB_NOT_FOUND
    retryable = False


class JobConflictError(EventLogError):
    """The job is not in a state in which that can be asked of it; the message says in which."""

    code = ErrorCode.JOB_CONFLICT
    retryable = False


class JobStoppedError(EventLogError):
    """The run of a job is not to go on: it was cancelled, superseded, erased, or taken up anew."""

    code = ErrorCode.JOB_STOPPED
    retryable = False

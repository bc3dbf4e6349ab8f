"""What can go wrong with the event log."""


class EventLogError(Exception):
    """The event log could not do what was asked; the message says why, in one line."""


class UnknownCallError(EventLogError):
    """The call has no log: it has not started, or it was erased."""


class BadCursorError(EventLogError):
    """A page of calls was asked for after a cursor that is none."""


class NotInterruptedError(EventLogError):
    """The call was to be closed as interrupted, but has ended, or another process runs it now."""

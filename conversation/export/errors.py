"""Export errors: what is asked for can't be exported."""

from conversation.errors import CallShadowError, ErrorCode


class ExportError(CallShadowError):
    """An export can't be made; the message says why."""

    code = ErrorCode.EXPORT_FAILED

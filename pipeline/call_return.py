"""Call return: whether a stream may take up a call that has begun before it.

    the call            the stream's account      the stream
    goes on             the call's                goes on with it
    ended lately        the call's                opens it again
    ended long ago      any                       is refused
    whichever           another                   is refused

What comes by no carrier (text, a recording) has shown a key, and is asked for no account.
"""

from conversation.errors import CallShadowError, ErrorCode
from pipeline.call_handover import REOPENED_WITHIN
from pipeline.call_start import NO_ACCOUNT, Call
from pipeline.runtime import Runtime
from stores.errors import EventLogError


class CallOverError(CallShadowError):
    """The call is not the stream's to take up; the message says why."""

    code = ErrorCode.CALL_OVER


async def check_return(runtime: Runtime, call: Call) -> None:
    """Return if the call is new, or may be taken up again; asked before anything is ended for it.

    A call of which the log can't be read is taken for a new one: nothing of it can be read here.

    Raises:
        CallOverError: It may not.
    """
    try:
        record = await runtime.log.call(call.call_id)
        if record is None:
            return
        first = await runtime.log.read(call.call_id, limit=1)
    except EventLogError:
        return
    if record.ended_at and runtime.clock.now() - record.ended_at > REOPENED_WITHIN:
        minutes = REOPENED_WITHIN.total_seconds() / 60
        raise CallOverError(f"the call ended more than {minutes:.0f} minutes ago")
    if call.account is None or not first:  # it was erased meanwhile
        return
    # Calls that an earlier version began have no account.
    if (first[0].data.get("account", call.account) or NO_ACCOUNT) != call.account:
        raise CallOverError("the call is another account's")

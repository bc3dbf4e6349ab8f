"""Call policy: which calls a caller may see and act on.

    caller                      no record    call of that agent    another call
    a token of the call         granted      granted               granted
    one of an agent's key       undecided    granted               denied
    a token of another call     denied       denied                denied
    an agent's key              undecided    granted               denied
    any other key, or no keys   granted      granted               granted

Whose call it is stands in its record, which is there from `call.started` on.
"""

from enum import Enum, auto

from conversation.errors import ErrorCode
from server.auth.caller import Caller
from server.errors import ApiError, call_not_found
from stores.event_log import CallRecord, EventLog


class Decision(Enum):
    """Decision on a caller who wants to see a call; undecided before it is known whose it is."""

    GRANTED = auto()
    DENIED = auto()
    UNDECIDED = auto()


def decide(caller: Caller, call_id: str, record: CallRecord | None) -> Decision:
    """Whether `caller` may see the call, by its record or the lack of one."""
    if caller.call_id not in (None, call_id):
        return Decision.DENIED
    agent = caller.name if caller.sees_own_calls_only else caller.issuing_agent
    if agent is None:
        return Decision.GRANTED
    if record is None:
        return Decision.UNDECIDED
    return Decision.GRANTED if agent == record.agent_id else Decision.DENIED


class CallPolicy:
    """The decision for the calls of one log; what is denied is an `ApiError`, 403.

    A method raises `EventLogError` where the log can't be read.
    """

    def __init__(self, log: EventLog) -> None:
        """Decide by the records of `log`."""
        self._log = log

    async def may_see(self, caller: Caller, call_id: str) -> bool:
        """Whether it is decided that the caller may see the call, which need not have started.

        Raises:
            ApiError: 403, the call is not theirs.
        """
        decision = decide(caller, call_id, None)
        if decision is Decision.UNDECIDED:
            decision = decide(caller, call_id, await self._log.call(call_id))
        _refuse_denied(decision)
        return decision is Decision.GRANTED

    async def record(self, caller: Caller, call_id: str) -> CallRecord:
        """The record of a call that the caller may see.

        Raises:
            ApiError: 403, the call is not theirs; 404, there is none.
        """
        _refuse_denied(decide(caller, call_id, None))
        record = await self._log.call(call_id)
        if record is None:
            raise call_not_found(call_id)
        _refuse_denied(decide(caller, call_id, record))
        return record

    async def check_bring_in(self, caller: Caller, call_id: str) -> None:
        """Return if the caller may bring a call in: a new one, or one that they may see.

        It would go on as theirs, with all that was said in it before.

        Raises:
            ApiError: 403, the call is there and is not theirs.
        """
        if decide(caller, call_id, None) is Decision.GRANTED:
            return
        record = await self._log.call(call_id)
        if record:
            _refuse_denied(decide(caller, call_id, record))


def _refuse_denied(decision: Decision) -> None:
    if decision is Decision.DENIED:
        raise ApiError(
            403,
            ErrorCode.CALL_FORBIDDEN,
            "Not allowed: this key or token does not open the call.",
        )

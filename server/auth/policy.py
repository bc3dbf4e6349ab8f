"""Call policy: which calls a caller may see and act on.

    caller                         no record    call of theirs    another call
    a token of the call            granted      granted           granted
    one of an agent's key          undecided    granted           denied
    a token of another call        denied       denied            denied
    an agent's key                 undecided    granted           denied
    a supervisor whom teams limit  undecided    granted           denied
    any other key, or no keys      granted      granted           granted

Whose call it is stands in its record, which is there from `call.started` on: theirs are an agent's
own, and those of a supervisor's teams. `scope` is the same for questions about many calls.
"""

from enum import Enum, auto
from typing import NamedTuple

from conversation.call_scope import CallScope
from conversation.errors import ErrorCode
from server.auth.caller import Caller
from server.auth.teams import Teams
from server.errors import ApiError, call_not_found, forbidden
from stores.log.event_log import EventLog
from stores.log.records import CallRecord


class Decision(Enum):
    """Decision on a caller who wants to see a call; undecided before it is known whose it is."""

    GRANTED = auto()
    DENIED = auto()
    UNDECIDED = auto()


class Narrowed(NamedTuple):
    """The calls that a question about many is answered with: of that agent, and in that scope."""

    agent_id: str | None
    scope: CallScope | None


def scope_of(caller: Caller, teams: Teams) -> CallScope | None:
    """The calls that alone a caller may see, whichever one a token opens; None: all."""
    agent = caller.name if caller.sees_own_calls_only else caller.issuing_agent
    if agent is not None:
        return CallScope(frozenset({agent}))
    return None if caller.teams is None else teams.scope(caller.teams, caller.name)


def decide(
    caller: Caller, call_id: str, record: CallRecord | None, scope: CallScope | None
) -> Decision:
    """Whether `caller`, who has that scope, may see the call, by its record or the lack of one."""
    if caller.call_id not in (None, call_id):
        return Decision.DENIED
    if scope is None:
        return Decision.GRANTED
    if record is None:
        return Decision.UNDECIDED
    held = scope.holds(record.agent_id, [record.team])
    return Decision.GRANTED if held else Decision.DENIED


class CallPolicy:
    """The decision for the calls of one log; what is denied is an `ApiError`, 403.

    A method raises `EventLogError` where the log can't be read.
    """

    def __init__(self, log: EventLog, teams: Teams) -> None:
        """Decide by the records of `log`, and by the teams of agents."""
        self._log = log
        self._teams = teams

    async def scope(self, caller: Caller) -> CallScope | None:
        """The calls that alone a caller may see; None: all."""
        if caller.teams is not None:
            await self._teams.refresh()
        return scope_of(caller, self._teams)

    async def narrowed(self, caller: Caller, agent_id: str | None) -> Narrowed:
        """The calls that a question about those of an agent, or of all, is answered with.

        Raises:
            ApiError: 403, an agent asks for another's.
        """
        scope = await self.scope(caller)
        if not caller.sees_own_calls_only:
            return Narrowed(agent_id, scope)
        if agent_id not in (None, caller.name):
            raise forbidden("an agent sees the agent's own calls")
        return Narrowed(caller.name, scope)

    async def may_see(self, caller: Caller, call_id: str) -> bool:
        """Whether it is decided that the caller may see the call, which need not have started.

        Raises:
            ApiError: 403, the call is not theirs.
        """
        scope = await self.scope(caller)
        decision = decide(caller, call_id, None, scope)
        if decision is Decision.UNDECIDED:
            decision = decide(caller, call_id, await self._log.call(call_id), scope)
        _refuse_denied(decision)
        return decision is Decision.GRANTED

    async def sees(self, caller: Caller, call_id: str) -> bool:
        """Whether the caller may see a call that is there."""
        scope, record = await self.scope(caller), await self._log.call(call_id)
        return decide(caller, call_id, record, scope) is Decision.GRANTED

    async def record(self, caller: Caller, call_id: str) -> CallRecord:
        """The record of a call that the caller may see.

        Raises:
            ApiError: 403, the call is not theirs; 404, there is none.
        """
        scope = await self.scope(caller)
        _refuse_denied(decide(caller, call_id, None, scope))
        record = await self._log.call(call_id)
        if record is None:
            raise call_not_found(call_id)
        _refuse_denied(decide(caller, call_id, record, scope))
        return record

    async def check_bring_in(self, caller: Caller, call_id: str) -> None:
        """Return if the caller may bring a call in: a new one, or one that they may see.

        It would go on as theirs, with all that was said in it before.

        Raises:
            ApiError: 403, the call is there and is not theirs.
        """
        scope = await self.scope(caller)
        if decide(caller, call_id, None, scope) is Decision.GRANTED:
            return
        record = await self._log.call(call_id)
        if record:
            _refuse_denied(decide(caller, call_id, record, scope))


def _refuse_denied(decision: Decision) -> None:
    if decision is Decision.DENIED:
        raise ApiError(
            403,
            ErrorCode.CALL_FORBIDDEN,
            "Not allowed: this key or token does not open the call.",
        )

"""Access looks: who reads, exports and watches calls, told to the audit once in a while."""

from collections import OrderedDict
from collections.abc import Iterable

from loguru import logger

from pipeline.runtime import Runtime
from server.auth.caller import Caller
from stores.access.audit_action import AuditAction
from stores.errors import EventLogError

AGAIN_S = 600.0
"""How long the same look is one: a page asks every few seconds."""
_MOST = 10_000


class Looks:
    """The looks at calls in this process. Nobody is named where nobody is asked who they are."""

    def __init__(self, runtime: Runtime) -> None:
        """Tell the audit of the log of `runtime`."""
        self._runtime = runtime
        self._told: OrderedDict[tuple[str, str, str], float] = OrderedDict()

    async def look_into(self, caller: Caller, calls: Iterable[str]) -> None:
        """Have it audited that words of those calls were read, wherever they were told."""
        for call_id in dict.fromkeys(calls):
            await self.look(caller, AuditAction.LOOK_READ, call_id)

    async def look(self, caller: Caller, action: AuditAction, call_id: str | None = None) -> None:
        """Have it audited; a log that takes nothing is no refusal, and the next look is told."""
        if caller.name is None:
            return
        key, now = (caller.audit_name, action, call_id or ""), self._runtime.clock.monotonic()
        if now - self._told.get(key, -AGAIN_S) < AGAIN_S:
            return
        self._told[key] = now
        self._told.move_to_end(key)
        if len(self._told) > _MOST:
            self._told.popitem(last=False)
        at = self._runtime.clock.now()
        try:
            await self._runtime.log.audit_trail.note(action, caller.audit_name, None, at, call_id)
        except EventLogError as error:
            self._told.pop(key, None)
            logger.error("{} of a call can't be audited: {}", action.value, error)

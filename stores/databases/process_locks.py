"""Process locks: each living process holds one, which the system lets go of when it dies.

A call's row names the process that runs it, by a random number. Its lock is gone at the moment of
a `kill -9`, so the next start knows at once which calls were interrupted, and never closes those
of a process that is only slow. A heartbeat could do neither: it must first run out, and a process
that stalls looks dead. Process ids mean nothing across hosts and containers.

SQLite, one host: an exclusive lock on a file beside the log. Postgres, any number of hosts: an
advisory lock of a session, which ends with the connection.
"""

from datetime import datetime, timedelta
from typing import Protocol


class ServerPresence(Protocol):
    """A server that takes calls with an event log, as others see it; a drain ends it."""

    async def hold(self) -> None:
        """Take calls from now on."""
        ...

    async def others(self) -> int:
        """The number of other servers that take calls with the same log, as far as can be seen."""
        ...

    def release(self) -> None:
        """Take calls no more."""
        ...


class ProcessLocks(Protocol):
    """The processes that use one event log."""

    async def hold(self) -> None:
        """Count as living from now on."""
        ...

    async def living(self, owners: set[int]) -> set[int]:
        """Those of `owners` whose processes live."""
        ...

    async def release(self) -> None:
        """Count as living no more."""
        ...

    def presence(self) -> ServerPresence:
        """This process as a server, which takes no calls yet."""
        ...


_LAPSE = timedelta(seconds=10)


class DeathWatch:
    """Death watch: the processes that are without their lock, and since when.

    One whose connection was cut takes its lock again within a moment; whoever looks often has to
    see that it is missing for a while. After a lapse, as when the database was away for all of
    them, the while begins anew.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._since: dict[int, datetime] = {}
        self._looked: datetime | None = None

    def dead(self, missing: set[int], now: datetime, after: timedelta) -> set[int]:
        """Those of all that are missing now that have been for so long."""
        if self._looked is None or now - self._looked > _LAPSE:
            self._since = {}
        self._looked = now
        self._since = {owner: self._since.get(owner, now) for owner in missing}
        return {owner for owner, since in self._since.items() if now - since >= after}

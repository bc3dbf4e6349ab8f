"""Call recovery: what the log does about the calls of a process that has died."""

from datetime import datetime, timedelta

from stores.databases.database import Database
from stores.databases.process_locks import DeathWatch, ProcessLocks
from stores.log.group_commit import GroupCommit
from stores.recovery.cut_off import CutOffCall, claim_cut_off
from stores.recovery.interrupted import close_interrupted


class CallRecovery:
    """Ends such calls, and tells which may go on."""

    def __init__(self, database: Database, writer: GroupCommit, owners: ProcessLocks) -> None:
        """Join what `open_event_log` has opened."""
        self._database = database
        self._writer = writer
        self._owners = owners
        self._watch = DeathWatch()

    async def close_interrupted(self, now: datetime, after: timedelta = timedelta(0)) -> list[str]:
        """End the open calls whose process died, with `call.ended`, reason `interrupted`.

        To be called at every start; where several processes share the log, now and then as well.

        Args:
            now: The present time.
            after: For how long a process must have been seen dead.

        Returns:
            The ids of the calls that this ended.

        Raises:
            EventLogError: The database does not answer.
        """
        await self._writer.adopt()
        if self._writer.spool.kept:
            return []  # the end of one may be among what is kept

        def dead_of(missing: set[int]) -> set[int]:
            return self._watch.dead(missing, now, after)

        return await close_interrupted(self._database, self._owners, self._writer, now, dead_of)

    async def claim_cut_off(self, since: datetime) -> list[CutOffCall]:
        """The calls that ended with their process and may go on at the carrier, each told once.

        They are this process's own from then on, so that no other asks for their streams.

        Args:
            since: How old their last sign of life may be.

        Raises:
            EventLogError: The database does not answer.
        """
        return await claim_cut_off(self._database, self._owners, self._writer.owner, since)

"""Call page: which calls a page of the list of calls holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from conversation.call_scope import CallScope
from stores.log.records import CallRecord, parse_cursor


@dataclass(frozen=True, slots=True)
class CallPage:
    """The filters of a page; `EventReader.calls` says what each means."""

    limit: int
    before: str | None
    search: str | None
    agent_id: str | None
    is_open: bool | None
    since: datetime | None
    until: datetime | None
    scope: CallScope | None = None

    def with_newer(
        self, found: Sequence[CallRecord], newer: Iterable[CallRecord]
    ) -> list[CallRecord]:
        """The page that was found in the database, with calls as they are by now.

        What was said in the events that the database lacks is not searched.
        """
        calls = {record.call_id: record for record in found}
        for record in newer:
            found_by_words = calls.pop(record.call_id, None) is not None
            if self._holds(record, found_by_words=found_by_words):
                calls[record.call_id] = record
        newest = sorted(calls.values(), key=lambda one: (one.started_at, one.call_id), reverse=True)
        return newest[: self.limit]

    def _holds(self, record: CallRecord, *, found_by_words: bool) -> bool:
        started = record.started_at
        named = (record.call_id, record.agent_id or "", record.source)
        return (
            (self.before is None or (started, record.call_id) < parse_cursor(self.before))
            and (self.agent_id is None or record.agent_id == self.agent_id)
            and (self.scope is None or self.scope.holds(record.agent_id, [record.team]))
            and (self.is_open is None or (record.ended_at is None) is self.is_open)
            and (self.since is None or started >= self.since)
            and (self.until is None or started < self.until)
            and (
                not self.search
                or found_by_words
                or any(self.search.casefold() in name.casefold() for name in named)
            )
        )

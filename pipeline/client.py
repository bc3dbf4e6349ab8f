"""Client profile of a call: who is called is known again by a keyed hash, where a key is set."""

from collections.abc import Mapping
from datetime import datetime

from loguru import logger

from conversation.memory.client import LAST_CALLS, EarlierCall
from conversation.privacy.person import person_of
from settings import Settings
from stores.errors import EventLogError
from stores.log.event_log import EventLog


def known_person(settings: Settings, parameters: Mapping[str, str]) -> str | None:
    """The person whom a call is with; None without `CLIENT_KEY`, or where nothing says it."""
    key = settings.client_key
    return person_of(parameters, key.get_secret_value().encode()) if key else None


async def earlier_calls(
    log: EventLog, person: str | None, call_id: str, before: datetime | None = None
) -> list[EarlierCall]:
    """The last calls with a person but this one, the newest first, as far as they can be read.

    Args:
        log: The event log.
        person: As `known_person` knows them.
        call_id: This call.
        before: When it began; None: now.
    """
    if person is None:
        return []
    try:
        found = await log.memories_of(person, LAST_CALLS + 1, before)
    except EventLogError as error:
        logger.error("the earlier calls with the same person can't be read: {}", error)
        return []
    calls = [
        EarlierCall.of(record.call_id, record.started_at, data)
        for record, data in found
        if record.call_id != call_id
    ]
    return calls[:LAST_CALLS]

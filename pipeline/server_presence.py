"""Server presence: other servers that take calls with the same event log, and no Redis between."""

from settings import Settings
from stores.databases.process_locks import ServerPresence


async def apart_from(settings: Settings, presence: ServerPresence) -> str | None:
    """What is wrong where other servers have the same log, and nothing joins this one to them.

    A server that drains is none of them: its successor may start meanwhile.
    """
    if settings.redis_url:
        return None
    others = await presence.others()
    return told_apart(settings, others) if others else None


def told_apart(settings: Settings, others: int) -> str:
    """What so many other servers with the same log mean, in words."""
    whose = "DATABASE_URL" if settings.database_url else f"DATA_DIR={settings.data_dir}"
    are = "another server takes" if others == 1 else f"{others} other servers take"
    return (
        f"{are} calls with the same {whose}, and no REDIS_URL joins them: each shows live the calls"
        " of its own alone, and a call may be heard twice. Set one REDIS_URL for all, or stop all"
        " but one"
    )

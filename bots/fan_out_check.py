"""Fan-out check: whether Redis joins the servers, where it has to."""

from redis.exceptions import RedisError

from bots.check_finding import CheckFinding, CheckState
from pipeline.process_log import database_url
from pipeline.server_presence import told_apart
from pubsub.redis_access import check_redis
from settings import Settings
from stores.databases.address import database_at
from stores.errors import EventLogError

_NOBODY = 0
"""The owner that none is: this process takes no calls."""


async def check_fan_out(settings: Settings) -> CheckFinding | None:
    """The line of Redis; of servers that none joins; none where one server needs no Redis."""
    if not settings.redis_url:
        return await _strangers(settings)
    try:
        await check_redis(settings.redis_url.get_secret_value())
    except (RedisError, OSError) as error:
        return CheckFinding(CheckState.FAILED, f"Redis can't be reached ({type(error).__name__})")
    return CheckFinding(CheckState.OK, "Redis answers, and takes our channels")


async def _strangers(settings: Settings) -> CheckFinding | None:
    servers = await _servers(database_url(settings))
    if servers <= 1:
        return None
    return CheckFinding(
        CheckState.FAILED, f"beside one, {told_apart(settings, servers - 1)}", needed=False
    )


async def _servers(url: str) -> int:
    """How many take calls with the log; none where it can't be asked, which has its own line."""
    try:
        database = database_at(url)
    except EventLogError:
        return 0
    try:
        return await database.owners(_NOBODY).presence().others()
    finally:
        await database.close()

"""Pipecat Cloud bot: the image's `bot.py`, whose `bot` Pipecat Cloud's own server awaits.

There is no server of ours there: the events leave through DATABASE_URL (Postgres) and REDIS_URL,
and a `callshadow serve` with the same two shows them.
"""

from loguru import logger
from pipecat.runner.types import WebSocketRunnerArguments

from pipeline.runtime import open_runtime
from server.refusal_log import RefusalLog
from server.routes.media import answer
from settings import load


async def bot(runner_args: WebSocketRunnerArguments) -> None:
    """Hear one call; Pipecat Cloud runs one session a process.

    Raises:
        SettingsError: A setting is wrong, or the events have nowhere to go.
    """
    settings = load()
    if not settings.database_url or not settings.redis_url:
        logger.warning(
            "without DATABASE_URL and REDIS_URL the advice of this call is seen by nobody"
        )
    async with open_runtime(settings) as runtime:
        await answer(runtime, runner_args.websocket, RefusalLog())

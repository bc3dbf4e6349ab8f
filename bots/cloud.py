"""Pipecat Cloud bot: the image's `bot.py`, whose `bot` Pipecat Cloud's own server awaits.

There is no server of ours there: the events leave through DATABASE_URL (Postgres) and REDIS_URL,
and a `callshadow serve` with the same two shows them.
"""

from loguru import logger
from pipecat.runner.types import WebSocketRunnerArguments

from conversation.events.call_parameters import READ
from pipeline.runtime import open_runtime
from server.refusal_log import RefusalLog
from server.routes.media import answer
from settings import load
from transports.streams.parameters import bounded
from workflows.steps import job_settle_time


async def bot(runner_args: WebSocketRunnerArguments) -> None:
    """Hear one call; Pipecat Cloud runs one session a process.

    The session's `body` may have what a `<Parameter>` may say (`language`, `playbook`, `agent_id`).

    Raises:
        SettingsError: A setting is wrong, or the events have nowhere to go.
    """
    settings = load()
    if not settings.database_url or not settings.redis_url:
        logger.warning(
            "without DATABASE_URL and REDIS_URL the advice of this call is seen by nobody"
        )
    # The work after the call is owed here, and done by the servers on the same database.
    async with open_runtime(settings, settle=job_settle_time(settings)) as runtime:
        body = runner_args.body if isinstance(runner_args.body, dict) else {}
        said = bounded({name: body[name] for name in READ if body.get(name)})
        await answer(runtime, runner_args.websocket, RefusalLog(), parameters=said)

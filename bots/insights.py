"""Insights command, `callshadow insights rebuild`: what insights and searches read, made again."""

import argparse

from pipeline.process_log import database_url
from settings import Settings
from stores.log.event_log import open_event_log


async def main(_: argparse.Namespace, settings: Settings) -> int:
    """Rebuild the projection of the event log; returns the exit code.

    Raises:
        EventLogError: The database does not answer.
    """
    async with open_event_log(database_url(settings)) as log:
        calls = await log.projections.rebuild()
    print(f"insights: {calls} calls are counted")  # noqa: T201 - a command's answer
    return 0

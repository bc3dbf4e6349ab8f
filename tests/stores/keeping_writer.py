"""A process that appends to a call until it is killed, with a spool, and prints each number.

A fork runs `main(["URL", "FOLDER"])`.
"""

import asyncio
import itertools
from pathlib import Path

from stores.log.event_log import open_event_log
from tests.stores.events import said, started


async def talk(url: str, folder: Path) -> None:
    """Begin two calls, and say something in them for ever."""
    async with open_event_log(url, spool_bytes=10_000_000, spool_folder=folder) as log:
        for n in itertools.count():
            for call_id in ("A", "B"):
                event = said(call_id, str(n)) if n else started(call_id)
                stored = await log.append(event)
                print(call_id, stored.seq, "kept" if log.health.cause else "stored", flush=True)  # noqa: T201
            await asyncio.sleep(0.001)


def main(arguments: list[str]) -> None:
    """Append until killed."""
    url, folder = arguments
    asyncio.run(talk(url, Path(folder)))

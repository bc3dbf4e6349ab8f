"""Other prompts in all processes: two on one real Redis."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from loguru import logger

from peers.redis_server import RedisServer
from tests.server.stage import START, make_runtime
from tests.server.test_prompts import prompt_file


@contextmanager
def switches(number: int) -> Iterator[asyncio.Event]:
    """Is set when so many processes have followed another one's switch."""
    seen, done = count(1), asyncio.Event()

    def see(_: object) -> None:
        if next(seen) == number:
            done.set()

    sink = logger.add(see, filter=lambda record: record["function"] == "_obey")
    yield done
    logger.remove(sink)


async def test_the_other_processes_switch_too(tmp_path: Path) -> None:
    """Through Redis; and the next start begins with COACH_PROMPT again."""
    new, old = prompt_file(tmp_path, 2), prompt_file(tmp_path, 1)
    redis = RedisServer(tmp_path)
    redis.start()
    settings: dict[str, Any] = {"coach_prompt": new, "redis_url": redis.url}
    try:
        async with (
            make_runtime(tmp_path, **settings) as here,
            make_runtime(tmp_path, **settings) as there,
        ):
            for runtime in (here, there):
                with runtime.hub.prompts() as listener:
                    await listener.ready()
            with switches(2) as switched:  # here too: Redis tells all of them
                await here.prompts.switch(old, "ada", START)
                async with asyncio.timeout(10):
                    await switched.wait()
            assert there.prompts.current.setting == old
            async with make_runtime(tmp_path, **settings) as later:
                assert later.prompts.current.setting == new
    finally:
        redis.stop()

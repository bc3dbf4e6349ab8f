"""Workers of a benchmark: processes that are forked, with all that is ever forked imported."""

import os
import sys
from typing import Self

from bench.child import Child


class Worker:
    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def imported(self, *names: str) -> list[bool]:
        return [name in sys.modules for name in names]


async def test_one_fork_server_has_imported_what_servers_and_benches_need() -> None:
    """Else each server of a test, or each worker of a bench, would import it anew, for seconds."""
    async with Child(os.sched_getaffinity(0), Worker) as child:
        assert await child.ask("imported", "bots.serve", "bench.media_client") == [True, True]

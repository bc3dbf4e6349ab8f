"""Connection lookup: a host's name is looked up once for all parties who connect to it.

A resolver that does not answer holds a thread for ten seconds and more, and the loop's threads are
few: a hundred parties who ask again and again would take all of them from everybody else.
"""

import asyncio
from collections.abc import Awaitable, Callable
from weakref import WeakKeyDictionary

from pubsub.clock import now_s
from settings.addresses import ip_of

_KNOWN_S = 1.0  # both parties of a call connect at once
_LONGEST_S = 10.0
Resolve = Callable[[str], Awaitable[object]]


class Lookups:
    """The lookups of one event loop."""

    def __init__(self, resolve: Resolve) -> None:
        """Look up by `resolve`, which raises OSError where there is no such host."""
        self._resolve = resolve
        self._asking: dict[str, asyncio.Task[None]] = {}
        self._known_at: dict[str, float] = {}

    async def known(self, host: str) -> None:
        """Return where a host has an address.

        Raises:
            OSError: It has none, or that can't be told; `TimeoutError` is one.
        """
        if ip_of(host) or now_s() - self._known_at.get(host, -_KNOWN_S) < _KNOWN_S:
            return
        if host not in self._asking:
            task = asyncio.create_task(self._ask(host), name="lookup")
            task.add_done_callback(_told)
            self._asking[host] = task
        async with asyncio.timeout(_LONGEST_S):
            await asyncio.shield(self._asking[host])

    async def _ask(self, host: str) -> None:
        try:
            await self._resolve(host)
            self._known_at[host] = now_s()
        finally:
            del self._asking[host]


_OF_LOOPS: WeakKeyDictionary[asyncio.AbstractEventLoop, Lookups] = WeakKeyDictionary()


async def known(host: str) -> None:
    """The same, by the system's resolver, for all of the running loop.

    Raises:
        OSError: As `Lookups.known`.
    """
    loop = asyncio.get_running_loop()
    if loop not in _OF_LOOPS:
        _OF_LOOPS[loop] = Lookups(_by_the_system)
    await _OF_LOOPS[loop].known(host)


async def _by_the_system(host: str) -> object:
    return await asyncio.get_running_loop().getaddrinfo(host, None)


def _told(task: asyncio.Task[None]) -> None:
    """Who waited was told of its error, or waits no more."""
    if not task.cancelled():
        task.exception()

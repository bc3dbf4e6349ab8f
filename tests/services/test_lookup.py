"""A host that is looked up once for all who connect to it."""

import asyncio
from socket import gaierror

import pytest

from services.stt.deepgram.lookup import Lookups

pytestmark = pytest.mark.looptime


class Resolver:
    """Takes its time, and says that there is no such host."""

    def __init__(self, takes_s: float, *, fails: bool = True) -> None:
        self.asked = list[str]()
        self._takes_s = takes_s
        self._fails = fails

    async def __call__(self, host: str) -> None:
        self.asked.append(host)
        await asyncio.sleep(self._takes_s)
        if self._fails:
            raise gaierror(-2, "Name or service not known")


async def test_all_who_ask_at_once_are_one_lookup():
    """And all are told that there is no such host; who asks later is a new one."""
    resolver = Resolver(0.5)
    lookups = Lookups(resolver)
    answers = await asyncio.gather(
        *(lookups.known("api.example") for _ in range(120)), return_exceptions=True
    )
    assert {type(answer) for answer in answers} == {gaierror}
    assert resolver.asked == ["api.example"]
    with pytest.raises(gaierror):
        await lookups.known("api.example")
    assert len(resolver.asked) == 2


async def test_a_resolver_that_hangs_is_asked_by_nobody_else_meanwhile():
    """Whoever asks waits for ten seconds, and the thread is one."""
    resolver = Resolver(40)
    lookups = Lookups(resolver)
    for _ in range(3):
        with pytest.raises(TimeoutError):
            await lookups.known("api.example")
    assert asyncio.get_running_loop().time() == pytest.approx(30)
    assert len(resolver.asked) == 1
    await asyncio.sleep(15)


async def test_what_is_an_address_or_was_just_known_is_not_looked_up():
    """The parties of a call connect at once; a second later it is looked up again."""
    resolver = Resolver(0, fails=False)
    lookups = Lookups(resolver)
    for host in ("127.0.0.1", "::1", "api.example", "api.example"):
        await lookups.known(host)
    assert resolver.asked == ["api.example"]
    await asyncio.sleep(1.1)
    await lookups.known("api.example")
    assert len(resolver.asked) == 2


async def test_who_gives_up_takes_the_lookup_from_nobody():
    """A call may end while another waits."""
    resolver = Resolver(1, fails=False)
    lookups = Lookups(resolver)
    first = asyncio.create_task(lookups.known("api.example"))
    second = asyncio.create_task(lookups.known("api.example"))
    await asyncio.sleep(0.1)
    first.cancel()
    await second
    assert resolver.asked == ["api.example"]

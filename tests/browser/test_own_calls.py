"""An agent at work: signed in once, each call of their own on the screen when it begins."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bots import sample
from peers.server_process import ServerProcess
from tests.browser.chromium import Browser, Page
from tests.browser.keys import INES, TOM
from transports.twilio.play import play
from transports.twilio.replay_messages import sid

LISTED = "document.querySelector('#live .card-words')"
ASKED = "document.getElementById('sign-in')?.open"


@asynccontextmanager
async def a_call_of_toms(server: ServerProcess) -> AsyncIterator[str]:
    """The id of a call of Tom's that is on the line."""
    call_id = sid("CA")
    parameters = {"source": "replay", "recording": sample.NAME, "agent_id": "tom"}
    calling = asyncio.create_task(
        play(sample.recording(), server.media, call_id=call_id, parameters=parameters)
    )
    try:
        yield call_id
    finally:
        calling.cancel()
        await asyncio.gather(calling, return_exceptions=True)


async def signed_in(browser: Browser, server: ServerProcess, key: str) -> Page:
    """The list of calls, with a key."""
    page = await browser.page()
    await page.goto(f"{server.http}/")
    await page.wait_for(ASKED)
    await page.click("#sign-in-key")
    await page.type(key)
    await page.click("#sign-in-form .primary")
    await page.wait_for("document.body.dataset.role")
    return page


async def test_an_agents_call_opens_when_it_begins(
    browser: Browser, locked_server: ServerProcess
) -> None:
    """As the agent chose, once and for all: from the list, and from the call before."""
    page = await signed_in(browser, locked_server, TOM)
    await page.click("#auto-open")
    async with a_call_of_toms(locked_server) as first:
        await page.wait_for(f"location.pathname === '/calls/{first}'")
        await page.goto(f"{locked_server.http}/")
        await page.wait_for(LISTED)  # who goes back is not taken there again
        assert await page.run("document.getElementById('auto-open').checked")
        await page.click("#live a")
        await page.wait_for(f"location.pathname === '/calls/{first}'")
    async with a_call_of_toms(locked_server) as second:
        await page.wait_for(f"location.pathname === '/calls/{second}'")


async def test_a_second_tab_is_signed_in_until_one_signs_out(
    browser: Browser, locked_server: ServerProcess
) -> None:
    """A tab asks its neighbours before its reader; a sign-out holds for all of them."""
    page = await signed_in(browser, locked_server, TOM)
    second = await browser.page(beside=page)
    await second.goto(f"{locked_server.http}/")
    await second.wait_for("document.body.dataset.role === 'agent'")
    await second.click("#sign-out")
    for tab in (page, second):
        await tab.wait_for(ASKED)
        assert await tab.run("sessionStorage.getItem('callshadow.key')") is None


async def test_a_note_is_offered_to_who_may_write_one(
    browser: Browser, locked_server: ServerProcess
) -> None:
    """An agent's key writes no notes, so it sees no button for one."""
    async with a_call_of_toms(locked_server):
        for key, offered in ((TOM, False), (INES, True)):
            page = await signed_in(browser, locked_server, key)
            await page.wait_for(LISTED)
            shown = "document.querySelector('.card-note').checkVisibility()"
            assert await page.run(shown) is offered
            # A supervisor has no calls of their own.
            assert await page.run("!document.getElementById('choice').hidden") is not offered

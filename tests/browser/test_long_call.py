"""Calls that go on while many come and go: the list of calls has all of them on the line."""

from pathlib import Path

from server.serving.serving import serving
from tests.browser.app_server import PORTS
from tests.browser.chromium import Browser
from tests.server.stage import end_call, make_runtime, start_call

ON_THE_LINE = (
    "[...document.querySelectorAll('#live .call-card')].map((one) => one.getAttribute('href'))"
)

HEADLINES = "[...document.querySelectorAll('#live .card-headline')].map((one) => one.innerText)"
FOLLOWED = (
    "[...document.querySelectorAll('#live .card-words')].filter((one) => one.innerText).length"
)


async def test_a_call_older_than_the_newest_page_is_on_the_line(
    browser: Browser, tmp_path: Path
) -> None:
    """Until it ends; then it is among the earlier ones, and nobody is on the line."""
    async with make_runtime(tmp_path) as runtime:
        await start_call(runtime, "CA-long", "maria", turns=1)
        for number in range(60):
            await start_call(runtime, f"CA-{number}", "ben", turns=1)
            await end_call(runtime, f"CA-{number}")
        async with serving(runtime, "127.0.0.1", PORTS.take()) as (_, port):
            page = await browser.page()
            await page.goto(f"http://127.0.0.1:{port}/")
            await page.wait_for(f"{ON_THE_LINE}.join() === '/calls/CA-long'")
            assert not await page.run("document.getElementById('no-live').checkVisibility()")
            await end_call(runtime, "CA-long")
            await page.wait_for("document.getElementById('no-live').checkVisibility()")
            await page.wait_for("document.querySelector('#history [href=\"/calls/CA-long\"]')")


async def test_all_who_are_on_the_line_are_shown(browser: Browser, tmp_path: Path) -> None:
    """Also those beyond the sockets of one page: by what the list knows, until one is free."""
    async with make_runtime(tmp_path) as runtime:
        for number in range(30):
            await start_call(runtime, f"CA-{number}", f"agent-{number}", turns=1)
        async with serving(runtime, "127.0.0.1", PORTS.take()) as (_, port):
            page = await browser.page()
            await page.goto(f"http://127.0.0.1:{port}/")
            await page.wait_for(f"{ON_THE_LINE}.length === 30")
            assert await page.text("#live-count") == "30"
            await page.wait_for(f"{FOLLOWED} === 24")
            assert (
                await page.run(f"{HEADLINES}.filter((one) => one.startsWith('1 turn')).length") == 6
            )
            for number in range(29, 23, -1):
                await end_call(runtime, f"CA-{number}")
            await page.wait_for(f"{ON_THE_LINE}.length === 24 && {FOLLOWED} === 24")

"""The browser of the tests: a tab that is used again is as a new one."""

from tests.browser import chromium
from tests.browser.chromium import Chromium
from tests.browser.feed import CALL_ID, Feed

FOUND = """[
  localStorage.mark, sessionStorage.mark, document.cookie, window.mark,
  matchMedia('(prefers-color-scheme: dark)').matches, history.length,
].map((one) => one ?? null)"""
LEAVE = """(localStorage.mark = sessionStorage.mark = window.mark = 'left',
  document.cookie = 'mark=left', history.pushState(null, '', '#left'),
  console.error('left'), fetch('/nothing')).then((answer) => answer.status)"""


async def test_a_page_finds_nothing_of_the_one_before(devtools: Chromium) -> None:
    """Neither what it stored, nor what it complained of, nor the media that it was shown in."""
    tabs: list[str] = []
    async with Feed().serving() as base:
        for scheme in ("dark", "light"):
            async with chromium.connected(devtools) as browser:
                page = await browser.page(media={"prefers-color-scheme": scheme})
                await page.goto(f"{base}/calls/{CALL_ID}")
                found = await page.run(FOUND)
                assert found[:5] == [None, None, "", None, scheme == "dark"]
                assert found[5] <= 2
                assert page.complaints == []
                assert await page.run(LEAVE) == 404
                tabs.append(page.target)
    assert tabs[0] == tabs[1]

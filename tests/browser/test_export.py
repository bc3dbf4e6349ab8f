"""The transcript in a real browser: offered once the call has ended, saved, its failure told."""

from conversation.events.event import EventType
from tests.browser.chromium import Browser
from tests.browser.feed import CALL_ID, Feed
from tests.browser.test_states import assert_accessible


async def test_a_transcript_is_saved_after_the_call(browser: Browser, axe: str) -> None:
    """Not while the call goes on; where the server does not answer, the page says so."""
    feed = Feed()
    feed.start(playbook={"stages": []}, stt="deepgram", coach="playbook")
    feed.turn("t1", "customer", "Too dear.", 0, 3000)
    async with feed.serving() as base:
        page = await browser.page()
        await page.goto(f"{base}/calls/{CALL_ID}")
        await page.wait_for("document.querySelector('.turn')")
        assert await page.run("document.getElementById('export').hidden")
        feed.tell(EventType.CALL_ENDED, reason="hangup", duration_ms=3000)
        await page.wait_for("!document.getElementById('export').hidden")
        await assert_accessible(page, axe)
        await page.click("#export [data-format=vtt]")
        await page.wait_for("!document.getElementById('export-wrong').hidden")

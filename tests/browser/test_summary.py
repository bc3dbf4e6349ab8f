"""The summary of a call that has ended, on its page."""

from datetime import timedelta

from conversation.after_call.summary.crm import crm_fields
from conversation.after_call.summary.extractive import BY_RULES, by_rules
from conversation.events.event import EventType
from conversation.events.payloads import CallSummary
from tests.browser.chromium import Browser
from tests.browser.feed import BEGIN, CALL_ID, Feed
from tests.summaries import CALL, playbook, the_call, turns_of

LINES = "[...document.querySelectorAll('.summary-line')]"
POINTED = "[...document.querySelectorAll('.turn.pointed')].map((one) => one.id)"


async def test_a_summary_stands_in_the_place_of_the_card(browser: Browser) -> None:
    """Each line marks its turns when it is pointed at or focused; all of it is copied as text."""
    feed = Feed()
    feed.start(stt="deepgram", coach="playbook")
    for turn in turns_of(CALL):
        feed.turn(turn.turn_id, turn.speaker, turn.text, turn.start_ms, turn.end_ms)
    at = BEGIN + timedelta(seconds=95)
    feed.tell(EventType.CALL_ENDED, at=at, reason="hangup", duration_ms=95_000)
    parts = by_rules(the_call(), crm_fields(playbook()), "en")
    summary = CallSummary.of(parts, language="en", by=BY_RULES)
    feed.tell(EventType.CALL_SUMMARY, at=at, **summary.as_data())
    async with feed.serving() as base:
        page = await browser.page()
        await page.goto(f"{base}/calls/{CALL_ID}")
        await page.wait_for("!document.getElementById('summary').hidden")
        assert await page.run("document.getElementById('advice').hidden")
        await page.run(f"{LINES}.find((one) => one.textContent.includes('on Friday')).focus()")
        assert await page.run(POINTED) == ["turn-a12"]
        await page.run("document.activeElement.blur()")
        assert await page.run(POINTED) == []
        await page.run(
            "navigator.clipboard.writeText = async (text) => { window.copied = text; }, 0"
        )
        await page.run("document.getElementById('summary-copy').click()")
        await page.wait_for("window.copied")
        copied = await page.run("window.copied")
        assert "What was agreed\n" in copied
        assert "- Budget: Around four thousand a month" in copied
        assert "- Timeline: not asked" in copied
        await page.resize(390, 844)
        shown = await page.run("document.querySelector('.summary-body').clientHeight")
        assert shown > 200, "a phone shows it too"

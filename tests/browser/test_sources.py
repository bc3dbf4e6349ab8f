"""The sources of a card in a real browser: quiet on it, whole in a dialog, rated one by one."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tests.browser.chromium import Browser, Page
from tests.browser.feed import BEGIN, CALL_ID, Feed
from tests.browser.test_states import SHOWN as HEADLINE
from tests.browser.test_states import WATCH_SHIFTS, assert_accessible

CHIPS = "[...document.querySelectorAll('.source-chip')]"
OPEN = "document.querySelector('#passage-dialog[open]')"
TEXT = "document.getElementById('passage-text').textContent"
DESCRIBED = f"""{CHIPS}.map((one) =>
  document.getElementById(one.getAttribute('aria-describedby')).textContent)"""
PREVIEWED = "[...document.querySelectorAll(':popover-open')].map((one) => one.id)"
INSIDE = """(({left, right, top, bottom}) =>
  left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight
)(document.querySelector(':popover-open').getBoundingClientRect())"""
PASSAGE = "Enterprise costs $60 a seat with SSO. A pilot is possible."
_SAME = {"passage": PASSAGE, "score": 0.9, "outside": False}
NAMED = [
    _SAME | {"id": "p.3", "title": "Prices › <b>Plans</b>", "address": "javascript:alert(1)"},
    _SAME | {"id": "w.1", "title": "News", "address": "https://example.com/news", "outside": True},
]


def with_a_card(
    sources: Sequence[dict[str, Any]] = NAMED, headline: str = "Enterprise costs $60 a seat."
) -> Feed:
    """A call with a card that rests on sources."""
    feed = Feed()
    feed.start(playbook={"stages": []}, stt="deepgram", coach="playbook")
    feed.turn("t1", "customer", "What does it cost with SSO?", 0, 3000)
    at = BEGIN + timedelta(seconds=4)
    feed.advice("s1", "t1", headline, at, sources=[*sources])
    return feed


async def test_a_source_is_named_opened_and_rated(browser: Browser) -> None:
    """Nothing moves for it; what a document says is text, and only a web address is a link."""
    feed = with_a_card()
    async with feed.serving() as base:
        page = await browser.page()
        await page.goto(f"{base}/calls/{CALL_ID}")
        await page.wait_for(f"{HEADLINE} === 'Enterprise costs $60 a seat.'")
        names = await page.run(f"{CHIPS}.map((one) => one.textContent)")
        assert names == ["Prices › <b>Plans</b>", "News"]
        await page.run(WATCH_SHIFTS)
        await page.run(f"{CHIPS}[0].focus(), {CHIPS}[0].click()")
        await page.wait_for(f"{OPEN} && {TEXT} === {PASSAGE!r}")
        assert await page.run("document.querySelectorAll('#passage-address a').length") == 0
        assert await page.run("document.activeElement.dataset.i18n") == "close"
        await page.run("document.getElementById('passage-wrong').click()")
        heard = await asyncio.wait_for(feed.heard.get(), 10)
        rated = {"suggestion_id": "s1", "rating": "not_useful", "source": "p.3"}
        assert heard == {"type": "feedback"} | rated
        pressed = "document.getElementById('passage-wrong').getAttribute('aria-pressed')"
        assert await page.run(pressed) == "true"
        await page.run("document.getElementById('passage-dialog').close()")
        assert await page.run(f"document.activeElement === {CHIPS}[0]")
        await page.run(f"{CHIPS}[1].click()")
        await page.wait_for("document.querySelector('#passage-address a')")
        link = "(({href, rel}) => [href, rel])(document.querySelector('#passage-address a'))"
        assert await page.run(link) == ["https://example.com/news", "noopener noreferrer"]
        assert await page.run("document.getElementById('passage-outside').hidden") is False
        assert await page.run("window.shifts") == []


async def test_a_passage_is_previewed_by_keyboard_pointer_and_touch(
    browser: Browser, axe: str
) -> None:
    """It is told to a screen reader, goes by Escape, stays under the pointer; a tap opens it."""
    async with with_a_card().serving() as base:
        page = await browser.page(360, 700)
        await page.goto(f"{base}/calls/{CALL_ID}")
        await page.wait_for(f"{CHIPS}.length === 2")
        assert await page.run(DESCRIBED) == [PASSAGE, PASSAGE]
        assert await page.run(PREVIEWED) == []
        await page.run(WATCH_SHIFTS)
        await page.press("Tab")  # from now on, what has the focus has it by the keyboard
        await page.run(f"{CHIPS}[1].focus()")
        assert await page.run(PREVIEWED) == ["source-preview-1"]
        assert await page.run(INSIDE)
        await assert_accessible(page, axe)
        await page.press("Escape")
        assert await page.run(PREVIEWED) == []
        await page.run(f"{CHIPS}[1].blur()")
        await page.point(*await centre(page, 0))
        await page.wait_for(f"{PREVIEWED}.length === 1")
        await page.point(1, 1)
        await page.wait_for(f"{PREVIEWED}.length === 0")
        await page.tap(*await centre(page, 0))
        await page.wait_for(f"{OPEN} && {TEXT} === {PASSAGE!r}")
        assert await page.run(PREVIEWED) == []
        assert await page.run("window.shifts") == []


async def centre(page: Page, place: int) -> list[float]:
    """Where a source's name is in the window, px."""
    return await page.run(
        f"(({{x, y, width, height}}) => [x + width / 2, y + height / 2])"
        f"({CHIPS}[{place}].getBoundingClientRect())"
    )


async def test_a_source_in_its_dialog_is_accessible(browser: Browser, axe: str) -> None:
    """axe-core finds nothing serious."""
    async with with_a_card().serving() as base:
        page = await browser.page()
        await page.goto(f"{base}/calls/{CALL_ID}")
        await page.wait_for(f"{CHIPS}.length === 2")
        await assert_accessible(page, axe)
        await page.run(f"{CHIPS}[1].click()")
        await page.wait_for(OPEN)
        await assert_accessible(page, axe)


async def test_a_past_call_is_called_one_and_leads_to_its_page(browser: Browser) -> None:
    """It has no words on the card: who may see it reads them there."""
    past = {"id": "call:1.0", "title": "Past call, 2026-11-20", "address": "/calls/CA9"}
    past |= {"passage": "", "score": 0.9, "outside": False, "kind": "call"}
    async with with_a_card([past], "Offer the annual contract.").serving() as base:
        page = await browser.page()
        await page.goto(f"{base}/calls/{CALL_ID}")
        await page.wait_for(f"{CHIPS}.length === 1")
        assert await page.run(f"{CHIPS}[0].textContent") == "A past call"
        await page.run(f"{CHIPS}[0].click()")
        await page.wait_for(f"{OPEN} && {TEXT}.startsWith('A call like this one')")
        link = "document.querySelector('#passage-address a').getAttribute('href')"
        assert await page.run(link) == "/calls/CA9"

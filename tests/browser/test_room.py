"""The room on a call's page: at each width all is there, and nothing stands on something else."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

from conversation.after_call.summary.crm import crm_fields
from conversation.after_call.summary.extractive import BY_RULES, by_rules
from conversation.events.event import EventType
from conversation.events.payloads import CallSummary
from tests.browser.chromium import Browser, Page
from tests.browser.feed import BEGIN, CALL_ID, Feed
from tests.summaries import CALL, playbook, the_call, turns_of

SIZES = [(1440, 900), (1024, 768), (768, 1024), (360, 740)]
LANGUAGES = ["en", "fr", "es"]
"""In the order of the page's list."""
NO_MODEL = {
    "en": "Ask what to do now: the playbook answers",
    "fr": "Demandez quoi faire : le guide répond",
    "es": "Pregunte qué hacer ahora: responde el guion",
}
"""What the field for a question says where no model reads it."""
NARROW = 832  # px: 52rem, below which the page is one column that scrolls
COVERED = """(() => {
  const within = (a, b) => new DOMRect(Math.max(a.left, b.left), Math.max(a.top, b.top),
    Math.min(a.right, b.right) - Math.max(a.left, b.left),
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
  const seen = (one) => {
    let box = one.getBoundingClientRect();
    for (let at = one.parentElement; at; at = at.parentElement) {
      const clips = getComputedStyle(at).overflowY !== 'visible' && at.clientHeight;
      if (clips) box = within(box, at.getBoundingClientRect());
    }
    return box;
  };
  const shown = [...document.querySelectorAll('main button, main summary, #seek, .bar .button')]
    .filter((one) => one.checkVisibility({visibilityProperty: true}))
    .map((one) => [one.id || one.textContent.trim(), seen(one)])
    .filter(([, box]) => box.width > 1 && box.height > 1);
  const meets = (a, b) => ((both) => both.width > 1 && both.height > 1)(within(a, b));
  return shown.flatMap(([name, box], at) => shown.slice(at + 1)
    .filter(([, other]) => meets(box, other)).map(([other]) => `${name} / ${other}`));
})()"""
"""The controls that stand on one another, as far as they are seen."""
ROWS_OF_TOOLS = """new Set([...document.querySelectorAll('.bar-tools > *')]
  .filter((one) => one.checkVisibility())
  .map((one) => Math.round((({top, bottom}) => top + bottom)(one.getBoundingClientRect()) / 16)))
  .size"""
EARLIER = "document.getElementById('earlier-list').clientHeight"
BEYOND = """(({scrollWidth, scrollHeight}) =>
  [scrollWidth - innerWidth, scrollHeight - innerHeight])(document.documentElement)"""


def call_with_cards() -> Feed:
    """A call with seven cards, of which one stands, and with two obligations."""
    feed = Feed()
    stages = [{"id": name, "title": name} for name in ("Opening", "Needs", "Concerns", "Closing")]
    feed.start(playbook={"stages": stages}, stt="recorded", coach="playbook")
    for turn in turns_of(CALL):
        feed.turn(turn.turn_id, turn.speaker, turn.text, turn.start_ms, turn.end_ms)
    for number in range(7):
        at = BEGIN + timedelta(seconds=10 * number)
        feed.advice(f"s{number}", "c1", f"Ask for the number behind it, {number}", at)
    for name in ("Guarantee nothing", "Press nobody to decide today"):
        told: dict[str, Any] = {
            "obligation_id": name,
            "title": name,
            "must": "avoid",
            "state": "open",
        }
        feed.tell(EventType.OBLIGATION_UPDATED, **told)
    return feed


def end(feed: Feed) -> None:
    """Let it be hung up, and summed up."""
    at = BEGIN + timedelta(seconds=95)
    feed.tell(EventType.CALL_ENDED, at=at, reason="hangup", duration_ms=95_000)
    parts = by_rules(the_call(), crm_fields(playbook()), "en")
    summary = CallSummary.of(parts, language="en", by=BY_RULES)
    feed.tell(EventType.CALL_SUMMARY, at=at, **summary.as_data())


async def opened(browser: Browser, base: str) -> Page:
    """The call's page, once its earlier cards are there."""
    page = await browser.page()
    await page.goto(f"{base}/calls/{CALL_ID}")
    await page.wait_for("document.querySelectorAll('#earlier-list > li').length > 5")
    return page


async def in_each_language(page: Page) -> AsyncIterator[tuple[str, tuple[int, int]]]:
    """Show the page in each language, at each size; gives both."""
    for language in LANGUAGES:
        await page.wait_for(f"document.documentElement.lang === '{language}'")
        for size in SIZES:
            await page.resize(*size)
            yield language, size
        await page.choose_next("#language")


async def test_all_of_it_has_room(browser: Browser) -> None:
    """None covers or squeezes one, in each language: not the tools, nor what comes after a call.

    During it the tools are one row, of which one more would take it from the card, and who answers
    is told. After it there are summary, replay, scorecard, earlier cards and what is saved.
    """
    feed = call_with_cards()
    async with feed.serving() as base:
        page = await opened(browser, base)
        placeholder = "document.getElementById('ask-text').placeholder"
        async for language, size in in_each_language(page):
            await page.wait_for(f"{placeholder} === '{NO_MODEL[language]}'")
            assert await page.run(ROWS_OF_TOOLS) == 1, (language, size)
            assert await page.run(COVERED) == [], (language, size)
            assert (await page.run(BEYOND))[0] <= 0, (language, size)
        end(feed)
        await page.wait_for("!document.getElementById('summary').hidden")
        await page.wait_for("document.getElementById('export').checkVisibility()")
        async for language, size in in_each_language(page):
            assert await page.run(EARLIER) >= 60, (language, size)
            assert await page.run(COVERED) == [], (language, size)
            wide, high = await page.run(BEYOND)
            assert wide <= 0, (language, size)
            assert high <= 0 or size[0] < NARROW, (language, size)

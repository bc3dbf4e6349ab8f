"""Names and words that are written from right to left, on the console's pages in English."""

from pathlib import Path
from typing import Any

from conversation.events.event import EventType
from pipeline.runtime import Runtime
from tests.browser.app_server import serving
from tests.browser.chromium import Browser
from tests.payloads import raw
from tests.server.stage import an_app

CALL = "CA-hebrew"
NAME = "\u05d9\u05d5\u05e1\u05e3 \u05d1\u05df-\u05d3\u05d5\u05d3"
WORDS = f"{NAME}, \u05db\u05de\u05d4 \u05d6\u05d4?"
CARD = {
    "suggestion_id": "s1",
    "turn_id": "t1",
    "lane": "llm",
    "headline": WORDS,
    "questions": [WORDS],
    "recommended_direction": WORDS,
    "priority": "high",
}
DIRECTIONS = (
    "Object.fromEntries([...document.querySelectorAll('#call-title, .words, #headline,"
    " #question-words, #direction, .name')]"
    ".filter((one) => /[\\u05d0-\\u05ea]/.test(one.textContent))"
    ".map((one) => [one.id || one.className, getComputedStyle(one).direction]))"
)
CUT = (
    "(() => { const one = document.querySelector('#call-title');"
    " return one.scrollHeight - one.clientHeight })()"
)


async def a_call(runtime: Runtime) -> None:
    """A customer's name and words, and advice."""
    parameters = {"customer_name": NAME, "agent_name": "Maya"}
    started: dict[str, Any] = {"source": "text", "participants": [], "parameters": parameters}
    turn = {"turn_id": "t1", "speaker": "customer", "text": WORDS, "start_ms": 0, "end_ms": 900}
    for kind, data in (
        (EventType.CALL_STARTED, started),
        (EventType.TURN_FINAL, turn | {"confidence": 0.9}),
        (EventType.SUGGESTION_FINAL, CARD),
    ):
        await runtime.events.publish(CALL, raw(kind, data))


async def test_what_people_say_is_laid_out_as_it_is_written(
    browser: Browser, tmp_path: Path
) -> None:
    """A name that is too long loses its end and not its beginning; its letters are whole."""
    async with an_app(tmp_path) as (runtime, app), serving(app) as base:
        await a_call(runtime)
        page = await browser.page(1280, 860)
        for path, shown, wanted in (
            (f"/calls/{CALL}", "!document.querySelector('#card').hidden", 5),
            ("/", f"document.querySelector('.name')?.textContent === '{NAME}'", 1),
        ):
            await page.goto(base + path)
            await page.wait_for(shown)
            found = await page.run(DIRECTIONS)
            assert len(found) == wanted, path
            assert set(found.values()) == {"rtl"}, (path, found)
            if wanted > 1:
                assert await page.run(CUT) <= 0

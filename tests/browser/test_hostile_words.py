"""Hostile words on the console's pages of people: shown as words, and run by nobody."""

from pathlib import Path
from typing import Any

from conversation.events.event import EventType
from peers.identity_provider import IdentityProvider
from pipeline.runtime import Runtime
from tests.browser.app_server import serving
from tests.browser.chromium import Browser
from tests.browser.test_sign_in import asked_in, settings_of
from tests.payloads import raw
from tests.server.stage import START, an_app

CALL = "CA-hostile"
HOSTILE = "\"'><img src=x onerror=window.hit=1><script>window.hit=1</script>{{t}}&lt;b"
LINK = "javascript:window.hit=1"
CARD = {
    "suggestion_id": "s1",
    "turn_id": f"t1{HOSTILE}",
    "lane": "llm",
    "headline": HOSTILE,
    "questions": [HOSTILE],
    "recommended_direction": HOSTILE,
    "priority": "critical",
    "sources": [{"title": HOSTILE, "address": LINK, "passage_id": HOSTILE, "score": 0.9}],
}
PAGES = {
    "/desk": "document.querySelector('.kept-card') ",
    "/wall": "document.querySelector('.wall-row')",
    f"/wall?team={HOSTILE.replace('&', '%26')}": "document.querySelector('.wall-row')",
    "/admin": "document.querySelector('#sessions tbody tr')",
    f"/calls/{CALL}": "document.querySelector('.turn')",
}
MADE = "document.querySelectorAll('img[src=x], script:not([src]), [href^=javascript]').length"


async def a_hostile_call(runtime: Runtime) -> None:
    """Its parties' names, its team, its words and its advice."""
    names = ("agent_id", "team", "customer_name", "agent_name", "customer_profile")
    parameters = dict.fromkeys(names, HOSTILE)
    started: dict[str, Any] = {"source": "text", "participants": [], "parameters": parameters}
    turn = {"turn_id": "t1", "speaker": "customer", "text": HOSTILE, "start_ms": 0, "end_ms": 900}
    for kind, data in (
        (EventType.CALL_STARTED, started),
        (EventType.TURN_FINAL, turn | {"language": "en", "confidence": 0.9}),
        (EventType.SUGGESTION_FINAL, CARD),
    ):
        await runtime.events.publish(CALL, raw(kind, data))


async def test_hostile_words_are_words(browser: Browser, tmp_path: Path) -> None:
    """Of a caller, an agent, a team and a card; no policy of the page has to stop them.

    The provider's user has a hostile name too, which is no name here.
    """
    async with IdentityProvider() as provider:
        provider.add("ada", groups=["it"], name=HOSTILE)
        settings = settings_of(provider)
        async with an_app(tmp_path, **settings) as (runtime, app), serving(app) as base:
            await a_hostile_call(runtime)
            assert await runtime.log.favourites.keep("ada", CALL, "s1", START)
            page = await browser.page(1280, 800)
            await asked_in(page, f"{base}/desk", "ada")
            await page.wait_for("location.pathname === '/desk'")
            for path, shown in PAGES.items():
                await page.run(f"location.href = {base + path!r}")
                await page.wait_for(f"location.pathname === {path.partition('?')[0]!r}")
                await page.wait_for(f"document.readyState === 'complete' && {shown}")
                shows = "onerror" in await page.run("document.body.innerText")
                assert shows == (path != "/admin"), path
                assert await page.run(MADE) == 0, path
                assert not await page.run("window.hit"), path
            assert not [one for one in page.complaints if "Security Policy" in one]

"""The agent's desk in a browser: a card kept on a call's page, own calls, own figures."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from conversation.events.event import EventType
from pipeline.runtime import Runtime
from server.serving.serving import serving
from tests.browser.app_server import PORTS
from tests.browser.chromium import Browser, Page
from tests.browser.test_states import assert_accessible
from tests.conversation.after_call.test_scorecard import CALL
from tests.payloads import raw
from tests.server.stage import (
    API_KEYS,
    MARIA,
    MARIAS,
    SAM,
    START,
    end_call,
    make_runtime,
    start_call,
)
from tests.server.test_after_call import ENDED, end_a_call
from tests.server.test_favourites import CARD

KEPT = "document.querySelector('.kept-card')"
STAR = "document.querySelector('.earlier-body .keep')"
UNFOLDED = "document.querySelector('.past-told p.num')"


@asynccontextmanager
async def a_past_call(folder: Path) -> AsyncIterator[str]:
    """A server with a past call of Maria's and a live one of Ben's; gives its address."""
    async with make_runtime(folder, api_keys=API_KEYS) as runtime:
        await end_a_call(runtime, CALL)
        await start_call(runtime, "CA-ben", "ben", turns=1)
        async with serving(runtime, "127.0.0.1", PORTS.take()) as (_, port):
            yield f"http://127.0.0.1:{port}"


async def signed_in(page: Page, url: str, key: str) -> None:
    """Open a page, and sign in with a key."""
    await page.goto(url)
    await page.wait_for("document.getElementById('sign-in')?.open")
    await page.run("document.getElementById('sign-in-key').focus()")
    await page.type(key)
    await page.click("#sign-in-form .primary")


async def titles(page: Page) -> list[str]:
    """What the page is called, and its tab."""
    return [await page.text("h1"), await page.run("document.title")]


async def test_a_card_that_is_kept_stands_at_the_desk(
    browser: Browser, axe: str, tmp_path: Path
) -> None:
    """With the agent's own past call, unfolded to its score, and own figures; nobody else's."""
    async with a_past_call(tmp_path) as base:
        page = await browser.page()
        await signed_in(page, f"{base}/calls/{ENDED}", MARIA)
        await page.wait_for("document.querySelector('#earlier-list details')")
        await page.wait_for("document.getElementById('keep')")
        await page.run("document.querySelector('#earlier-list details').open = true")
        await page.wait_for(STAR)
        await page.run(f"{STAR}.click()")
        await page.wait_for(f"{STAR}.getAttribute('aria-pressed') === 'true'")
        await assert_accessible(page, axe)
        await page.press("d")
        await page.wait_for(f"location.pathname === '/desk' && {KEPT}")
        headline = "document.querySelector('.kept-headline').textContent"
        assert "Ask" in await page.run(headline)
        await page.wait_for("document.querySelectorAll('.past li').length === 1")
        assert await page.run("document.querySelectorAll('#live li').length") == 0
        await page.run("document.querySelector('.past details').open = true")
        await page.wait_for(UNFOLDED)
        assert await page.run(f"{UNFOLDED}.textContent") == "Score: 60 of 100"
        await page.wait_for("document.querySelectorAll('.tile').length === 9")
        await assert_accessible(page, axe)
        await page.run(f"{KEPT}.querySelector('button').click()")
        await page.wait_for(f"!{KEPT} && !document.getElementById('none-kept').hidden")


async def test_cards_are_shown_twelve_at_a_time(browser: Browser, tmp_path: Path) -> None:
    """The past calls stay near; the focus goes to the first of those that are shown next."""
    async with make_runtime(tmp_path, api_keys=API_KEYS) as runtime:
        await start_call(runtime, MARIAS, "maria", turns=1)
        for number in range(30):
            card = CARD | {"suggestion_id": f"s{number}", "headline": f"Card {number}"}
            await runtime.events.publish(MARIAS, raw(EventType.SUGGESTION_FINAL, card))
            kept = (MARIAS, f"s{number}", START + timedelta(minutes=number))
            assert await runtime.log.favourites.keep("maria", *kept)
        async with serving(runtime, "127.0.0.1", PORTS.take()) as (_, port):
            page = await browser.page(360, 740)
            await signed_in(page, f"http://127.0.0.1:{port}/desk", MARIA)
            await page.wait_for(KEPT)
            shown = "[...document.querySelectorAll('.kept-headline')].map((one) => one.textContent)"
            assert await page.run(shown) == [f"Card {number}" for number in range(29, 17, -1)]
            await page.click("#older-kept")
            await page.wait_for("document.querySelectorAll('.kept-headline').length === 24")
            focused = "document.activeElement.closest('.kept-card').innerText.split('\\n')[0]"
            assert await page.run(focused) == "Card 17"
            await runtime.log.favourites.drop("maria", MARIAS, "s29")  # in another tab
            await page.run("document.dispatchEvent(new Event('visibilitychange'))")
            await page.wait_for("document.querySelectorAll('.kept-headline').length === 23")
            await page.click("#older-kept")
            await page.wait_for("document.querySelectorAll('.kept-headline').length === 29")
            assert await page.run(shown) == [f"Card {number}" for number in range(28, -1, -1)]
            assert not await page.run("document.getElementById('older-kept').checkVisibility()")
            assert not await page.run("document.documentElement.scrollWidth > innerWidth")


async def test_older_ones_that_can_not_be_read_are_told(browser: Browser, tmp_path: Path) -> None:
    """Calls as cards; the button is there to ask again, and what it then leads to is shown."""
    async with make_runtime(tmp_path, api_keys=API_KEYS) as runtime:
        for number in range(24):
            call_id = f"CA-{number}"
            await start_call(runtime, call_id, "maria", turns=1)
            card = CARD | {"suggestion_id": "s1"}
            await runtime.events.publish(call_id, raw(EventType.SUGGESTION_FINAL, card))
            assert await runtime.log.favourites.keep("maria", call_id, "s1", START)
            await end_call(runtime, call_id)
        async with serving(runtime, "127.0.0.1", PORTS.take()) as (_, port):
            page = await browser.page(360, 740)
            await signed_in(page, f"http://127.0.0.1:{port}/desk", MARIA)
            await page.wait_for("document.querySelectorAll('.past li').length === 20")
            await page.command("Network.enable")
            lost = "document.getElementById('lost')"
            told = f"!{lost}.hidden && {lost}.textContent.startsWith('Older ones')"
            seen = f"{lost}.getBoundingClientRect().top >= 0"
            for button, shown in (("#older", ".past li"), ("#older-kept", ".kept-card")):
                count = f"document.querySelectorAll('{shown}').length"
                before = await page.run(count)
                await page.command("Network.setBlockedURLs", urls=["*before=*"])
                await page.run(f"{lost}.hidden = true")
                await page.click(button)
                await page.wait_for(f"{told} && {seen}")
                assert await page.run(count) == before
                await page.command("Network.setBlockedURLs", urls=[])
                await page.click(button)
                await page.wait_for(f"{count} === 24 && {lost}.hidden")


async def test_what_is_open_and_where_one_is_stay(browser: Browser, tmp_path: Path) -> None:
    """A past call stays unfolded in another language; a live one keeps the focus as calls are read.

    The language changes the words of both.
    """
    async with a_past_call(tmp_path) as base:
        page = await browser.page()
        await page.command("Network.enable")
        await signed_in(page, f"{base}/desk?agent=maria", SAM)
        await page.wait_for("document.querySelector('.past details')")
        await page.run("document.querySelector('.past details').open = true")
        await page.wait_for(UNFOLDED)
        await page.choose_next("#language")
        await page.wait_for(f"{UNFOLDED}?.textContent.startsWith('Note')")
        assert await page.run("document.querySelector('.past details').open")
        await page.run("document.getElementById('agent').select()")
        await page.type("ben")
        await page.wait_for("document.querySelectorAll('#live li').length === 1")
        await page.run("document.querySelector('#live a').focus()")
        page.requested.clear()
        while sum("/api/calls?" in one for one in page.requested) < 2:
            await page.wait_for("true")  # the next frame; the test's timeout bounds it
        assert await page.run("document.activeElement === document.querySelector('#live a')")


async def test_a_call_is_equally_long_everywhere(browser: Browser, tmp_path: Path) -> None:
    """As its own clock says: on its page, in the list and at the desk."""
    async with make_runtime(tmp_path) as runtime:
        await start_call(runtime, MARIAS, "maria", turns=1)
        ended = {"reason": "interrupted", "duration_ms": 49_000}
        await runtime.events.publish(MARIAS, raw(EventType.CALL_ENDED, ended))
        async with serving(runtime, "127.0.0.1", PORTS.take()) as (_, port):
            page = await browser.page()
            for path, place in (
                (f"/calls/{MARIAS}", "#clock"),
                ("/", "#history .end"),
                ("/desk?agent=maria", ".past .end"),
            ):
                await page.goto(f"http://127.0.0.1:{port}{path}")
                await page.wait_for(f"document.querySelector('{place}')?.textContent === '0:49'")


async def test_an_agents_desk_has_no_others_address(browser: Browser, tmp_path: Path) -> None:
    """Who follows a link to another's desk sees their own, and the address says no other."""
    async with a_past_call(tmp_path) as base:
        page = await browser.page()
        await signed_in(page, f"{base}/desk?agent=ben", MARIA)
        await page.wait_for("document.querySelectorAll('.past li').length === 1")
        assert await page.run("document.querySelectorAll('#live li').length") == 0
        assert await page.run("location.pathname + location.search") == "/desk"
        assert await titles(page) == ["My desk", "My desk · Call Shadow"]


async def test_a_supervisor_names_whose_desk_it_is(browser: Browser, tmp_path: Path) -> None:
    """Until then no call is shown; the name stays in the address."""
    async with a_past_call(tmp_path) as base:
        page = await browser.page()
        await signed_in(page, f"{base}/desk", SAM)
        await page.wait_for("!document.getElementById('choose').hidden")
        assert await titles(page) == ["An agent’s desk", "An agent’s desk · Call Shadow"]
        assert await page.run("document.querySelectorAll('.past li, #live li').length") == 0
        await page.run("document.getElementById('agent').focus()")
        await page.type("ben")
        await page.wait_for("document.querySelectorAll('#live li').length === 1")
        assert await page.run("location.search") == "?agent=ben"
        assert await titles(page) == ["Desk of ben", "Desk of ben · Call Shadow"]
        await page.choose_next("#language")
        assert await titles(page) == ["Bureau de ben", "Bureau de ben · Call Shadow"]


async def test_the_list_is_called_what_it_is(browser: Browser, tmp_path: Path) -> None:
    """In the reader's language; to a supervisor, the way to the desks says whose they are."""
    async with a_past_call(tmp_path) as base:
        page = await browser.page()
        await signed_in(page, f"{base}/", SAM)
        await page.wait_for("document.body.dataset.role === 'supervisor'")
        assert await page.text("#to-desk") == "An agent’s desk"
        assert await titles(page) == ["Call Shadow", "Calls · Call Shadow"]
        await page.choose_next("#language")
        assert await titles(page) == ["Call Shadow", "Appels · Call Shadow"]
        assert await page.text("#to-desk") == "Bureau d’un agent"


async def test_a_name_that_is_refused_is_told(browser: Browser, axe: str, tmp_path: Path) -> None:
    """In an address that somebody was sent; the own cards are there, and another name goes on."""
    async with make_runtime(tmp_path, api_keys=API_KEYS) as runtime:
        await start_call(runtime, MARIAS, "maria", turns=1)
        await runtime.events.publish(MARIAS, raw(EventType.SUGGESTION_FINAL, CARD))
        assert await runtime.log.favourites.keep("sam", MARIAS, "s1", START)
        async with serving(runtime, "127.0.0.1", PORTS.take()) as (_, port):
            page = await browser.page(360, 740)
            await signed_in(page, f"http://127.0.0.1:{port}/desk?agent={'x' * 65}", SAM)
            await page.wait_for(KEPT)
            lost = "document.getElementById('lost')"
            assert "at most 64" in await page.run(f"{lost}.checkVisibility() && {lost}.innerText")
            assert not await page.run("document.documentElement.scrollWidth > innerWidth")
            await assert_accessible(page, axe)
            await page.run("document.getElementById('agent').select()")
            await page.type("maria")
            await page.wait_for(f"document.querySelector('#live li') && {lost}.hidden")


async def test_every_key_stands_in_the_list_of_keys(browser: Browser, tmp_path: Path) -> None:
    """Those that are loaded later, too; one that has nothing to do does nothing."""
    async with make_runtime(tmp_path) as runtime:
        await end_a_call(runtime, CALL)
        async with serving(runtime, "127.0.0.1", PORTS.take()) as (_, port):
            page = await browser.page()
            await page.goto(f"http://127.0.0.1:{port}/calls/{ENDED}")
            await page.wait_for("document.querySelector('#notify[aria-pressed]')")
            listed = "[...document.querySelectorAll('.keys kbd')].map((one) => one.textContent)"
            assert "".join(sorted(await page.run(listed))) == "/123?BCDFGLNPRSTUVWX←→␣"
            await page.press("r")
            await page.press("b")
            await page.wait_for("document.getElementById('notify-dialog').open")
            assert await page.run("document.getElementById('notify-words').disabled")


TOLD = """
window.told = [];
window.Notification = class extends Notification {
  constructor(title, how) {
    super(title, how);
    const one = { title, body: how.body, shown: false, closed: false };
    this.addEventListener("show", () => (one.shown = true));
    this.addEventListener("close", () => (one.closed = true));
    told.push(one);
  }
}, 0"""
"""Keeps what the page has the browser tell, which is told all the same."""


async def test_a_pressing_card_is_told_while_another_tab_is_in_front(
    whole_browser: Browser, tmp_path: Path
) -> None:
    """By the browser itself, and without a word of the call; gone once the call is looked at."""
    async with make_runtime(tmp_path) as runtime:
        await start_call(runtime, "CA-told", None, turns=1)
        async with serving(runtime, "127.0.0.1", PORTS.take()) as (_, port):
            base = f"http://127.0.0.1:{port}"
            page = await whole_browser.page()
            allowed = {"permissions": ["notifications"], "browserContextId": page.context}
            await whole_browser.command("Browser.grantPermissions", origin=base, **allowed)
            await page.goto(f"{base}/calls/CA-told")
            await page.wait_for("document.querySelector('#notify[aria-pressed]')")
            await page.run(TOLD)
            await page.press("b")
            await page.click("#notify-on")
            await page.wait_for("document.querySelector('#notify[aria-pressed=true]')")
            await page.press("Escape")
            await advise(runtime, "s1", "high")
            await page.wait_for("document.getElementById('card').innerText.includes('Card s1')")
            other = await whole_browser.page(beside=page)
            await other.command("Page.bringToFront")
            await page.wait_for("document.visibilityState === 'hidden'")
            await advise(runtime, "s2", "low")
            await advise(runtime, "s3", "critical")
            await page.wait_for("told.length && told[0].shown")
            (told,) = await page.run("told")
            assert told["title"] == "Act now"
            assert "s3" not in told["body"]
            await page.command("Page.bringToFront")
            await page.wait_for("told[0].closed")


async def advise(runtime: Runtime, suggestion_id: str, priority: str) -> None:
    """A card, whole at once."""
    card = {
        "suggestion_id": suggestion_id,
        "turn_id": "t0",
        "lane": "instant",
        "specialist": None,
        "headline": f"Card {suggestion_id}",
        "questions": [],
        "signals_detected": [],
        "recommended_direction": "",
        "priority": priority,
        "confidence": 0.9,
        "evidence": [],
        "sources": [],
        "replaces": None,
        "expires_at_ms": 600_000,
        "latency_ms": {},
    }
    for kind in (EventType.SUGGESTION_STARTED, EventType.SUGGESTION_FINAL):
        await runtime.events.publish("CA-told", raw(kind, card))

"""The supervisor's wall in a browser: 300 calls, in their order, for every reader."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO

from loguru import logger
from PIL import Image

from tests.browser.chromium import DARK, Browser, Page
from tests.browser.test_states import assert_accessible
from tests.browser.wall_feed import WallFeed, row

CALLS, AT_ONCE, UPDATES = 300, 25, 12
READY = "document.querySelectorAll('.wall-row').length > 2"
ORDER = "[...document.querySelectorAll('.wall-row .wall-score')].map((one) => one.textContent)"
RISK = {
    "en": ("Risk", "Risk 78 of 100, high"),
    "fr": ("Risque", "Risque 78 sur 100, élevé"),
    "es": ("Riesgo", "Riesgo 78 de 100, alto"),
}
LINE = """(() => {
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.color = "var(--line)";
  const drawn = document.createElement("canvas").getContext("2d");
  drawn.fillStyle = getComputedStyle(probe).color;
  drawn.fillRect(0, 0, 1, 1);
  return [...drawn.getImageData(0, 0, 1, 1).data].slice(0, 3);
})()"""
COUNT_TONES = """(() => {
  window.tones = 0;
  const make = AudioContext.prototype.createOscillator;
  AudioContext.prototype.createOscillator = function () {
    window.tones += 1;
    return make.call(this);
  };
})()"""
JUMPS = """new Promise((tell) => {
  let jumps = 0;
  new PerformanceObserver((seen) => seen.getEntries().forEach((one) => { jumps += one.value; }))
    .observe({type: "layout-shift", buffered: true});
  requestAnimationFrame(() => setTimeout(() => tell(jumps)));
})"""
MEASURE = """(() => {
  const seen = window.seen = {frames: [], touched: 0};
  let last = null;
  const frame = (at) => {
    if (last !== null) seen.frames.push(at - last);
    last = at;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  new MutationObserver((changes) => {
    const rows = changes.map(({target}) =>
      (target.nodeType === Node.TEXT_NODE ? target.parentElement : target)?.closest(".wall-row"));
    seen.touched += new Set(rows.filter(Boolean)).size;
  }).observe(document.getElementById("wall"),
    {subtree: true, childList: true, characterData: true, attributes: true});
})()"""


@asynccontextmanager
async def a_wall(browser: Browser, feed: WallFeed, query: str = "") -> AsyncIterator[Page]:
    """The page of a wall."""
    async with feed.serving() as base:
        page = await browser.page(1280, 800)
        await page.goto(f"{base}/wall{query}")
        await page.wait_for(READY)
        yield page


def score(number: int, update: int = 0) -> int:
    """The risk of a call, another one with each update."""
    return (number * 37 + update * 23) % 90


async def test_three_hundred_calls_cost_what_changes(browser: Browser) -> None:
    """A message touches the rows that it tells of, and no other; the frames are told."""
    feed = WallFeed([row(number, score(number)) for number in range(CALLS)])
    async with a_wall(browser, feed) as page:
        await page.wait_for(f"document.querySelectorAll('.wall-row').length === {CALLS}")
        await page.run(MEASURE)
        for update in range(1, UPDATES + 1):
            told = [(update * 7 + n * 11) % CALLS for n in range(AT_ONCE)]
            feed.tell([row(number, score(number, update)) for number in told])
            await asyncio.sleep(0.25)  # as often as the server tells
        seen = await page.run("window.seen")
        frames = seen["frames"]
        slow = {ms: sum(frame > ms for frame in frames) / len(frames) for ms in (17, 34)}
        logger.info("{} frames; slower than 17 and 34 ms: {}", len(frames), slow)
        # Beside what is told: each quiet call's seconds, once a second.
        quiet = sum(one["quiet_since"] is not None for one in feed.rows.values())
        assert seen["touched"] <= UPDATES * AT_ONCE + quiet * (UPDATES * 0.25 + 3) * 2
        shown = [int(score) for score in await page.run(ORDER)]
        assert len(shown) == CALLS
        await page.wait_for(f"({ORDER}).every((one, at, all) => !at || +all[at - 1] >= +one)")
        assert page.complaints == []


async def test_no_row_moves_while_somebody_is_at_the_list(browser: Browser) -> None:
    """What rises meanwhile is told, and moves afterwards; what has ended stays and says so."""
    feed = WallFeed([row(1, 60), row(2, 40), row(3, 20)])
    async with a_wall(browser, feed) as page:
        await page.run("document.querySelectorAll('.wall-link')[1].focus()")
        feed.tell([row(3, 88), row(4, 95)], gone=[row(1)["call_id"]])
        await page.wait_for(f"({ORDER}).join() === '–,40,88,95'")
        assert "2" in await page.text("#held")
        await page.run("document.activeElement.blur()")
        await page.wait_for(f"({ORDER}).join() === '95,88,40'")
        assert await page.text("#held") == ""


async def test_an_alert_is_said_and_sounds_where_that_is_wanted(browser: Browser) -> None:
    """What was raised before is no news; the switch is off, and the browser keeps it."""
    feed = WallFeed([row(1, 80), row(2, 40), row(3, 20)])
    async with a_wall(browser, feed) as page:
        said = "document.getElementById('announce').textContent"
        assert await page.run(said) == ""
        assert not await page.run("document.getElementById('sound').checked")
        await page.run(COUNT_TONES)
        feed.tell([row(2, 70)])
        await page.wait_for(f"({said}).includes('asks for a manager (Agent 2)')")
        assert await page.run("window.tones") == 0
        await page.click("#sound")  # which lets it be heard at once
        assert await page.run("window.tones") == 2
        feed.tell([row(3, 71)])
        await page.wait_for("window.tones === 4")
        await page.goto(await page.run("location.href"))
        await page.wait_for(f"{READY} && document.getElementById('sound').checked")


async def test_a_small_screen_has_room(browser: Browser) -> None:
    """A low one for four calls whole, with all that is known of the riskiest, and a note to a team.

    A telephone for the tools in one line, with the way out of who is signed in. In each language.
    """
    feed = WallFeed([row(number, 90 - number) for number in range(20)])
    tops = """new Set([...document.querySelectorAll('.bar-tools > *')]
      .map((one) => one.getBoundingClientRect().top)).size"""
    wide = "document.documentElement.scrollWidth"
    async with a_wall(browser, feed, "?team=north") as page:
        for language in ("en", "fr", "es"):
            await page.wait_for(f"document.documentElement.lang === '{language}'")
            await page.resize(1024, 600)
            ends = "document.querySelectorAll('.wall-row')[3].getBoundingClientRect().bottom"
            assert await page.run(ends) <= 600
            assert await page.run(wide) <= 1024
            assert await page.run("document.getElementById('team-note').checkVisibility()")
            await page.resize(360, 740)
            await page.run("document.getElementById('sign-out').hidden = false")
            assert await page.run(tops) == 1
            assert await page.run(wide) <= 360
            await page.run("document.getElementById('sign-out').hidden = true")
            await page.choose_next("#language")


async def test_a_window_that_becomes_narrow_shows_all_of_a_row(browser: Browser) -> None:
    """However many rows are out of sight: a wall is as wide as its window, both ways."""
    feed = WallFeed([row(number, 60) for number in range(CALLS)])
    async with a_wall(browser, feed) as page:
        for width in (1440, 1024, 360, 1280):
            await page.resize(width, 900)
            await page.wait_for(f"innerWidth === {width}")
            wide = "document.documentElement.scrollWidth"
            right = "document.querySelector('.wall-row').getBoundingClientRect().right"
            assert await page.run(wide) == width
            assert width - 40 < await page.run(right) < width


async def test_seven_walls_of_one_browser_all_go_on(browser: Browser) -> None:
    """Each with its tone on, so that none rests; a browser has six connections to a server."""
    feed = WallFeed([row(number, 60) for number in range(3)])
    async with a_wall(browser, feed) as first:
        await first.click("#sound")
        pages = [first]
        for _ in range(6):
            page = await browser.page(beside=first)
            await page.goto(await first.run("location.href"))
            await page.wait_for(READY)
            assert await page.run("document.getElementById('sound').checked")
            pages.append(page)
        feed.tell([row(9, 88)])
        for page in pages:
            await page.command("Page.bringToFront")
            await page.wait_for("document.querySelectorAll('.wall-row').length === 4")


async def test_a_line_stands_below_every_row(browser: Browser) -> None:
    """Also where rows begin and end between two pixels, as with most fonts."""
    feed = WallFeed([row(number, score(number)) for number in range(6)])
    async with a_wall(browser, feed) as page:
        await page.run("document.body.style.fontSize = '15.3px'")
        ends = await page.run(
            "[...document.querySelectorAll('.wall-row')].map((one) =>"
            " one.getBoundingClientRect().bottom)"
        )
        line = await page.run(LINE)
        picture = Image.open(BytesIO(await page.screenshot())).convert("RGB")
    column = [picture.getpixel((640, y)) for y in range(picture.height)]
    assert len({end % 1 for end in ends}) > 2
    seen = [end for end in ends if tuple(line) in column[int(end) - 3 : int(end) + 2]]
    assert seen == ends


async def test_nothing_jumps_as_a_wall_is_opened(browser: Browser) -> None:
    """The way out of who is signed in takes a line of its own on a telephone, from the start."""
    feed = WallFeed([row(number, 60) for number in range(3)])
    async with a_wall(browser, feed) as page:
        await page.resize(360, 740)
        await page.run("sessionStorage.setItem('callshadow.key', 'k'.repeat(24))")
        await page.goto(await page.run("location.href"))
        await page.wait_for(f"{READY} && !document.getElementById('sign-out').hidden")
        assert await page.run(JUMPS) < 0.01


async def test_filters_stay_in_the_address(browser: Browser) -> None:
    """A team's wall is a link; what is chosen is written there."""
    feed = WallFeed([row(number, number * 20) for number in range(5)])
    async with a_wall(browser, feed) as page:
        await page.goto((await page.run("location.href")) + "?team=north")
        await page.wait_for(f"({ORDER}).join() === '60,20'")
        assert await page.text("#team-note") == "A note to the team north"
        ways = "[...document.querySelectorAll('.wall-tools a')].map((one) => one.href)"
        assert await page.run(ways) == [
            f"https://pbx.example/join?call={row(number)['call_id']}" for number in (3, 1)
        ]
        pick = "const one = document.getElementById('risk'); one.value = 'high'"
        await page.run(f"{{{pick}; one.dispatchEvent(new Event('change', {{bubbles: true}}))}}")
        await page.wait_for("location.search === '?team=north&risk=high'")
        await page.wait_for(f"({ORDER}).join() === '60'")


async def test_it_is_accessible(browser: Browser, axe: str) -> None:
    """axe-core finds nothing serious, wide or narrow, light or dark, in each language."""
    feed = WallFeed([row(number, (number * 13) % 90) for number in range(12)])
    async with a_wall(browser, feed) as page:
        for width, media, tag in ((1440, {}, "en"), (360, DARK, "fr"), (1024, DARK, "es")):
            await page.resize(width, 900)
            await page.prefer(media)
            await page.wait_for(f"document.documentElement.lang === '{tag}'")
            title = f"{await page.text('h1')} · Call Shadow"
            assert await page.run("document.title") == title
            # What the number is, to the eye and to a screen reader.
            shown, told = RISK[tag]
            assert await page.text(".wall-risk .label") == shown
            assert told in await page.run("document.querySelector('.wall-link').textContent")
            await assert_accessible(page, axe)
            await page.choose_next("#language")
        assert page.complaints == []

"""The sample call, watched in a real browser through the real server."""

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from bots import sample
from peers.server_process import NO_TLS, ServerProcess
from tests.browser.chromium import Browser, Page
from tests.browser.keys import INES, TOM
from tests.browser.proxy import Wire
from tests.e2e.fork import Fork, messages
from transports.audio.mulaw import RATE
from transports.recording.recording import Recording
from transports.twilio.play import play
from transports.twilio.replay_messages import sid

BRISK, SLOW = 8, 3
BEGUN = 100
"""Messages, after which a call has begun: one second."""
FIRST_TURNS = 8
"""Of the sample call: some 47 s."""
TURNS = """[...document.querySelectorAll('.turn')].map((node) => [
  node.id.slice(5),
  node.classList.contains('customer') ? 'customer' : 'agent',
  node.querySelector('.words').textContent,
])"""
EARLIER = "[...document.querySelectorAll('.earlier-headline')].map((node) => node.textContent)"
ENDED = "document.documentElement.dataset.call === 'ended'"


@dataclass(frozen=True)
class Call:
    """A call of the sample recording, which is Tom's, at a server that has others too."""

    server: ServerProcess
    call_id: str

    @property
    def path(self) -> str:
        """Of its page."""
        return f"/calls/{self.call_id}"

    @property
    def url(self) -> str:
        """Of its page."""
        return self.server.http + self.path

    async def play(self, speed: float) -> None:
        """Play it, faster than life."""
        parameters = {"source": "replay", "recording": sample.NAME, "agent_id": "tom"}
        await play(
            first_turns(),
            self.server.media,
            call_id=self.call_id,
            parameters=parameters,
            speed=speed,
        )

    async def events(self) -> list[dict[str, Any]]:
        """What is in its log."""
        async with httpx.AsyncClient(base_url=self.server.http, verify=NO_TLS) as client:
            answer = await client.get(f"/api/calls/{self.call_id}/events")
            return answer.json()

    async def assert_complete(self, page: Page) -> None:
        """The page shows each turn and each piece of advice of the log, once, in order."""
        events = await self.events()
        turns = [event["data"] for event in events if event["type"] == "turn.final"]
        turns.sort(key=lambda turn: turn["start_ms"])
        assert len(turns) >= FIRST_TURNS - 1
        shown = await page.run(TURNS)
        assert shown == [[turn["turn_id"], turn["speaker"], turn["text"]] for turn in turns]
        finals = [event["data"] for event in events if event["type"] == "suggestion.final"]
        assert await page.run(EARLIER) == [final["headline"] for final in reversed(finals)]


def first_turns() -> Recording:
    """The beginning of the sample call."""
    recording = sample.recording()
    assert recording.script
    end = (recording.script.turns[FIRST_TURNS - 1].end_ms + 500) * RATE // 1000
    return Recording({speaker: track[:end] for speaker, track in recording.tracks.items()})


@pytest.fixture
def call(server: ServerProcess) -> Call:
    """A call that has not begun."""
    return Call(server, sid("CA"))


@pytest.fixture
def locked_call(locked_server: ServerProcess) -> Call:
    """A call that has not begun, at the server that asks for a key."""
    return Call(locked_server, sid("CA"))


async def search(page: Page, words: str) -> None:
    """Type words into the search of the list of calls."""
    await page.run(f"Object.assign(document.getElementById('search'), {{value: `{words}`}})")
    await page.run("document.getElementById('search').dispatchEvent(new Event('input'))")


async def test_watch_live_and_replay(browser: Browser, call: Call) -> None:
    """Pages opened before the call show all of it as it happens, and say what is running.

    The past call can be played, sought in and left again, and shows what stood at each moment.
    """
    wall, page = await browser.page(), await browser.page()
    await wall.goto(f"{call.server.http}/")
    await wall.wait_for("['none', 'live-part'].some((id) => !document.getElementById(id).hidden)")
    card = f".call-card[href='{call.path}']"
    await page.goto(call.url)
    await page.wait_for("document.getElementById('quiet-title').textContent.includes('no such')")
    calling = asyncio.create_task(call.play(BRISK))
    await page.wait_for("document.querySelector('.turn.partial .words')?.textContent.length > 3")
    await wall.wait_for(f"document.querySelector(`{card} .card-words`)?.textContent.length > 3")
    await page.wait_for("document.getElementById('headline').textContent.length > 3")
    assert "Playbook" in await page.text(".advice-source")
    assert "no speech recognition or language model" in await page.text("#running")
    await calling
    await page.wait_for(ENDED)
    await call.assert_complete(page)
    row = f"#history a[href='{call.path}']"
    await wall.wait_for(f"document.querySelectorAll(`{row}`).length === 1")
    await wall.wait_for(f"!document.querySelector(`{card}`)")
    await search(wall, "no such words")
    await wall.wait_for("!document.getElementById('no-match').hidden")
    await search(wall, "?!")
    await wall.wait_for("document.getElementById('no-match').textContent.includes('give words')")
    await search(wall, '"three weeks to get')
    found = "document.querySelector('.found mark')?.textContent"
    await wall.wait_for(f"{found} === 'three weeks to get'")
    await wall.click(".found a")
    await wall.wait_for(
        "document.querySelector('.turn.lit .words')?.textContent.includes('three weeks')"
    )
    assert [one for one in wall.complaints if "search=%3F!" not in one] == []
    await page.goto(call.url)
    await replay(page, call)


async def test_resume_after_a_cut(browser: Browser, call: Call) -> None:
    """A cut connection is told honestly, and after it nothing is missing or doubled."""
    async with Wire(call.server.port).laid() as wire:
        page = await browser.page()
        await page.goto(f"http://127.0.0.1:{wire.port}{call.path}")
        calling = asyncio.create_task(call.play(BRISK))
        await page.wait_for("document.querySelectorAll('.turn:not(.partial)').length >= 3")
        wire.cut()
        await page.wait_for("document.getElementById('state').dataset.state === 'reconnecting'")
        await page.wait_for("document.querySelector('#coach-notices .notice')")
        assert "connection is lost" in await page.text("#coach-notices")
        await calling  # it goes on to its end without a listener
        wire.mend()
        await page.wait_for(ENDED)
        await call.assert_complete(page)


async def test_a_line_that_is_dead_but_not_closed(browser: Browser, call: Call) -> None:
    """Reconnecting is said within half a minute of the last byte, by the page and by the wall."""
    async with Wire(call.server.port).laid() as wire, Fork(call.server.media, 1) as fork:
        begun = messages(call.call_id, first_turns())[:BEGUN]
        await fork.send(*(message.decode() for _, message in begun))
        page, wall = await browser.page(), await browser.page()
        base = f"http://127.0.0.1:{wire.port}"
        await page.goto(base + call.path)
        await wall.goto(base)
        await page.wait_for("document.getElementById('state').dataset.state === 'live'")
        await wall.wait_for("document.querySelector('#live .pill[data-state=live]')")
        wire.stop()
        stopped = asyncio.get_running_loop().time()
        await wall.wait_for("!document.getElementById('lost').hidden", 30)
        await page.wait_for("document.getElementById('state').dataset.state === 'reconnecting'", 30)
        pill = "document.querySelector('#live .pill[data-state=reconnecting]')"
        await wall.wait_for(pill, 30 - asyncio.get_running_loop().time() + stopped)
        wire.mend()
        await page.wait_for("document.getElementById('state').dataset.state === 'live'")
        await wall.wait_for("document.querySelector('#live .pill[data-state=live]')")


async def replay(page: Page, call: Call) -> None:
    """Play what was said after the first half minute."""
    await page.wait_for(f"{ENDED} && !document.getElementById('transport').hidden")
    events = await call.events()
    turns = [event["data"] for event in events if event["type"] == "turn.final"]
    finals = [event["data"] for event in events if event["type"] == "suggestion.final"]
    assert await page.run("document.getElementById('ticks').children.length") == len(finals)
    for _ in range(4):  # five seconds each
        await page.press("ArrowLeft")
    moment = await page.run("Number(document.getElementById('seek').value)")
    said = [turn["turn_id"] for turn in turns if turn["end_ms"] <= moment]
    assert 0 < len(said) < 6
    await page.wait_for(f"document.querySelectorAll('.turn').length === {len(said)}")
    assert [row[0] for row in await page.run(TURNS)] == said
    assert await page.run("document.getElementById('state').dataset.state") == "replay"
    assert await page.run("document.getElementById('state-word').textContent") == "Replay"
    given = [final["headline"] for final in finals if final["turn_id"] in said]
    assert await page.text("#headline") == given[-1]
    assert await page.run(EARLIER) == given[-2::-1]
    if len(given) > 1:  # as many as the attention of whoever watches at this speed has room for
        assert await page.run("document.querySelector('#earlier-list li').checkVisibility()")
    assert not await page.run("document.getElementById('ask').checkVisibility()")
    await page.click("[data-speed='4']")
    await page.press(" ")
    await page.wait_for(f"document.querySelectorAll('.turn').length > {len(said)}")
    await page.press(" ")
    stopped = await page.run("document.getElementById('seek').value")
    assert int(stopped) > moment
    await page.run("document.getElementById('seek').focus()")
    await page.press("End")
    await page.wait_for(ENDED)
    await call.assert_complete(page)
    assert page.complaints == []


async def test_keys_reach_the_call(browser: Browser, call: Call) -> None:
    """U rates the advice on show, and the rating lands in the log; P pauses, and P resumes."""
    page = await browser.page()
    calling = asyncio.create_task(call.play(SLOW))
    await page.goto(call.url)
    await page.wait_for("document.querySelector('#card:not([hidden])[data-state=final]')")
    await page.press("u")
    rated = "document.querySelector('[data-rating=used][data-recorded=true], li[data-rating=used]')"
    await page.wait_for(rated)
    await page.press("p")
    await page.wait_for("document.getElementById('quiet-title').textContent.includes('paused')")
    await page.press("p")
    await page.wait_for("document.getElementById('pause').ariaPressed === 'false'")
    calling.cancel()
    await asyncio.gather(calling, return_exceptions=True)
    ratings = [e["data"] for e in await call.events() if e["type"] == "feedback.recorded"]
    assert [rating["rating"] for rating in ratings] == ["used"]


async def test_a_note_from_the_wall(browser: Browser, locked_call: Call) -> None:
    """Signed in by their keys, a supervisor writes from the wall, and the agent reads it."""
    wall, page = await browser.page(), await browser.page()
    await sign_in(wall, f"{locked_call.server.http}/", INES)
    await sign_in(page, locked_call.url, TOM)
    calling = asyncio.create_task(locked_call.play(SLOW))
    await page.wait_for("document.querySelector('.turn')")
    write = f".call-card[href='{locked_call.path}'] + .card-note"
    await wall.wait_for(f"document.querySelector(`{write}`)")
    await wall.click(write)
    await wall.type("Offer the pilot.")
    await wall.click("#note-form .primary")
    await page.wait_for("document.querySelector('.notice.note')")
    assert await page.text(".notice.note") == "Note from ines: Offer the pilot."
    await wall.wait_for("!document.getElementById('note').open")
    calling.cancel()
    await asyncio.gather(calling, return_exceptions=True)


async def sign_in(page: Page, url: str, key: str) -> None:
    """Open a page that asks for a key, and give it."""
    await page.goto(url)
    await page.wait_for("document.getElementById('sign-in').open")
    await page.type(key)
    await page.press("Enter")
    await page.wait_for("!document.getElementById('sign-in').open")

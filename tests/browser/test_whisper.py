"""The console's headset: the voice sounds in the browser, falls silent, and is remembered."""

from pathlib import Path

from conversation.events.event import EventType
from peers.elevenlabs import ElevenLabsPeer
from tests.browser.chromium import Browser
from tests.browser.proxy import Wire
from tests.payloads import raw
from tests.server.stage import MARIAS, Served, served

HEADSET = "document.getElementById('whisper')"
LEVEL = f"Number({HEADSET}.style.getPropertyValue('--level'))"
IS_ON = f"{HEADSET}.getAttribute('aria-pressed') === 'true'"


async def advise(server: Served, suggestion_id: str, headline: str) -> None:
    """A card, whole."""
    data = {"suggestion_id": suggestion_id, "turn_id": "t0", "lane": "llm", "specialist": "sales"}
    for kind, more in (
        (EventType.SUGGESTION_STARTED, {}),
        (EventType.SUGGESTION_FINAL, {"headline": headline, "questions": [], "priority": "high"}),
    ):
        await server.runtime.events.publish(MARIAS, raw(kind, data | more))


async def test_the_advice_sounds_in_the_headset(browser: Browser, tmp_path: Path) -> None:
    """What leaves the page's audio graph is not silence, until a party speaks."""
    async with (
        ElevenLabsPeer(api_key="a-key") as peer,
        served(tmp_path, elevenlabs_base_url=peer.url, elevenlabs_api_key="a-key") as server,
    ):
        page = await browser.page()
        await page.goto(f"{server.http}/calls/{MARIAS}")
        await page.wait_for("document.getElementById('state').dataset.state === 'live'")
        assert not await page.run(IS_ON)
        await page.run(f"{HEADSET}.focus()")
        await page.press("Enter")
        await page.wait_for(IS_ON)
        await peer.until(lambda: len(peer.sockets) == 1)
        await advise(server, "s1", "Ask how many people would use it, and since when.")
        await page.wait_for(f"{LEVEL} > 0.05")
        begins = raw(EventType.SPEECH_STARTED, {"speaker": "customer", "offset_ms": 9000})
        await server.runtime.events.publish(MARIAS, begins)
        await page.wait_for(f"!{HEADSET}.dataset.sounding && {LEVEL} === 0")
        await page.goto(f"{server.http}/calls/{MARIAS}")
        await page.wait_for(IS_ON)
        await peer.until(lambda: len(peer.sockets) == 2)
        assert page.complaints == []


async def test_a_whisper_that_is_cut_off_stops_sounding(browser: Browser, tmp_path: Path) -> None:
    """Its end never comes where the socket is lost: the headset rests all the same."""
    async with (
        ElevenLabsPeer(api_key="a-key") as peer,
        served(tmp_path, elevenlabs_base_url=peer.url, elevenlabs_api_key="a-key") as server,
        Wire(int(server.http.rpartition(":")[2])).laid() as wire,
    ):
        page = await browser.page()
        await page.goto(f"http://127.0.0.1:{wire.port}/calls/{MARIAS}")
        await page.wait_for("document.getElementById('state').dataset.state === 'live'")
        await page.run(f"{HEADSET}.focus()")
        await page.press("Enter")
        await page.wait_for(IS_ON)
        await peer.until(lambda: len(peer.sockets) == 1)
        await advise(server, "s1", "Ask how many people would use it, and since when.")
        await page.wait_for(f"{HEADSET}.dataset.sounding && {LEVEL} > 0.05")
        wire.cut()
        await page.wait_for(f"!{HEADSET}.dataset.sounding && {LEVEL} === 0")


async def test_without_a_voice_the_headset_says_so(browser: Browser, tmp_path: Path) -> None:
    """It switches itself off, and the reason stands by the advice, in the page's language."""
    async with served(tmp_path) as server:
        page = await browser.page()
        await page.prefer_language("es")
        await page.goto(f"{server.http}/calls/{MARIAS}")
        await page.wait_for("document.getElementById('state').dataset.state === 'live'")
        await page.click("#whisper")
        await page.wait_for("document.getElementById('coach-notices').innerText.includes('voz')")
        assert not await page.run(IS_ON)
        assert await page.run(f"{HEADSET}.ariaLabel") == "Decir los consejos en mis auriculares"

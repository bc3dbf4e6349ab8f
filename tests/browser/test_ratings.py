"""What the agent thinks of a card reaches the record, whatever happens to the line."""

from pathlib import Path

from conversation.events.event import EventType
from server.serving.serving import serving
from tests.browser.app_server import PORTS
from tests.browser.chromium import Browser
from tests.browser.proxy import Wire
from tests.payloads import raw
from tests.server.stage import make_runtime, start_call

CARD = {"suggestion_id": "s1", "turn_id": "t0", "lane": "instant", "specialist": "sales"}
STATE = "document.getElementById('state').dataset.state"
USED = "document.querySelector('#actions [data-rating=used]')"


async def test_a_rating_that_was_lost_with_its_socket_is_sent_again(
    browser: Browser, tmp_path: Path
) -> None:
    """It was given while the line was dead and still seemed open; it is recorded once."""
    async with (
        make_runtime(tmp_path) as runtime,
        serving(runtime, "127.0.0.1", PORTS.take()) as (_, port),
        Wire(port).laid() as wire,
    ):
        await start_call(runtime, "CA1", "maria", turns=1)
        for kind, more in (
            (EventType.SUGGESTION_STARTED, {"replaces": None}),
            (EventType.SUGGESTION_FINAL, {"headline": "Ask.", "priority": "high"}),
        ):
            await runtime.events.publish("CA1", raw(kind, CARD | more))
        page = await browser.page()
        await page.goto(f"http://127.0.0.1:{wire.port}/calls/CA1")
        await page.wait_for(f"{STATE} === 'live' && {USED}?.checkVisibility()")
        wire.stop()
        await page.run(f"{USED}.click()")
        wire.cut()
        await page.wait_for(f"{STATE} === 'reconnecting'")
        wire.mend()
        await page.wait_for(f"{USED}.dataset.recorded === 'true'")
        told = [e.data for e in await runtime.log.read("CA1") if e.type == "feedback.recorded"]
        assert [(one["suggestion_id"], one["rating"]) for one in told] == [("s1", "used")]

"""Consent in a browser: an agent tells that the customer agrees, or that they do not."""

from pathlib import Path

from tests.browser.chromium import Browser
from tests.browser.test_desk import signed_in
from tests.browser.test_states import assert_accessible
from tests.server.stage import API_KEYS, MARIA, served
from tests.server.test_ingest import TOO_DEAR, send

CHOICES = "[...document.querySelectorAll('.notice-choices .button')]"


async def test_the_agent_tells_that_the_customer_agrees(
    browser: Browser, axe: str, tmp_path: Path
) -> None:
    """The buttons go with the notice, and the call is coached from then on."""
    async with (
        served(tmp_path, api_keys=API_KEYS, consent="required") as server,
        server.ingest("c-1", MARIA) as transcriber,
    ):
        page = await browser.page()
        await signed_in(page, f"{server.http}/calls/c-1", MARIA)
        await page.wait_for(f"{CHOICES}.length === 2")
        assert "has not agreed yet" in await page.text("#coach-notices")
        await assert_accessible(page, axe)
        await page.run(f"{CHOICES}[1].click()")
        await page.wait_for(f"{CHOICES}.length === 1")
        assert "does not agree" in await page.text("#coach-notices")
        await page.run(f"{CHOICES}[0].click()")
        await page.wait_for(f"{CHOICES}.length === 0")
        await send(transcriber, **TOO_DEAR)
        await page.wait_for(
            "document.querySelector('.transcript').textContent.includes('expensive')"
        )

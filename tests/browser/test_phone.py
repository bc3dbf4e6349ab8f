"""Every page of the console on a phone, in each language: nothing is beyond its edge."""

from pathlib import Path

from server.serving.serving import serving
from tests.browser.app_server import PORTS
from tests.browser.chromium import Browser
from tests.browser.test_desk import signed_in
from tests.server.stage import ADA, API_KEYS, make_runtime, start_call

PAGES = ["", "wall", "insights", "knowledge", "jobs", "desk", "admin"]
LANGUAGES = ["en", "fr", "es"]
"""In the order of the page's list."""
READY = "document.getElementById('sign-out').checkVisibility()"
BEYOND = "document.documentElement.scrollWidth - innerWidth"


async def test_no_page_is_wider_than_a_phone(browser: Browser, tmp_path: Path) -> None:
    """With all that an administrator's bar has."""
    async with make_runtime(tmp_path, api_keys=API_KEYS) as runtime:
        await start_call(runtime, "CA-live", "maria", turns=1)
        async with serving(runtime, "127.0.0.1", PORTS.take()) as (_, port):
            page = await browser.page(360, 740)
            await signed_in(page, f"http://127.0.0.1:{port}/", ADA)
            for name in PAGES:
                await page.goto(f"http://127.0.0.1:{port}/{name}")
                await page.wait_for(READY)
                for language in LANGUAGES:
                    await page.wait_for(f"document.documentElement.lang === '{language}'")
                    assert await page.run(BEYOND) <= 0, (name, language)
                    await page.choose_next("#language")

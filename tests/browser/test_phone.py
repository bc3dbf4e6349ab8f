"""Every page of the console on a phone, in each language: nothing is beyond its edge."""

from pathlib import Path

import pytest

from server.serving import serving
from tests.browser.chromium import Browser
from tests.browser.test_desk import signed_in
from tests.server.stage import ADA, API_KEYS, make_runtime, start_call

PAGES = ["", "wall", "insights", "knowledge", "jobs", "desk", "admin"]
READY = "document.getElementById('sign-out').checkVisibility()"
BEYOND = "document.documentElement.scrollWidth - innerWidth"


@pytest.mark.parametrize("language", ["en", "fr", "es"])
async def test_no_page_is_wider_than_a_phone(
    browser: Browser, tmp_path: Path, language: str
) -> None:
    """With all that an administrator's bar has."""
    async with make_runtime(tmp_path, api_keys=API_KEYS) as runtime:
        await start_call(runtime, "CA-live", "maria", turns=1)
        async with serving(runtime, "127.0.0.1", 0) as (_, port):
            page = await browser.page(360, 740)
            await page.prefer_language(language)
            await signed_in(page, f"http://127.0.0.1:{port}/", ADA)
            for name in PAGES:
                await page.goto(f"http://127.0.0.1:{port}/{name}")
                await page.wait_for(READY)
                assert await page.run(BEYOND) <= 0, name

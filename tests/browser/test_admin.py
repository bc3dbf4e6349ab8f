"""The page of administration, in a real browser: what it tells, and what an administrator does."""

import os
from pathlib import Path

from stores.access.audit_action import AuditAction
from tests.browser.app_server import serving
from tests.browser.chromium import DARK, Browser, Page
from tests.browser.test_states import assert_accessible
from tests.server.signing_in import USERS, begin_session
from tests.server.stage import ADA, API_KEYS, BENS, SAM, ManualClock, an_app

SETTINGS = {
    **{"consent": "required", "consent_key": "1", "coach_budget_per_day": 20.0},
    **{"retention_days": 90, "client_key": "k" * 32},
}
KEYS = "[...document.querySelectorAll('#keys tbody th')].map((one) => one.textContent)"
BEYOND = """[...document.querySelectorAll('header *, #parts *')].filter(
  (one) => one.getBoundingClientRect().right > innerWidth + 1
).map((one) => one.outerHTML)"""
SPLIT = """(() => {
  const found = [];
  for (const cell of document.querySelectorAll('#parts tbody :is(th, td):not(.long)')) {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      for (const word of walker.currentNode.data.matchAll(/[^\\s-]{2,16}/g)) {
        const range = document.createRange();
        range.setStart(walker.currentNode, word.index);
        range.setEnd(walker.currentNode, word.index + word[0].length);
        const lines = new Set([...range.getClientRects()].map((one) => one.top));
        if (lines.size > 1) found.push(word[0]);
      }
    }
  }
  return found;
})()"""
"""The words of tables, but those of names and ids, that go on in the next line."""
LONG_NAME = "sam.of.a.rather.long.name@a-company-with-a-long-name.example.com"
TOLD = {
    "en": ("The key of zoe", "security codes"),
    "fr": ("La clé de zoe", "codes de sécurité"),
    "es": ("La clave de zoe", "códigos de seguridad"),
}
SHOWN = "!document.getElementById('parts').hidden"


async def signed_in(browser: Browser, base: str, key: str) -> Page:
    """The page, with a key."""
    page = await browser.page(1440, 1000)
    await page.goto(f"{base}/admin")
    await page.wait_for("document.getElementById('sign-in')?.open")
    await page.run("document.getElementById('sign-in-key').focus()")
    await page.type(key)
    await page.click("#sign-in-form .primary")
    return page


async def fill(page: Page, field: str, text: str) -> None:
    """Type into a field."""
    await page.run(f"document.getElementById('{field}').focus()")
    await page.type(text)


async def picture(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to look at it."""
    if folder := os.environ.get("LOOK_AT"):
        Path(folder, f"{name}.png").write_bytes(await page.screenshot())


async def test_an_administrator_sees_and_changes(
    browser: Browser, axe: str, tmp_path: Path
) -> None:
    """Figures and settings in plain words; keys come and go, a call is erased, each told."""
    settings = SETTINGS | USERS | {"clock": ManualClock()}
    async with an_app(tmp_path, **settings) as (runtime, app), serving(app) as base:
        await runtime.log.spend(runtime.clock.now().date(), 1.5)
        await begin_session(runtime, LONG_NAME)
        change = {"to": "zoe"}
        await runtime.log.audit_trail.note(
            AuditAction.KEY_ADD, LONG_NAME, change, runtime.clock.now()
        )
        page = await signed_in(browser, base, ADA)
        await page.wait_for(SHOWN)
        assert "$1.50 of $20.00" in await page.text("#budgets")
        assert "90 days" in await page.text("#retention")
        assert "once the customer has agreed" in await page.text("#consent")
        await assert_accessible(page, axe)
        await picture(page, "light")

        await fill(page, "key-name", "zoe")
        await page.click("#add-key button")
        await page.wait_for("!document.getElementById('new-key').hidden")
        assert "zoe" in await page.run(KEYS)
        assert len(await page.text("#new-key-value")) > 30
        await page.click("#keys td.end .button")
        await page.wait_for("document.getElementById('sure').open")
        await page.click("#sure-yes")
        await page.wait_for("document.querySelector('#keys tr.over')")
        await page.wait_for("document.activeElement.id === 'keys'")
        await fill(page, "erase-call-id", BENS)
        await page.click("#erase-call button")
        await page.wait_for("document.getElementById('sure').open")
        assert BENS in await page.text("#sure-words")
        await page.click("#sure-no")
        await page.wait_for("!document.getElementById('sure').open")
        assert await runtime.log.call(BENS)
        await page.click("#erase-call button")
        await page.wait_for("document.getElementById('sure').open")
        await page.click("#sure-yes")
        await page.wait_for(f"document.getElementById('erasures').textContent.includes('{BENS}')")
        assert await runtime.log.call(BENS) is None

        await page.run("document.getElementById('audit-action').value = 'key.revoke'")
        await page.click("#audit-filter button")
        await page.wait_for("document.querySelectorAll('#audit tbody tr').length === 1")
        assert "Revoked a key" in await page.text("#audit")
        await page.prefer(DARK)
        await picture(page, "dark")
        for width in (360, 1024, 1440):
            await page.resize(width, 900)
            await in_each_language(page)
            await assert_accessible(page, axe)
            await picture(page, f"dark-{width}")


async def in_each_language(page: Page) -> None:
    """All is told in it, nothing is cut off, and no word of ours in two."""
    for language, (key, hidden) in TOLD.items():
        assert await page.run("document.documentElement.lang") == language
        assert (await page.text("#new-key-words")).startswith(key)
        assert hidden in await page.text("#retention")
        assert await page.run(BEYOND) == []
        assert await page.run(SPLIT) == []
        await page.choose_next("#language")


async def test_nobody_else_does(browser: Browser, tmp_path: Path) -> None:
    """A supervisor is told whose page it is, and finds no link to it."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app), serving(app) as base:
        page = await signed_in(browser, base, SAM)
        await page.wait_for("!document.getElementById('lost').hidden")
        assert "Only administrators" in await page.text("#lost")
        assert not await page.run(SHOWN)
        await page.goto(f"{base}/")
        await page.wait_for("document.body.dataset.role")
        assert not await page.run("document.getElementById('admin').checkVisibility()")

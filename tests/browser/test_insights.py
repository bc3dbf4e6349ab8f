"""The page of insights in a browser: charts with tables, and filters that the address keeps."""

import re

import pytest

from peers.server_process import ServerProcess
from tests.browser.chromium import Browser
from tests.browser.keys import TOM
from tests.browser.test_states import assert_accessible

READY = "document.querySelector('#charts canvas')"
LEGENDS = """[...document.querySelectorAll('.u-legend .u-series + .u-series .u-value')]
  .map((value) => value.textContent)"""
PICK = """(() => {
  const field = document.getElementById("by");
  field.value = "rule";
  field.dispatchEvent(new Event("input", {bubbles: true}));
})()"""


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (360, "dark")])
async def test_it_is_drawn_and_accessible(
    browser: Browser, server: ServerProcess, axe: str, width: int, scheme: str
) -> None:
    """axe-core finds nothing serious, each chart has a table, and a filter stays in the address."""
    page = await browser.page(width, 900, {"prefers-color-scheme": scheme})
    await page.goto(f"{server.http}/insights?by=model&from=2001-01-01")
    await page.wait_for(READY)
    assert await page.run("document.getElementById('by').value") == "model"
    await assert_accessible(page, axe)
    charts, tables = "#charts .panel", "#charts .panel table:not(.u-legend)"
    count = "document.querySelectorAll('%s').length"
    assert await page.run(count % charts) == await page.run(count % tables) == 3
    legends = await page.run(LEGENDS)
    assert len(legends) >= 3
    assert all(re.fullmatch(r"–|[0-9.]+( ?%)?", legend) for legend in legends), legends
    await page.run(PICK)
    await page.wait_for("location.search === '?by=rule&from=2001-01-01'")
    assert page.complaints == []


async def test_an_agent_has_no_field_for_another(
    browser: Browser, locked_server: ServerProcess
) -> None:
    """Their own figures are all they get."""
    page = await browser.page()
    await page.goto(f"{locked_server.http}/insights")
    await page.wait_for("document.getElementById('sign-in')?.open")
    await page.click("#sign-in-key")
    await page.type(TOM)
    await page.click("#sign-in-form .primary")
    await page.wait_for(READY)
    assert not await page.run("document.getElementById('agent-part').checkVisibility()")

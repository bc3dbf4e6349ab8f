"""The API reference in a real browser: it shows all of the API, and asks nobody but the server."""

import json

from peers.server_process import ServerProcess
from tests.browser.chromium import Browser

OPERATIONS = "document.querySelectorAll('.opblock').length"
WITHOUT_A_BODY_AND_WITH_A_FILE = """fetch('/openapi.json').then((answer) => answer.json())
  .then((api) => {
    const first = {};
    for (const item of Object.values(api.paths))
      for (const { tags, operationId, requestBody } of Object.values(item))
        first[Object.keys(requestBody?.content ?? {})] ??= `${tags[0]}-${operationId}`;
    return [first[""], first["multipart/form-data"]];
  })"""
"""Swagger takes a second of CPU to open one: these two have all its parts, JSON in the answers."""
SOCKETS = "document.querySelectorAll('.channel').length"


async def test_the_reference_shows_the_api_and_asks_no_third_party(
    browser: Browser, server: ServerProcess
) -> None:
    """Every operation and every WebSocket; each request stays here, and the policy is kept."""
    page = await browser.page(1280, 400)
    await page.command("Network.enable")
    await page.goto(f"{server.http}/docs")
    operations = await page.run(
        "fetch('/openapi.json').then((answer) => answer.json()).then((api) =>"
        " Object.values(api.paths).reduce((sum, item) => sum + Object.keys(item).length, 0))"
    )
    sockets = await page.run(
        "fetch('/asyncapi.json').then((answer) => answer.json())"
        ".then((api) => Object.keys(api.channels).length)"
    )
    assert sockets >= 3
    await page.wait_for(f"{OPERATIONS} === {operations} && {SOCKETS} === {sockets}")
    for name in await page.run(WITHOUT_A_BODY_AND_WITH_A_FILE):
        await page.click(f"#operations-{name} .opblock-summary-control")
        await page.wait_for(f"document.querySelector('#operations-{name} .responses-inner')")
    for selector in (".channel > summary", ".message > summary"):
        await page.run(
            f"document.querySelectorAll({json.dumps(selector)}).forEach((part) => part.click())"
        )
    assert await page.run("document.querySelector('.channel').innerText") != ""
    assert {url.split("/", 3)[2] for url in page.requested if url.startswith("http")} == {
        server.http.removeprefix("http://")
    }
    assert page.complaints == []

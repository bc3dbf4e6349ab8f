"""Embedding: which page of another origin is shown a call, and is told of it, without any key."""

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from tests.browser.app_server import serving
from tests.browser.chromium import Browser
from tests.browser.feed import CALL_ID, Feed

PAGE = """<!doctype html>
<title>A page that knows a call's id</title>
<script>
  const told = [];
  let loaded = false;
  addEventListener("message", ({data}) => told.push(data));
  addEventListener("DOMContentLoaded", () => {
    const frame = document.createElement("iframe");
    frame.onload = () => { loaded = true; };
    const [coach, origin] = decodeURIComponent(location.hash.slice(1)).split(" ");
    frame.src = `${coach}/embed/calls/CALL_ID?origin=${origin || location.origin}`;
    document.body.append(frame);
  });
</script>
<body></body>
""".replace("CALL_ID", CALL_ID)


def a_page() -> FastAPI:
    """A site whose page frames a call, and keeps what the frame tells."""
    app = FastAPI()

    @app.get("/")
    def page() -> HTMLResponse:
        return HTMLResponse(PAGE)

    return app


async def test_only_a_page_that_is_allowed_is_told_of_a_call(browser: Browser) -> None:
    """The allowed one is; another is not, whether it gives its own origin or the allowed one's."""
    async with serving(a_page()) as crm, serving(a_page()) as other:
        feed = Feed(parents={crm})
        feed.start()
        feed.turn("c1", "customer", "That is too expensive.", 0, 900)
        async with feed.serving() as coach:
            page = await browser.page()
            await page.goto(f"{crm}/#{coach}")
            await page.wait_for("told.length > 0")
            for claimed in (other, crm):
                page = await browser.page()
                await page.goto(f"{other}/#{coach}%20{claimed}")
                await page.wait_for("loaded")
                assert await page.run("told.length") == 0

"""The page that docs/embedding.md shows, in a real browser, on another origin than the server's."""

import asyncio
import re
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import httpx
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from bots import sample
from peers.server_process import ServerProcess
from tests.browser.app_server import serving
from tests.browser.chromium import Browser
from tests.browser.keys import CRM
from transports.twilio.play import play

DOC = Path(__file__).parents[2] / "docs" / "embedding.md"
CALL_ID = "CA" + "7" * 32
TTL_S = 2


class Crm:
    """The documented page and its `/coach-token`, as a CRM would serve them.

    Attributes:
        tokens: One item for each token that was given.
    """

    def __init__(self, coach: str):
        self.tokens: asyncio.Queue[str] = asyncio.Queue()
        self._coach = coach

    def serving(self) -> AbstractAsyncContextManager[str]:
        """Serve; gives the base address."""
        return serving(self._app())

    def _app(self) -> FastAPI:
        app = FastAPI()
        (page,) = re.findall(r"```html\n(.+?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)

        @app.get("/")
        def crm() -> HTMLResponse:
            return HTMLResponse(page.replace("https://coach.example.com", self._coach))

        @app.post("/coach-token")
        async def coach_token(call: str) -> dict[str, str]:
            wanted = {"call_id": call, "role": "agent", "ttl_s": TTL_S, "name": "Maria"}
            headers = {"Authorization": f"Bearer {CRM}"}
            async with httpx.AsyncClient(base_url=self._coach, headers=headers) as client:
                answer = (await client.post("/api/tokens", json=wanted)).raise_for_status()
            token = answer.json()["token"]
            self.tokens.put_nowait(token)
            return {"token": token}

        return app


async def test_the_documented_page(browser: Browser, locked_server: ServerProcess) -> None:
    """It gives a token when one is needed and before one ends, and is told of the advice."""
    crm = Crm(locked_server.http)
    async with crm.serving() as address:
        page = await browser.page()
        await page.goto(f"{address}/?call={CALL_ID}")
        async with asyncio.timeout(20):
            assert await crm.tokens.get() != await crm.tokens.get()
        calling = asyncio.create_task(
            play(
                sample.recording(),
                locked_server.media,
                call_id=CALL_ID,
                parameters={"source": "replay", "recording": sample.NAME},
                speed=12,
            )
        )
        await page.wait_for("document.getElementById('latest').textContent.length > 3")
        calling.cancel()
        await asyncio.gather(calling, return_exceptions=True)

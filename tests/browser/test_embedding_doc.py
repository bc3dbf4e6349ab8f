"""The page that docs/embedding.md shows, in a real browser, on another origin than the server's."""

import asyncio
import json
import re
import socket
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import httpx
from fastapi import FastAPI, HTTPException
from fastapi.responses import HTMLResponse

from bots import sample
from peers.server_process import ServerProcess
from tests.browser.app_server import serving
from tests.browser.chromium import Browser, Page
from tests.browser.keys import CRM, TOM
from transports.twilio.play import play

DOC = Path(__file__).parents[2] / "docs" / "embedding.md"
CALL_ID, TOMS = ("CA" + digit * 32 for digit in "78")
TTL_S = 2


class Crm:
    """The documented page and its `/coach-token`, as a CRM would serve them.

    Attributes:
        tokens: One item for each token that was given.
    """

    def __init__(self, coach: str, key: str, listener: socket.socket):
        self.tokens: asyncio.Queue[str] = asyncio.Queue()
        self._listener = listener
        self._coach = coach
        self._key = key

    def serving(self) -> AbstractAsyncContextManager[str]:
        """Serve; gives the base address."""
        return serving(self._app(), self._listener)

    def _app(self) -> FastAPI:
        app = FastAPI()
        doc = DOC.read_text(encoding="utf-8")
        (page,) = re.findall(r"```html\n(.+?)```", doc, re.DOTALL)
        (request,) = re.findall(r"-d '(\{.+?\})'", doc)

        @app.get("/")
        def crm() -> HTMLResponse:
            return HTMLResponse(page.replace("https://coach.example.com", self._coach))

        @app.post("/coach-token")
        async def coach_token(call: str) -> dict[str, str]:
            wanted = json.loads(request) | {"call_id": call, "ttl_s": TTL_S}
            headers = {"Authorization": f"Bearer {self._key}"}
            async with httpx.AsyncClient(base_url=self._coach, headers=headers) as client:
                answer = await client.post("/api/tokens", json=wanted)
            if answer.is_error:
                raise HTTPException(answer.status_code)
            token = answer.json()["token"]
            self.tokens.put_nowait(token)
            return {"token": token}

        return app


async def test_the_documented_page(
    browser: Browser, locked_server: ServerProcess, crm_listener: socket.socket
) -> None:
    """It gives a token when one is needed and before one ends, and is told of the advice."""
    crm = Crm(locked_server.http, CRM, crm_listener)
    async with crm.serving() as address:
        page = await browser.page()
        await page.goto(f"{address}/?call={CALL_ID}")
        async with asyncio.timeout(60):
            assert await crm.tokens.get() != await crm.tokens.get()
        await _is_told_of_the_advice(page, locked_server, CALL_ID)


async def test_the_documented_page_with_an_agents_key(
    browser: Browser, locked_server: ServerProcess, crm_listener: socket.socket
) -> None:
    """It is open before the agent's call is: it has its token, and the advice, when that begins."""
    crm = Crm(locked_server.http, TOM, crm_listener)
    async with crm.serving() as address:
        page = await browser.page()
        await page.goto(f"{address}/?call={TOMS}")
        await _is_told_of_the_advice(page, locked_server, TOMS)
        assert not crm.tokens.empty()


async def _is_told_of_the_advice(page: Page, server: ServerProcess, call_id: str) -> None:
    """Play a call of Tom's until the page shows its advice."""
    parameters = {"source": "replay", "recording": sample.NAME, "agent_id": "tom"}
    calling = asyncio.create_task(
        play(
            sample.recording(),
            server.media,
            call_id=call_id,
            parameters=parameters,
            speed=12,
        )
    )
    await page.wait_for("document.getElementById('latest').textContent.length > 3")
    calling.cancel()
    await asyncio.gather(calling, return_exceptions=True)

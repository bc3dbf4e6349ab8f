"""HTTP server: what is served while it stops, and when it has."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Message, Receive, Scope, Send

from peers.server_process import NO_TLS
from pipeline.runtime import Runtime
from server.asgi.stopped_requests import StoppedRequests
from server.serving.http_server import Server
from server.serving.serving import serving
from tests.logged import logged
from tests.server.stage import API_KEYS, make_runtime, served

LONG_S = 600.0


@asynccontextmanager
async def a_server(
    folder: Path, drain_s: float = LONG_S
) -> AsyncIterator[tuple[Server, Runtime, httpx.AsyncClient]]:
    """A server, its runtime, and a client of it."""
    async with (
        make_runtime(folder) as runtime,
        serving(runtime, "127.0.0.1", 0, drain_s=drain_s) as (server, port),
        httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", trust_env=False, verify=NO_TLS
        ) as client,
    ):
        yield server, runtime, client


async def _until_refused(client: httpx.AsyncClient) -> None:
    while True:
        await client.get("/healthz")


async def test_a_drain_ends_with_the_last_call(tmp_path: Path):
    """Not ready at once, ended when nobody is in any more."""
    async with a_server(tmp_path) as (server, runtime, client):
        with runtime.calls.admission.admit():
            server.drain()
            assert server.draining
            answer = await client.get("/readyz")
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
            assert answer.json()["error_code"] == "server_stopping"
            assert not server.stopped.is_set()
        await server.stopped.wait()


async def test_a_drain_without_calls_takes_no_time(tmp_path: Path):
    """Nobody is waited for where nobody is."""
    async with a_server(tmp_path) as (server, _, _):
        server.drain()
        await server.stopped.wait()


async def test_a_drain_has_a_limit(tmp_path: Path):
    """Who has not left by then is in until the calls are ended."""
    async with a_server(tmp_path, drain_s=0.05) as (server, runtime, _):
        with runtime.calls.admission.admit():
            server.drain()
            await server.stopped.wait()


async def test_an_end_does_not_wait_for_a_drain(tmp_path: Path):
    """A server that is told to end while it drains does."""
    async with a_server(tmp_path) as (server, runtime, _):
        with runtime.calls.admission.admit():
            server.drain()
            server.end()
            await server.stopped.wait()


async def test_a_retired_server_leaves_its_port(tmp_path: Path):
    """Nobody gets in any more, and a connection that is kept alive is closed; the calls go on."""
    async with a_server(tmp_path) as (server, runtime, client):
        with runtime.calls.admission.admit():
            assert (await client.get("/healthz")).status_code == httpx.codes.OK
            server.retire()
            with pytest.raises(httpx.TransportError):
                await _until_refused(client)
            assert not server.stopped.is_set()
        await server.stopped.wait()


async def test_a_server_that_is_not_told_ends_with_its_block(tmp_path: Path):
    """Its calls are over then, and no other begins."""
    async with a_server(tmp_path) as (server, runtime, _):
        pass
    assert server.stopped.is_set()
    assert runtime.calls.admission.closed
    with suppress(TimeoutError):
        async with asyncio.timeout(0):
            await runtime.calls.admission.emptied()


async def test_half_a_request_does_not_keep_the_server(tmp_path: Path):
    """Who has yet to send the rest is waited for two seconds, and cut with one line in the log."""
    said: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: said.append(handler.format(record))
    log = logging.getLogger("uvicorn.error")
    async with a_server(tmp_path) as (_, _, client):
        began = asyncio.get_running_loop().time()
        _, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
        head = "POST /api/process HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n"
        writer.write(head.encode())
        await client.get("/healthz")  # the server has read so far
        log.addHandler(handler)
    log.removeHandler(handler)
    writer.close()
    assert asyncio.get_running_loop().time() - began < 8
    assert said == ["Cancel 1 running task(s), timeout graceful shutdown exceeded"]


async def test_two_servers_on_one_folder_without_redis_are_told(tmp_path: Path):
    """The second says so at its start, and both in `/readyz`, naming REDIS_URL; both are ready."""
    async with a_server(tmp_path) as (_, _, first):
        assert (await first.get("/readyz")).json() == {"status": "ready"}
        with logged("WARNING") as told:
            async with a_server(tmp_path) as (_, _, second):
                for client in (first, second):
                    answer = await client.get("/readyz")
                    assert answer.status_code == 200
                    assert answer.json()["status"] == "ready"
                    assert "REDIS_URL" in answer.json()["warning"]
        assert [f"DATA_DIR={tmp_path}" in line for line in told if "REDIS_URL" in line] == [True]
        assert (await first.get("/readyz")).json() == {"status": "ready"}


async def test_a_server_that_starts_while_another_drains_is_no_second_one(tmp_path: Path):
    """The next process takes calls while the old one's go on: nothing is wrong."""
    async with a_server(tmp_path) as (old, runtime, _):
        with runtime.calls.admission.admit():
            old.drain()
            with logged("WARNING") as told:
                async with a_server(tmp_path) as (_, _, client):
                    assert (await client.get("/readyz")).json() == {"status": "ready"}
            assert [line for line in told if "REDIS_URL" in line] == []


async def test_a_request_that_the_end_cuts_is_to_be_sent_again(tmp_path: Path):
    """It takes longer than requests are waited for; 500 would say that it never works."""
    asked = asyncio.Event()

    async def answer_never() -> None:
        asked.set()
        await asyncio.Event().wait()

    async with a_server(tmp_path) as (server, _, client):
        app = server.config.app
        assert isinstance(app, FastAPI)
        app.add_api_route("/slow", answer_never)
        asking = asyncio.create_task(client.get("/slow", timeout=LONG_S))
        await asked.wait()
        server.end()
        answer = await asking
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json()["error_code"] == "server_stopping"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_an_answer_that_has_begun_has_no_second_beginning() -> None:
    """What is cut then stays cut."""
    told, begun = list[str](), asyncio.Event()

    async def begin(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await asyncio.Event().wait()

    async def take(message: Message) -> None:
        told.append(message["type"])
        begun.set()

    async def receive() -> Message:
        return {"type": "http.request"}

    async def ask() -> None:
        await StoppedRequests(begin)({"type": "http"}, receive, take)

    asking = asyncio.create_task(ask())
    await begun.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert told == ["http.response.start"]


@pytest.mark.parametrize(
    ("believed", "code"),
    [(None, 401), ("127.0.0.0/8", 401), ("10.0.0.0/8", 429)],
)
async def test_whom_a_proxy_asks_for_is_believed_by_the_setting(
    tmp_path: Path, believed: str | None, code: int
) -> None:
    """Clients behind one proxy have a limit of requests without a key each, or share one."""
    keyed = served(tmp_path, api_keys=API_KEYS, forwarded_allow_ips=believed)
    async with keyed as server, server.ask() as client:

        async def ask(address: str) -> int:
            told = {"x-forwarded-for": address}
            return (await client.get("/api/calls", headers=told)).status_code

        while await ask("203.0.113.1") == 401:
            pass
        assert await ask("203.0.113.2") == code

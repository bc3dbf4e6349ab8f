"""Several server processes share one port."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from functools import partial
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from websockets.asyncio.client import connect

from bots import workers
from peers.company import company as company_of
from peers.forked import ForkedProcess
from peers.redis_server import RedisServer
from peers.server_process import CHECKOUT, NO_TLS
from server.serving.listening_socket import ServeError, hold
from settings import SettingsError, load

NORMAL = 1000

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def company(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator["Company"]:
    """Two workers that are ready, and imported all they need. The last test ends them."""
    # However long a restart takes: calls begin until it is done.
    unlimited = {"DRAIN_SECONDS": "60", "MAX_CALLS": "0"}
    folder = tmp_path_factory.mktemp("company")
    async with a_company(folder, started=2, **unlimited) as company:
        await company.started(3)
        yield company


async def test_workers_need_redis() -> None:
    """Without it, a listener at one worker would not see the calls of another."""
    with pytest.raises(SettingsError, match="REDIS_URL"):
        await workers.run(load(), 2)


async def test_a_taken_port_is_named() -> None:
    """Nothing starts where somebody else listens."""
    with hold("127.0.0.1", 0) as taken:
        taken.listen()
        with pytest.raises(ServeError, match=r"can't listen on 127\.0\.0\.1"):
            hold("127.0.0.1", taken.getsockname()[1], shared=True)


async def test_listeners_at_any_worker_follow_a_call_at_one(company: "Company") -> None:
    """Eight connections spread over two workers all see the whole call, and the same figures."""
    followers = [asyncio.create_task(_follow(company.port)) for _ in range(8)]
    await _say(company.port)
    seen = await asyncio.gather(*followers)
    assert seen == [seen[0]] * 8
    assert seen[0] == list(range(1, len(seen[0]) + 1))
    turns = 'callshadow_events_total{type="turn.final"}'
    assert await _scraped(company.port, turns) == [3.0] * 8


async def test_a_rolling_restart_into_a_broken_configuration_changes_nothing(
    company: "Company",
) -> None:
    """The old workers stay where they are, and go on taking calls."""
    old = company.workers()
    with company.configured("LOG_LEVEL=LOUD"):
        company.tell(signal.SIGHUP)
        await _until(lambda: company.logged("the new worker does not start"))
    assert company.workers() == old
    async with Caller(company.port, "still-there") as call:
        assert await call.end() == NORMAL


async def test_a_rolling_restart_loses_no_call(company: "Company") -> None:
    """Calls go on in the old workers, new ones begin in the new; none is refused, no word lost."""
    async with AsyncExitStack() as stack:
        old = company.workers()
        await company.started(company.listening())
        calls = [Caller(company.port, f"old-{number}") for number in range(6)]
        for call in calls:
            await (await stack.enter_async_context(call)).say("Before.")
        company.tell(signal.SIGHUP)
        while not company.logged("all workers are replaced"):
            # The old worker retires when its successor listens: then a call might be lost.
            for _ in range(10 if await company.has_one_more(within_s=2.0) else 1):
                calls.append(Caller(company.port, f"new-{len(calls)}"))
                await (await stack.enter_async_context(calls[-1])).say("Before.")
        assert not set(old) & set(company.workers()[-2:])
        for call in calls:
            await call.say("After.")
        assert {await call.end() for call in calls} == {NORMAL}
        told = [await company.told(call.call_id) for call in calls]
        assert told == [["Before.", "After.", "hangup"]] * len(calls)
        await _gone(old)


async def test_a_worker_that_dies_is_started_again(company: "Company") -> None:
    """It listens again, and calls come to it."""
    before = company.listening()
    os.kill(company.workers()[0], signal.SIGKILL)
    await company.started(before + 1)
    async with Caller(company.port, "again") as call:
        assert await call.end() == NORMAL


async def test_workers_leave_the_port_with_their_parent(company: "Company") -> None:
    """After a kill -9 nobody listens, and the call that goes on is heard to its end."""
    orphans = company.workers()
    async with Caller(company.port, "orphan") as call:
        await call.say("Before.")
        company.tell(signal.SIGKILL)
        await _until(lambda: _free(company.port))
        assert await call.end() == NORMAL
    await _gone(orphans)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
async def test_workers_end_with_their_terminal_or_when_told(
    tmp_path: Path, number: signal.Signals
) -> None:
    """SIGTERM ends all of them, and so does SIGHUP when the window is closed that it is from."""
    async with a_company(tmp_path) as company:
        await _until(company.workers)
        if number == signal.SIGHUP:
            company.close_terminal()
        company.tell(number)
        assert await company.ended() == 0


class Company:
    """A parent with two workers, on a port of its own.

    Attributes:
        port: Where they listen.
    """

    def __init__(self, folder: Path, port: int, process: ForkedProcess, tty: int):
        self.port = port
        self._listened = 0
        self._folder = folder
        self._log = folder / "log"
        self._process = process
        self._terminal = tty

    def logged(self, text: str) -> int:
        """How often the log says this."""
        return self._log.read_text().count(text)

    def workers(self) -> list[int]:
        """The process ids of the workers, in the order of their start."""
        pid = self._process.pid
        return [int(pid) for pid in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def tell(self, number: signal.Signals) -> None:
        """Send the parent a signal."""
        self._process.send_signal(number)

    @contextmanager
    def configured(self, line: str) -> Iterator[None]:
        """Workers that start meanwhile read a `.env` with this line."""
        written = self._folder / ".env"
        written.write_text(f"{line}\n", "utf-8")
        yield
        written.unlink()

    def close_terminal(self) -> None:
        """Close the window that it was started in."""
        os.close(self._terminal)

    async def ended(self) -> int:
        """The parent's exit code."""
        return await self._process.wait()

    def listening(self) -> int:
        """How many have said so far where the console is: the parent, and each worker."""
        return self.logged("console:")

    async def started(self, count: int) -> None:
        """Return when so many have said where the console is."""
        await _until(lambda: self.listening() >= count)
        self._listened = count

    async def has_one_more(self, within_s: float) -> bool:
        """Whether a worker has come to listen since `started`, or the last that was told of."""
        for _ in range(round(within_s / 0.05)):
            if self.listening() > self._listened:
                self._listened += 1
                return True
            await asyncio.sleep(0.05)
        return False

    async def told(self, call_id: str) -> list[str]:
        """What the log of a call has: its turns, and why it ended."""
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self.port}", verify=NO_TLS
        ) as client:
            events = (await client.get(f"/api/calls/{call_id}/events")).raise_for_status().json()
        said = {"turn.final": "text", "call.ended": "reason"}
        return [e["data"][said[e["type"]]] for e in events if e["type"] in said]


@asynccontextmanager
async def a_company(folder: Path, started: int = 0, **settings: str) -> AsyncIterator[Company]:
    """A parent that starts so many workers, and forks the others; and the Redis between them."""
    redis = RedisServer(folder)
    redis.start()
    holder = hold("127.0.0.1", 0)
    port = holder.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(CHECKOUT),
        "DATA_DIR": str(folder),
        "COACH_MEANING": "false",
        "REDIS_URL": redis.url,
    }
    ours, terminal = os.openpty()
    with (folder / "log").open("ab") as log:
        command = ("serve", "--port", str(port), "--workers", "2")
        server = await ForkedProcess.start(
            *(command, folder, environment | settings),
            stdin=terminal,
            stdout=log.fileno(),
            stderr=log.fileno(),
            program=partial(company_of, started=started),
        )
    os.close(terminal)
    company = Company(folder, port, server, ours)
    try:
        yield company
        if server.returncode is None:
            server.send_signal(signal.SIGTERM)
        assert await server.wait() in (0, -signal.SIGKILL)
    finally:
        if server.returncode is None:
            server.kill()
            await server.wait()
        redis.stop()
        holder.close()
        with suppress(OSError):
            os.close(ours)


class Caller:
    """`async with Caller(port, call_id) as caller:` brings in a call in text."""

    def __init__(self, port: int, call_id: str) -> None:
        self.call_id = call_id
        self._connecting = connect(f"ws://127.0.0.1:{port}/api/ingest/{call_id}", proxy=None)

    async def __aenter__(self) -> "Caller":
        self._socket = await self._connecting
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()

    async def say(self, text: str) -> None:
        """The customer says something."""
        await self._socket.send(json.dumps({"speaker": "customer", "text": text}))

    async def end(self) -> int | None:
        """The call is over; how the server closed its socket."""
        await self._socket.send(json.dumps({"type": "end"}))
        await self._socket.wait_closed()
        return self._socket.close_code


async def _scraped(port: int, name: str) -> list[float]:
    """A figure as eight connections get it, whichever worker each of them reaches."""
    found: list[float] = []
    for _ in range(8):
        async with httpx.AsyncClient(verify=NO_TLS) as client:
            text = (await client.get(f"http://127.0.0.1:{port}/metrics")).text
        lines = (line for line in text.splitlines() if line.startswith(f"{name} "))
        found += [float(line.rsplit(" ", 1)[1]) for line in lines]
    return found


async def _running(port: int, count: float) -> None:
    """Return when each of eight connections gets that many running calls."""
    async with asyncio.timeout(60):
        while await _scraped(port, "callshadow_running_calls") != [count] * 8:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)


async def _follow(port: int) -> list[int]:
    """The numbers of the call's events, up to its end."""
    numbers: list[int] = []
    async with connect(f"ws://127.0.0.1:{port}/api/calls/shared/live") as socket:
        async for message in socket:
            event = json.loads(message)
            if event["seq"]:
                numbers.append(event["seq"])
            if event["type"] == "call.ended":
                break
    return numbers


async def _say(port: int) -> None:
    """A call of three turns in text."""
    async with connect(f"ws://127.0.0.1:{port}/api/ingest/shared") as socket:
        for text in ("We pay too much today.", "What would you charge?", "That sounds good."):
            await socket.send(json.dumps({"speaker": "customer", "text": text}))
        await _running(port, 1)
        await socket.send(json.dumps({"type": "end"}))
        async for _ in socket:
            raise AssertionError("the ingest socket answered")


def _free(port: int) -> bool:
    """Whether somebody may listen on the port alone."""
    try:
        with hold("127.0.0.1", port) as holder:
            holder.listen()
            return True
    except (ServeError, OSError):
        return False


async def _gone(pids: list[int]) -> None:
    """Return when none of the processes runs any more."""
    await _until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids))


async def _until(condition: Callable[[], object]) -> None:
    """Return when something is so: other processes have no event to wait for."""
    for _ in range(1200):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError

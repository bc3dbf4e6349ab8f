"""Three replicas behind the load balancer of the deployment, with one Postgres and one Redis."""

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from conversation.speech.speakers import Speaker
from peers.balancer import Balancer
from peers.deepgram import DeepgramPeer
from peers.redis_server import RedisServer
from peers.script_ear import ScriptEar
from peers.server_process import NO_TLS, ServerProcess
from peers.twilio import ACCOUNT, TOKEN, TwilioPeer
from peers.twilio_fork import Fork
from tests.e2e.listener import Event, Listener
from tests.e2e.scene import EXPENSIVE, UNDERSTOOD, WHAT_COST, scene
from tests.e2e.stage import of_type, spoken
from tests.postgres import installed_postgres

REPLICAS = 3
ASK_AGAIN_S = 0.05
"""Between two looks at what a replica says: each takes both sides CPU."""
PUBLIC = "https://shadow.example"
CONVERSATION = scene(
    [EXPENSIVE.at(1000), UNDERSTOOD.at(2200), WHAT_COST.at(3100), UNDERSTOOD.at(4300)],
    end_ms=5700,
)
"""Two sounds of each party; what a recogniser takes them for is its script's business."""
_FIRST = "alfa bravo delta hotel kilo oscar papa quebec romeo sierra tango victor yankee zulu"
_NAMES = _FIRST.split()


class Scripts:
    """Ears that each hear words of their own, so that each word of all calls is one of its kind.

    Attributes:
        given: The lines of each ear so far, two a socket.
    """

    def __init__(self) -> None:
        self.given: list[tuple[str, str]] = []
        self._numbers = count()

    @property
    def whole(self) -> list[str]:
        """All that each ear has to tell, as words alone."""
        return [spoken(" ".join(pair)) for pair in self.given]

    def ear(self) -> ScriptEar:
        """The next ear."""
        first, second = divmod(next(self._numbers), len(_NAMES))
        name = f"{_NAMES[first]} {_NAMES[second]}"
        self.given.append((f"That {name} is too expensive.", f"We begin {name} on Monday."))
        return ScriptEar(self.given[-1])


@dataclass
class Replicas:
    """The three, what stands before and behind them, and the carrier.

    Attributes:
        servers: `app-1` to `app-3`.
        balancer: Where all calls and viewers come in.
        twilio: Whose calls they are.
        scripts: What is said in them.
    """

    servers: list[ServerProcess]
    balancer: Balancer
    twilio: TwilioPeer
    scripts: Scripts
    stack: AsyncExitStack = field(repr=False)

    async def call(self) -> tuple[Fork, int]:
        """A call that Twilio streams through the balancer, and the replica that hears it."""
        before = await self.running()
        fork = await self.twilio.fork(self.twilio.begin(), {"inbound_role": "customer"})
        async with asyncio.timeout(30):
            while (now := await self.running()) == before:  # noqa: ASYNC110 - another process
                await asyncio.sleep(ASK_AGAIN_S)
        return fork, next(n for n in range(REPLICAS) if now[n] != before[n])

    def viewer(self, call_id: str) -> Listener:
        """A client of the side channel, through the balancer."""
        url = f"ws://127.0.0.1:{self.balancer.port}/api/calls/{call_id}/live?after=0"
        return Listener(url)

    async def get(self, path: str, server: Any = None) -> Any:
        """What an address answers, of one replica or through the balancer."""
        base = (server or self.balancer).http
        async with httpx.AsyncClient(base_url=base, verify=NO_TLS, timeout=60) as client:
            return (await client.get(path)).raise_for_status()

    async def running(self) -> list[int]:
        """How many calls each replica hears."""
        name = "callshadow_running_calls "
        found = [(await self.get("/metrics", server)).text for server in self.servers]
        lines = [line for text in found for line in text.splitlines() if line.startswith(name)]
        return [int(float(line.removeprefix(name))) for line in lines]

    async def stored(self, call_id: str, turns: int) -> None:
        """Return when the log has so many turns: a busy database may have yet to take them."""
        async with asyncio.timeout(60):
            while True:
                events = (await self.get(f"/api/calls/{call_id}/events")).json()
                if len(of_type(events, "turn.final")) >= turns:
                    return
                await asyncio.sleep(ASK_AGAIN_S)

    async def restart(self, number: int) -> None:
        """Start a replica that has ended, where it was."""
        await self.stack.enter_async_context(self.servers[number])

    async def replace(self, number: int) -> None:
        """Drain a replica, and start it again."""
        server = self.servers[number]
        server.tell(signal.SIGTERM)
        assert await server.ended(60) == 0, server.log()
        server.exit_code = None
        await self.restart(number)


def heard(events: list[Event]) -> Counter[str]:
    """The words of a call, of all its turns."""
    return Counter(word for turn in of_type(events, "turn.final") for word in _of(turn["text"]))


def expected(lines: list[tuple[str, str]]) -> Counter[str]:
    """The words that ears have told."""
    return Counter(word for pair in lines for line in pair for word in _of(line))


def lines_of(events: list[Event]) -> dict[str, str]:
    """All that each party has said, in the order of the log."""
    said = of_type(events, "turn.final")
    return {
        str(who): spoken(" ".join(turn["text"] for turn in said if turn["speaker"] == who))
        for who in Speaker
    }


def _of(text: str) -> list[str]:
    return spoken(text).split()


@asynccontextmanager
async def three_replicas(folder: Path) -> AsyncIterator[Replicas]:
    """Start all of it."""
    scripts, redis = Scripts(), RedisServer(folder)
    async with AsyncExitStack() as stack:
        database = stack.enter_context(installed_postgres())
        redis.start()
        stack.callback(redis.stop)
        twilio = await stack.enter_async_context(TwilioPeer(PUBLIC))
        deepgram = await stack.enter_async_context(DeepgramPeer(scripts.ear))
        settings = {
            "DATABASE_URL": await stack.enter_async_context(database.empty_database()),
            "REDIS_URL": redis.url,
            "DEEPGRAM_API_KEY": "k",
            "DEEPGRAM_BASE_URL": deepgram.url,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_BASE_URL": twilio.url,
            "PUBLIC_URL": PUBLIC,
            "DRAIN_SECONDS": "60",
        }
        servers = [ServerProcess(folder / str(n), **settings) for n in range(REPLICAS)]
        for number in range(REPLICAS):
            (folder / str(number)).mkdir()
        balancer = stack.enter_context(Balancer(folder, [server.port for server in servers]))
        twilio.server = balancer.http
        replicas = Replicas(servers, balancer, twilio, scripts, stack)
        await asyncio.gather(*(replicas.restart(number) for number in range(REPLICAS)))
        yield replicas

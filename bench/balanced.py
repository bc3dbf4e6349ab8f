"""Replicas behind the deployment's load balancer, with one Postgres and one Redis, to be loaded."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.machine import Cores, Usage
from bench.report import BenchError
from bench.served import Served
from peers.balancer import Balancer
from peers.postgres_server import pgvector_server
from peers.redis_server import RedisServer


@dataclass(frozen=True)
class Balanced:
    """What `Load` loads: many processes by one address.

    Attributes:
        replicas: The processes.
        balancer: Where all comes in.
    """

    replicas: list[Served]
    balancer: Balancer

    @property
    def http(self) -> str:
        """The base address of REST."""
        return self.balancer.http

    @property
    def media(self) -> str:
        """The address of the media socket."""
        return f"ws://127.0.0.1:{self.balancer.port}/twilio/media"

    @property
    def live(self) -> str:
        """The address of the side channel, with `{call_id}` in it."""
        return f"ws://127.0.0.1:{self.balancer.port}/api/calls/{{call_id}}/live"

    def client(self) -> httpx.AsyncClient:
        """A client of REST, by the balancer."""
        return httpx.AsyncClient(base_url=self.http, timeout=60)

    def usage(self) -> Usage:
        """What all of them have used so far."""
        return Usage.of(*(replica.pid for replica in self.replicas))


@asynccontextmanager
async def balanced(
    folder: Path, settings: Mapping[str, str], number: int, cores: Cores
) -> AsyncIterator[Balanced]:
    """Start it all.

    Args:
        folder: For logs and data.
        settings: Of each replica.
        number: How many replicas, up to as many as the balancer's file has.
        cores: Where they run, together.

    Raises:
        BenchError: A program of it is not on this machine.
    """
    for found, name in ((_nginx(), "nginx"), (shutil.which("redis-server"), "redis-server")):
        if found is None:
            raise BenchError(f"replicas share Redis and a balancer: install {name}")
    redis = RedisServer(folder)
    async with AsyncExitStack() as stack:
        database = stack.enter_context(pgvector_server())
        redis.start()
        stack.callback(redis.stop)
        url = await stack.enter_async_context(database.empty_database())
        shared = {"DATABASE_URL": url, "REDIS_URL": redis.url, "KNOWLEDGE_INDEX": "postgres"}
        own = dict(settings) | shared
        replicas = [Served(folder / f"app-{n + 1}", own, cores=cores) for n in range(number)]
        await asyncio.gather(*(stack.enter_async_context(replica) for replica in replicas))
        balancer = stack.enter_context(Balancer(folder, _ports(replicas)))
        yield Balanced(replicas, balancer)


def _ports(replicas: list[Served]) -> list[int]:
    """Those of the replicas that the balancer's file names; where there are fewer, again."""
    return [replicas[place % len(replicas)].port for place in range(3)]


def _nginx() -> str | None:
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")

"""Three replicas behind the load balancer: calls are spread, and none is lost with a replica."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress

import httpx
import pytest
import pytest_asyncio
from websockets.exceptions import InvalidStatus
from websockets.frames import CloseCode

from peers.server_process import NO_TLS
from tests.e2e.listener import Event, Listener
from tests.e2e.replicas import (
    ASK_AGAIN_S,
    CONVERSATION,
    REPLICAS,
    Replicas,
    expected,
    heard,
    lines_of,
    three_replicas,
)
from tests.e2e.stage import of_type

pytestmark = pytest.mark.asyncio(loop_scope="session")

CALLS = 6
LINES = 3
"""Calls at a time, while the replicas are replaced."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def replicas(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Replicas]:
    """The three, once for all tests; at the end nothing was sent on a media socket."""
    async with three_replicas(tmp_path_factory.mktemp("replicas")) as stage:
        yield stage
        assert [fork.received for fork in stage.twilio.forks] == [0] * len(stage.twilio.forks)


async def the_end(viewer: Listener, reason: str = "hangup") -> list[Event]:
    """What a viewer has seen, up to the end of the call; the log has the same."""
    await viewer.next("call.ended", reason=reason)
    numbers = [event["seq"] for event in viewer.durable]
    assert numbers == list(range(1, len(numbers) + 1))
    return viewer.durable


async def test_calls_are_spread_and_anybody_may_view_any(replicas: Replicas):
    """Two calls a replica; each has a viewer at another one, who sees every word of it once."""
    begun = [await replicas.call() for _ in range(CALLS)]
    assert await replicas.running() == [CALLS // REPLICAS] * REPLICAS
    async with AsyncExitStack() as stack:
        viewers = []
        for fork, number in begun:
            elsewhere = replicas.servers[(number + 1) % REPLICAS]
            viewers.append(await stack.enter_async_context(Listener(elsewhere.live(fork.call))))
        await asyncio.gather(*(fork.play(CONVERSATION) for fork, _ in begun))
        seen = [await the_end(viewer) for viewer in viewers]
    assert sum((heard(events) for events in seen), start=heard([])) == expected(
        replicas.scripts.given
    )


async def test_the_calls_of_a_killed_replica_go_on_at_another(replicas: Replicas):
    """Twilio is asked for a stream of its call, words before and after are there, others go on."""
    begun = [await replicas.call() for _ in range(REPLICAS)]
    assert sorted(number for _, number in begun) == list(range(REPLICAS))
    (lost, killed), *others = begun
    forks = len(replicas.twilio.forks)
    async with AsyncExitStack() as stack:
        on = replicas.servers[others[0][1]]
        viewers = [await stack.enter_async_context(Listener(on.live(f.call))) for f, _ in begun]
        playing = [asyncio.create_task(fork.play(CONVERSATION)) for fork, _ in begun]
        await viewers[0].next("turn.final", 2)
        await replicas.stored(lost.call, 2)
        replicas.servers[killed].tell(signal.SIGKILL)
        await replicas.servers[killed].ended()
        again = await replicas.twilio.until_forked(forks + 1)
        assert again.call == lost.call
        await again.play(CONVERSATION)
        await asyncio.gather(*playing)
        events = [await the_end(viewer) for viewer in viewers]
    reasons = [[end["reason"] for end in of_type(one, "call.ended")] for one in events]
    assert reasons == [["interrupted", "hangup"], ["hangup"], ["hangup"]]
    assert [of_type(one, "call.started")[-1]["source"] for one in events] == ["twilio"] * REPLICAS
    gaps = [one.get("gap_ms") for one in of_type(events[0], "status")]
    assert 0 < max(gap for gap in gaps if gap) < 60_000
    said = [line for one in events[1:] for line in lines_of(one).values()]
    assert set(said) < set(replicas.scripts.whole)
    for line in lines_of(events[0]).values():
        (after,) = (whole for whole in replicas.scripts.whole if line.endswith(whole))
        told = line.removesuffix(after).strip()
        assert any(whole.startswith(told) for whole in replicas.scripts.whole)
        assert told
    replicas.servers[killed].exit_code = None
    await replicas.restart(killed)


@pytest.mark.timeout(900)  # six starts and three drains, on a busy machine
async def test_a_rolling_restart_loses_no_word(replicas: Replicas):
    """Each replica drains and starts again in turn, while calls come and go, and a chat goes on."""
    replicas.scripts.given.clear()
    done = asyncio.Event()
    seen: list[list[Event]] = []
    written: list[str] = []

    async def line() -> None:
        """One call after the other; what a viewer sees of each."""
        while not done.is_set():
            fork = await replicas.twilio.fork(replicas.twilio.begin(), {"inbound_role": "customer"})
            await fork.play(CONVERSATION)
            while not (events := await whole(fork.call)):  # noqa: ASYNC110 - another process
                await asyncio.sleep(ASK_AGAIN_S)
            seen.append(events)

    async def whole(call_id: str) -> list[Event]:
        """What a viewer sees up to the end; nothing if its replica goes: a client comes again.

        uvicorn answers 500 to whom it has not let in yet when it ends.
        """
        with suppress(InvalidStatus):
            async with replicas.viewer(call_id) as viewer:
                with suppress(ConnectionError):
                    return await the_end(viewer)
                assert await viewer.closed() == CloseCode.SERVICE_RESTART
        return []

    async def chat() -> None:
        """A conversation in text: a message after the other, to whichever replica."""
        async with httpx.AsyncClient(
            base_url=replicas.balancer.http, verify=NO_TLS, timeout=60
        ) as client:
            while not done.is_set():
                body = {"speaker": "customer", "text": "And what does it cost?"}
                answer = (await client.post("/api/process/chat", json=body)).raise_for_status()
                written.append(answer.json()["turn"]["turn_id"])
                await asyncio.sleep(0.5)

    async with asyncio.TaskGroup() as group:
        for _ in range(LINES):
            group.create_task(line())
        group.create_task(chat())
        for number in range(REPLICAS):
            await replicas.replace(number)
        done.set()
    ends = [_course(one) for one in seen]
    assert [end for end in ends if end != ["call.started", "hangup"]] == []
    assert len(seen) > 2 * LINES
    every = sum((heard(events) for events in seen), start=heard([]))
    assert every == expected(replicas.scripts.given)
    assert written == [f"c{number}" for number in range(1, len(written) + 1)]
    assert (await replicas.get("/readyz")).status_code == httpx.codes.OK


def _course(events: list[Event]) -> list[str]:
    """How a call began, and ended, and what was told of its stream."""
    told = [e for e in events if e["seq"] and e["data"].get("component", "audio") == "audio"]
    kinds = ("call.started", "call.ended", "status")
    own = [e for e in told if e["type"] in kinds]
    return [str(e["data"].get("reason") or e["data"].get("code") or e["type"]) for e in own]

"""Two sockets of one call, as one source; time is the loop's, and passes at once."""

import asyncio
from typing import Any

import pytest
from starlette.types import Message
from starlette.websockets import WebSocket

from conversation.speech.speakers import Speaker
from transports.streams.start import StreamError
from transports.vonage.paired_source import PairedSource
from transports.vonage.stream import VonageStart

pytestmark = pytest.mark.looptime
CUSTOMER, AGENT = Speaker.CUSTOMER, Speaker.AGENT
FRAME = b"\x01\x00" * 160


class Leg:
    """A leg's socket as the application is given it, and what its carrier does on it."""

    def __init__(self, party: Speaker, rate: int = 8000) -> None:
        self._events: asyncio.Queue[Message] = asyncio.Queue()
        self.start = VonageStart("V-1", party=party, sample_rate=rate)
        self.websocket = WebSocket({"type": "websocket"}, self._events.get, _send)
        self._events.put_nowait({"type": "websocket.connect"})

    async def join(self, source: PairedSource) -> asyncio.Task[bool]:
        """Accept the socket, and have it heard."""
        await self.websocket.accept()
        return source.join(self.websocket, self.start)

    def speak(self, frames: int = 1) -> None:
        """Bring so many frames of 20 ms."""
        for _ in range(frames):
            self._events.put_nowait({"type": "websocket.receive", "bytes": FRAME})

    def close(self, code: int = 1000) -> None:
        """Close the socket."""
        self._events.put_nowait({"type": "websocket.disconnect", "code": code})


async def _send(message: Message) -> None:
    assert message["type"] == "websocket.accept", "nothing is sent on a media socket"


class Call:
    """A source, and what it feeds and tells."""

    def __init__(self) -> None:
        self.fed: list[tuple[Speaker, int]] = []
        self.told: list[tuple[Speaker, float | None]] = []
        self.source = PairedSource(8000, self._tell)

    def run(self) -> asyncio.Task[str]:
        """Begin to hear it."""
        return asyncio.create_task(self.source.run(self._feed))

    def _feed(self, speaker: Speaker, timestamp_ms: int, pcm: bytes) -> None:
        assert pcm == FRAME
        self.fed.append((speaker, timestamp_ms))

    async def _tell(self, speaker: Speaker, away_s: float | None) -> None:
        self.told.append((speaker, away_s))


async def test_each_begins_at_its_own_time_on_the_calls_clock() -> None:
    """The clock begins with the first socket, however long the call takes to be begun."""
    call, customer, agent = Call(), Leg(CUSTOMER), Leg(AGENT)
    await customer.join(call.source)
    customer.speak(2)
    await asyncio.sleep(0.14)
    await agent.join(call.source)
    agent.speak(2)
    await asyncio.sleep(0.5)
    running = call.run()
    await asyncio.sleep(0)
    customer.close()
    agent.close()
    assert await running == "hangup"
    assert [at_ms for speaker, at_ms in call.fed if speaker is CUSTOMER] == [0, 20]
    assert [at_ms for speaker, at_ms in call.fed if speaker is AGENT] == [140, 160]
    assert call.told == []


@pytest.mark.parametrize(
    ("codes", "reason"),
    [((1000, 1001), "hangup"), ((1000, 1006), "hangup"), ((1006, 1006), "disconnected")],
)
async def test_the_call_is_over_when_both_have_ended(codes: tuple[int, int], reason: str) -> None:
    """A hang-up where one was closed as such; no one is told of an end within a second."""
    call, legs = Call(), (Leg(CUSTOMER), Leg(AGENT))
    running = call.run()
    for leg, code in zip(legs, codes, strict=True):
        await leg.join(call.source)
        leg.close(code)
    assert await running == reason
    assert call.told == []


async def test_one_that_comes_alone_ends_the_call_with_it() -> None:
    """Nobody waits for another."""
    call, customer = Call(), Leg(CUSTOMER)
    await customer.join(call.source)
    running = call.run()
    customer.close(1006)
    assert await running == "disconnected"


async def test_a_party_whose_socket_ends_is_told_and_may_come_back() -> None:
    """Within a second; who comes back is at their place in time, and told once that lasts."""
    call, customer, agent = Call(), Leg(CUSTOMER), Leg(AGENT)
    await customer.join(call.source)
    await agent.join(call.source)
    running = call.run()
    agent.close(1006)
    await asyncio.sleep(1.1)
    assert call.told == [(AGENT, None)]
    customer.speak()
    await asyncio.sleep(1.9)
    assert call.fed == [(CUSTOMER, 0)]
    again = Leg(AGENT)
    await again.join(call.source)
    again.speak()
    await asyncio.sleep(0.1)
    assert call.fed[-1] == (AGENT, 3000)
    assert call.told == [(AGENT, None)]
    await asyncio.sleep(10)
    assert call.told == [(AGENT, None), (AGENT, pytest.approx(3.0))]
    call.source.over()
    assert await running == "hangup"
    await call.source.close()


async def test_a_socket_that_flaps_is_told_once_and_taken_back_once() -> None:
    """However often it comes and goes; the sum of what was not heard is told at the end."""
    call, customer, agent = Call(), Leg(CUSTOMER), Leg(AGENT)
    await customer.join(call.source)
    await agent.join(call.source)
    running = call.run()
    for _ in range(8):
        agent.close(1006)
        await asyncio.sleep(1.5)
        agent = Leg(AGENT)
        await agent.join(call.source)
        await asyncio.sleep(2.5)
    await asyncio.sleep(20)
    assert call.told == [(AGENT, None), (AGENT, pytest.approx(12.0))]
    call.source.over()
    assert await running == "hangup"
    await call.source.close()


async def test_the_end_that_vonage_tells_is_an_end() -> None:
    """Whatever the sockets do; they are not read any more."""
    call, customer, agent = Call(), Leg(CUSTOMER), Leg(AGENT)
    heard = [await leg.join(call.source) for leg in (customer, agent)]
    running = call.run()
    call.source.over()
    assert await running == "hangup"
    await call.source.close()
    assert all(task.cancelled() for task in heard)


@pytest.mark.parametrize("party", Speaker)
async def test_another_rate_is_refused(party: Speaker) -> None:
    """The call goes on with the socket that it has, though the refused one is of its party."""
    call, customer = Call(), Leg(CUSTOMER)
    heard = await customer.join(call.source)
    with pytest.raises(StreamError, match="8000 Hz"):
        await Leg(party, 16000).join(call.source)
    assert not heard.done()
    await call.source.close()


@pytest.mark.parametrize("with_agent", [True, False])
async def test_a_new_socket_of_a_party_takes_over(with_agent: bool) -> None:
    """The old one may be half open: nothing of it is heard any more, and nothing is told."""
    call, old, agent, new = Call(), Leg(CUSTOMER), Leg(AGENT), Leg(CUSTOMER)
    heard = await old.join(call.source)
    if with_agent:
        await agent.join(call.source)
    running = call.run()
    old.speak()
    await asyncio.sleep(3)
    await new.join(call.source)
    new.speak()
    await asyncio.sleep(0.1)
    old.speak(5)
    old.close(1000)
    await asyncio.sleep(20)
    assert heard.cancelled()
    assert call.fed == [(CUSTOMER, 0), (CUSTOMER, 3000)]
    assert (call.told, running.done()) == ([], False)
    new.close()
    agent.close()
    assert await running == "hangup"
    await call.source.close()


async def test_a_new_socket_takes_over_before_the_call_is_heard() -> None:
    """The first one dropped while its call was made ready."""
    call, old, new = Call(), Leg(CUSTOMER), Leg(CUSTOMER)
    await old.join(call.source)
    await asyncio.sleep(0)
    await new.join(call.source)
    running = call.run()
    new.speak()
    new.close()
    assert await running == "hangup"
    assert call.fed == [(CUSTOMER, 0)]


async def test_what_the_feed_raises_ends_the_source() -> None:
    """Whichever socket has brought it: audio that comes too fast is refused so."""

    def feed(*_: Any) -> None:
        raise ValueError("too fast")

    call, customer, agent = Call(), Leg(CUSTOMER), Leg(AGENT)
    await customer.join(call.source)
    await agent.join(call.source)
    running = asyncio.create_task(call.source.run(feed))
    agent.speak()
    with pytest.raises(ValueError, match="too fast"):
        await running
    await call.source.close()

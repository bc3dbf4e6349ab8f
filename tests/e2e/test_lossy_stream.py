"""A carrier's stream over a poor network: packets are missing, and come in bursts."""

from collections.abc import AsyncIterator, Callable, Sequence
from itertools import repeat
from typing import Any

import numpy as np
import orjson
import pytest
import pytest_asyncio

from peers.deepgram import DeepgramPeer
from peers.script_ear import ScriptEar
from peers.server_process import ServerProcess
from tests.e2e.fork import Fork, Timed, messages
from tests.e2e.listener import Listener
from tests.e2e.scene import EXPENSIVE, UNDERSTOOD, WHAT_COST, scene
from tests.e2e.stage import new_call_id, of_type

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHRASES = (EXPENSIVE.at(1500), UNDERSTOOD.at(4500), WHAT_COST.at(6500), EXPENSIVE.at(9500))
LINE = "That is what I wanted to say."
"""What the recogniser takes each sound for."""
SPEED = 3.0
BURST_MS = 5000
ROOM_MS = 300


def without_a_fifth(stream: Sequence[Timed]) -> list[Timed]:
    """The stream without a fifth of its packets, by chance."""
    stays = np.random.default_rng(13).random(len(stream)) >= 0.2
    return [
        one
        for one, kept in zip(stream, stays, strict=True)
        if kept or orjson.loads(one[1])["event"] != "media"
    ]


def in_bursts(stream: Sequence[Timed]) -> list[Timed]:
    """The stream of which nothing comes for five seconds, and then all that was held up."""
    return [(-(-at_ms // BURST_MS) * BURST_MS, message) for at_ms, message in stream]


def both(stream: Sequence[Timed]) -> list[Timed]:
    return in_bursts(without_a_fifth(stream))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    """A server whose recogniser hears sounds, however much of them is missing."""
    async with (
        DeepgramPeer(lambda: ScriptEar(repeat(LINE)), delay_s=0.12 / SPEED) as deepgram,
        ServerProcess(
            tmp_path_factory.mktemp("lossy"),
            DEEPGRAM_API_KEY="k",
            DEEPGRAM_BASE_URL=deepgram.url,
        ) as running,
    ):
        yield running


@pytest.mark.parametrize("spoil", [without_a_fifth, in_bursts, both])
async def test_turns_keep_their_speaker_their_order_and_their_place(
    server: ServerProcess, spoil: Callable[[Sequence[Timed]], list[Timed]]
) -> None:
    """However a stream comes; where much of it does not, the agent is told of each party."""
    call_id = new_call_id()
    stream = spoil(messages(call_id, scene(PHRASES)))
    async with Listener(server.live(call_id)) as listener, Fork(server.media, SPEED) as fork:
        await fork.stream(stream)
        await listener.next("call.ended", reason="hangup")
    places = [_place(turn) for turn in of_type(listener.events, "turn.final")]
    assert places == sorted(places)
    assert set(places) == set(range(len(PHRASES)))
    told = of_type(listener.events, "status")
    lost = {one["speaker"] for one in told if one["code"] == "audio_lost"}
    assert lost == (set() if spoil is in_bursts else {"customer", "agent"})


def _place(turn: dict[str, Any]) -> int:
    """Which of the phrases a turn is, or a part of it, by who spoke it when."""
    (place,) = (
        number
        for number, phrase in enumerate(PHRASES)
        if phrase.speaker == turn["speaker"]
        and phrase.at_ms - ROOM_MS <= turn["start_ms"] <= phrase.end_ms
    )
    return place

"""One server and one pair of peers for all end-to-end tests, in one event loop."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from bots import sample
from peers.deepgram import DeepgramPeer
from peers.openai import OpenAIPeer
from peers.server_process import ServerProcess
from peers.voice_ear import VoiceEar
from peers.voices import recorded_voices
from tests.e2e.stage import SPEED, STT_DELAY_S, Stage, speaker_of

COACH_TIMEOUT_S = 2.0


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def company(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """The stage, once for all tests."""
    voices = recorded_voices(sample.recording())
    delays: dict[str, float] = {}
    async with (
        DeepgramPeer(
            lambda: VoiceEar(voices),
            delay_s=lambda socket: delays.get(speaker_of(socket), STT_DELAY_S),
        ) as deepgram,
        OpenAIPeer(first_token_s=0.25 / SPEED, token_s=0.008 / SPEED) as openai,
        ServerProcess(
            tmp_path_factory.mktemp("server"),
            LOG_LEVEL="DEBUG",
            DEEPGRAM_API_KEY="deepgram-key",
            DEEPGRAM_BASE_URL=deepgram.url,
            OPENAI_API_KEY="openai-key",
            OPENAI_BASE_URL=openai.url,
            COACH_TIMEOUT_SECS=str(COACH_TIMEOUT_S),
        ) as server,
    ):
        yield Stage(server, deepgram, openai, delays)


@pytest.fixture
def stage(company: Stage) -> Iterator[Stage]:
    """The stage, as it was before the test, for one test."""
    yield company
    company.reset()

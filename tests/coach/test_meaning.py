"""The meaning reader, and the instant lane with one."""

import asyncio

from coach.meaning import MeaningReader
from coach.request import Request
from conversation.coaching.playbook import Playbook
from tests.conversation.calls import agent, customer
from tests.conversation.detection.test_meaning import NONE, RULES
from tests.conversation.detection.words_encoder import WordsEncoder

STAGES = [{"id": "needs", "title": "Needs"}]
PLAYBOOK = Playbook.model_validate(
    {"name": "test", "version": 1, "language": "en", "title": "T", "goal": "G", "stages": STAGES}
    | {"rules": [rule.model_dump(mode="json") for rule in RULES], "none": NONE}
)


class SlowEncoder(WordsEncoder):
    """An encoder that is loading until it is let go."""

    def __init__(self) -> None:
        self.loaded = asyncio.Event()

    async def utterances(self, texts):
        await self.loaded.wait()
        return self.vectors(texts)


async def test_before_it_is_prepared_nothing_is_known():
    """The first call's turns are answered by cues alone, and wait for nothing."""
    encoder = SlowEncoder()
    reader = MeaningReader(encoder, PLAYBOOK)
    request = Request(customer("Cars cost too much money."), [])
    preparing = reader.begin()
    assert await reader.of(request) is None
    assert reader.begin() is preparing
    encoder.loaded.set()
    assert preparing
    await preparing
    assert reader.begin() is None
    found = await reader.of(request)
    assert found
    assert found["dear"].score > 0 > found["late"].score
    await reader.close()


async def test_closing_gives_up_what_is_being_prepared():
    """A process that ends before its first call is over leaves no task behind."""
    reader = MeaningReader(SlowEncoder(), PLAYBOOK)
    await reader.close()
    reader.begin()
    await reader.close()


async def test_what_cannot_be_compared_is_not_known():
    """Of a turn without a sentence of some words, cues alone decide."""
    reader = MeaningReader(WordsEncoder(), PLAYBOOK)
    await reader.prepare()
    assert await reader.of(Request(customer("Okay."), [agent("Hello.")])) is None

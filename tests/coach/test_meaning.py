"""The meaning reader, and the instant lane with one."""

import asyncio

from coach.board import Board
from coach.lanes.instant import InstantLane
from coach.meaning import MeaningReader
from coach.request import Request
from conversation.coaching.playbook import Playbook
from conversation.events.event import EventType
from tests.coach.stage import Heard
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
        self.asked, self.loaded = asyncio.Event(), asyncio.Event()

    async def utterances(self, texts):
        self.asked.set()
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


async def test_where_nothing_else_is_known_cues_alone_decide():
    """Of one signal's examples, there is nothing that they could be told from."""
    content = PLAYBOOK.model_dump(mode="json") | {"none": []}
    rule = content["rules"][0] | {"negatives": [], "cues": ["too much money"]}
    twin = rule | {"id": "twin", "cues": ["costs the earth"]}
    for rules in ([rule], [rule, twin]):
        playbook, heard = Playbook.model_validate(content | {"rules": rules}), Heard()
        reader = MeaningReader(WordsEncoder(), playbook)
        await reader.prepare()
        request = Request(customer("Cars cost too much money."), [])
        assert await reader.of(request) is None
        lane = InstantLane(Board(heard.emit), playbook, reader, is_alone=True)
        now = asyncio.get_running_loop().time()
        await lane.on_turn(request, now, now)
        (shown,) = heard.data(EventType.SUGGESTION_FINAL)
        assert shown["rules"] == ["dear"]


class CountingEncoder(WordsEncoder):
    """An encoder that counts the turns it was asked for."""

    asked = 0

    async def encode(self, texts):
        self.asked += 1
        return self.vectors(texts)


async def test_meaning_is_asked_where_it_can_decide():
    """In mid-turn of an urgent signal alone; at the end, not of a few words without a cue."""
    cues = {"dear": ["too much money"], "late": ["too late"]}
    urgent = {"dear": "medium", "late": "high"}
    rules = [
        rule | {"cues": cues[rule["id"]], "priority": urgent[rule["id"]]}
        for rule in PLAYBOOK.model_dump(mode="json")["rules"]
    ]
    playbook = Playbook.model_validate(PLAYBOOK.model_dump(mode="json") | {"rules": rules})
    encoder, heard = CountingEncoder(), Heard()
    reader = MeaningReader(encoder, playbook)
    await reader.prepare()
    lane = InstantLane(Board(heard.emit), playbook, reader, is_alone=True)
    await lane.on_partial(Request(customer("The cars cost too much money"), []))
    assert encoder.asked == 0
    await lane.on_partial(Request(customer("The cars cost too much money, came too late"), []))
    assert encoder.asked == 1
    await lane.on_turn(Request(customer("I see."), []), 0.0, 0.0)
    assert encoder.asked == 1
    await lane.on_turn(Request(customer("I never said a word about them cars."), []), 0.0, 0.0)
    assert encoder.asked == 2


async def test_a_turn_is_encoded_once_for_rules_and_obligations():
    """Whichever is asked first; another turn is encoded by itself."""
    content = PLAYBOOK.model_dump(mode="json")
    rule = content["rules"][0]
    told = {"id": "told", "title": "Tell the price", "must": "say", "examples": rule["examples"]}
    playbook = Playbook.model_validate(content | {"obligations": [told]})
    encoder = CountingEncoder()
    reader = MeaningReader(encoder, playbook)
    await reader.prepare()
    request = Request(customer("Cars cost too much money."), [])
    assert await reader.of_obligations(request)
    meant = await reader.of(request)
    assert encoder.asked == 1
    assert meant == await reader.of(Request(customer("Cars cost too much money."), []))
    assert encoder.asked == 2


async def test_all_that_a_customers_turn_is_read_by_is_asked_for_at_once():
    """Each answer may wait for a turn of the event loop, and the card for each answer."""
    told: list[str] = []

    class Noting(WordsEncoder):
        async def encode(self, texts):
            told.append("vectors asked")
            await asyncio.sleep(0)
            told.append("vectors")
            return await super().encode(texts)

        async def token_vectors(self, texts):
            told.append("tokens asked")
            return await super().token_vectors(texts)

    reader = MeaningReader(Noting(), PLAYBOOK)
    await reader.prepare()
    told.clear()
    request = Request(customer("Cars cost too much money."), [])
    assert await reader.of(request)
    assert told == ["vectors asked", "tokens asked", "vectors"]
    await reader.of_obligations(request)
    assert len(told) == 3, "and once for the rules and the obligations"
    told.clear()
    await reader.of_obligations(Request(agent("Cars cost too much money."), []))
    assert "tokens asked" not in told, "no rule is about the agent"

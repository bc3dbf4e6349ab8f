"""Cards that say the same in other words or in another language."""

import asyncio
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
import yaml

from coach.board import Board
from coach.meaning import MeaningReader
from coach.offer import Offer
from coach.repeats import NEAR, Repeats
from coach.request import Advised, Author, Request
from coach.suggestion import Suggestion
from conversation.coaching.advice import LaneName
from conversation.coaching.directive import Directive
from prompts.loader import load_playbook
from services.encoder.encoder import InlineEncoder
from services.encoder.sentence_model import SentenceModel
from tests.coach.stage import AUTHOR, Heard, advice, turn
from tests.coach.test_meaning import PLAYBOOK
from tests.conversation.cards import card, models
from tests.conversation.detection.words_encoder import WordsEncoder

PAIRS = Path(__file__).parents[1] / "conversation" / "headline_pairs.yaml"
DECIDES, SIGNS_OFF = (
    "Ask who decides on it in their house",
    "Find out who decides on it in their house",
)


@pytest.fixture(scope="module")
def model() -> SentenceModel:
    """One for all tests: loading takes a second."""
    return SentenceModel()


def told_same(model: SentenceModel, pairs: list[list[str]]) -> int:
    """Of how many pairs the two are taken for the same."""
    directives = {headline: Directive.of(headline) for pair in pairs for headline in pair}
    alike = [(a, b) for a, b in pairs if directives[a].may_be(directives[b])]
    headlines = list(dict.fromkeys(headline for pair in alike for headline in pair))
    vectors = dict(zip(headlines, model.encode(headlines), strict=True))
    return sum(float(vectors[one] @ vectors[other]) >= NEAR for one, other in alike)


@pytest.mark.parametrize(("part", "found", "wrong"), [("chosen", 25, 0), ("checked", 8, 2)])
def test_headlines_that_ask_the_same(model: SentenceModel, part: str, found: int, wrong: int):
    """The figures of docs/judgement.md: a third of the repeats, and hardly a trap."""
    pairs = yaml.safe_load(PAIRS.read_text("utf-8"))[part]
    assert told_same(model, pairs["same"]) >= found
    assert told_same(model, pairs["different"]) <= wrong


def rivals(name: str, language: str) -> Iterator[list[str]]:
    """Headlines of a playbook that answer two different signals."""
    rules = load_playbook(name, language).rules
    for one, other in combinations(rules, 2):
        if one.signal != other.signal:
            yield from ([a.headline, b.headline] for a in one.moves for b in other.moves)


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_headlines_of_different_signals(model: SentenceModel, language: str):
    """Of thousands that stand in one playbook, two at most are taken for the same."""
    pairs = list(rivals("saas", language))
    assert len(pairs) > 3000
    assert told_same(model, pairs) <= 2


async def prepared(encoder: WordsEncoder | InlineEncoder) -> MeaningReader:
    reader = MeaningReader(encoder, PLAYBOOK)
    await reader.prepare()
    return reader


async def test_a_card_is_marked_with_those_that_it_repeats():
    """By what the encoder says of headlines whose words agree; without one, by none."""
    said, again = card("boss", headline=DECIDES), models("sign", headline=SIGNS_OFF)
    reader = await prepared(WordsEncoder())
    assert (await Repeats(reader).marked(again, [said])).same_as == [said]
    assert await Repeats(None).marked(again, [said]) is again
    assert (await Repeats(reader).marked(again, [])) is again
    unprepared = MeaningReader(WordsEncoder(), PLAYBOOK)
    assert (await Repeats(unprepared).marked(again, [said])).same_as == []


@pytest.mark.looptime
async def test_a_card_does_not_wait_for_a_slow_encoder():
    """After 50 ms it is a card like any other."""

    class Stuck(WordsEncoder):
        async def encode(self, texts):
            await asyncio.sleep(3600)
            return self.vectors(texts)

    reader = await prepared(Stuck())
    said, again = card("boss", headline=DECIDES), models("sign", headline=SIGNS_OFF)
    assert await Repeats(reader).marked(again, [said]) is again
    assert asyncio.get_running_loop().time() == pytest.approx(0.05)


def offered(number: int, headline: str, author: Author, signal: str) -> Offer:
    """A whole card on a turn of its own."""
    whole = advice(headline).advice.model_copy(update={"signals_detected": [signal]})
    now = asyncio.get_running_loop().time()
    request = Request(turn(number), [])
    return Offer.whole(Suggestion(request, author, now, now), Advised(whole))


@pytest.mark.looptime
async def test_the_models_card_does_not_say_the_rules_again():
    """Of another signal and in other words, it asks what the agent has read 20 s ago."""
    heard = Heard()
    board = Board(heard.emit, meaning=await prepared(WordsEncoder()))
    rules = Author(LaneName.INSTANT, "sales")
    await board.offer(offered(1, DECIDES, rules, "other_decision_maker"))
    await asyncio.sleep(20)
    await board.offer(offered(2, SIGNS_OFF, AUTHOR, "hesitation"))
    await asyncio.sleep(20)
    await board.offer(
        offered(3, "Tell them who decides on it in their house", AUTHOR, "hesitation")
    )
    await board.close(0)
    assert heard.story == [
        *("started s1", "final s1", "suppressed duplicate"),
        *("started s2", "final s2"),
    ]

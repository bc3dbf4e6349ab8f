"""Link reading: a model asked about a document's passages, in bounds, and what it leaves unread."""

import asyncio
from collections.abc import Sequence

import pytest

from conversation.errors import CallShadowError, ErrorCode
from knowledge.graph.concept_link import ConceptLink
from knowledge.graph.edge import EdgeKind
from knowledge.graph.link_reading import ANSWER_S, MOST_FAILURES, AskedPassage, LinkReading
from tests.virtual_time import AT_ONCE

pytestmark = AT_ONCE
LINK = ConceptLink("Starter", EdgeKind.HAS_VALUE, "10 seats")


class Finder:
    """Tells of each passage the same, after a while; the texts of some make it fail or hang."""

    name = "toy"

    def __init__(self, takes_s: float = 1.0, fails: Sequence[str] = (), hangs: Sequence[str] = ()):
        self.asked: list[str] = []
        self.most_at_once = 0
        self._running = 0
        self._takes_s, self._fails, self._hangs = takes_s, fails, hangs

    async def find(self, headings: str, text: str) -> list[ConceptLink]:
        self.asked.append(text)
        self._running += 1
        self.most_at_once = max(self.most_at_once, self._running)
        try:
            await asyncio.sleep(9999 if text in self._hangs else self._takes_s)
        finally:
            self._running -= 1
        if text in self._fails:
            raise CallShadowError("The key is wrong.", code=ErrorCode.COACH_UNAVAILABLE)
        return [LINK]


def passages(count: int) -> list[AskedPassage]:
    return [AskedPassage(f"k{n}", "Plans", f"Starter {n}: 10 seats", f"p{n}") for n in range(count)]


async def read(finder: Finder, count: int, most: int = 100) -> tuple[int, str]:
    """How many passages have an answer, and the note."""
    reading = LinkReading(finder, asyncio.Semaphore(4), most)
    answers = await reading.answers(passages(count))
    assert all(links == [LINK] for links in answers.values())
    return len(answers), reading.note(count)


async def test_a_few_passages_are_asked_about_at_once() -> None:
    """And each once, however often its words stand in the document."""
    finder = Finder()
    assert await read(finder, 40) == (40, "")
    assert finder.most_at_once == 4
    twice = LinkReading(finder, asyncio.Semaphore(4), 100)
    assert len(await twice.answers([*passages(3), *passages(3)])) == 3
    assert len(finder.asked) == 43


async def test_what_fails_is_read_without_the_model() -> None:
    """One that hangs too; the others have their answers, and one line tells why these have not."""
    finder = Finder(fails=["Starter 3: 10 seats", "Starter 9: 10 seats"])
    note = "2 of 40 passages were read without the model: The key is wrong"
    assert await read(finder, 40) == (38, note)
    finder = Finder(hangs=["Starter 3: 10 seats"])
    note = f"1 of 40 passages was read without the model: it has not answered within {ANSWER_S:g} s"
    assert await read(finder, 40) == (39, note)


async def test_a_model_that_is_out_of_order_is_left_alone() -> None:
    """After some failures in a row, nothing more is asked about this document."""
    finder = Finder(fails=[one.text for one in passages(40)])
    note = "40 of 40 passages were read without the model: The key is wrong"
    assert await read(finder, 40) == (0, note)
    assert len(finder.asked) < MOST_FAILURES + 4


@pytest.mark.parametrize(
    ("finder", "count", "most", "answered", "why"),
    [
        (Finder(), 40, 30, 30, "30 are asked about at most (KNOWLEDGE_GRAPH_REQUESTS)"),
        (Finder(takes_s=29), 60, 100, 40, "a document is asked about for 300 s at most"),
    ],
)
async def test_a_reading_has_its_bounds(
    finder: Finder, count: int, most: int, answered: int, why: str
) -> None:
    """A number of passages, the first ones, and a time."""
    told = f"{count - answered} of {count} passages were read without the model: {why}"
    assert await read(finder, count, most) == (answered, told)

"""Knowledge of one call: searched while words are said, never waited for."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from coach.knowledge import GIVEN_UP_S, WITHIN_S, CallKnowledge
from coach.request import Request
from coach.searches import AT_ONCE, OUTSIDE_S, Searches
from conversation.coaching.source import Source
from conversation.events.payloads import Status
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from knowledge.errors import KnowledgeError
from tests.coach.stage import turn

pytestmark = pytest.mark.looptime

PRICE = Source("p1", "Prices", "prices.md", "Enterprise costs $60 a seat with SSO.", 0.9)
ASKED = "What does the enterprise plan cost with SSO?"


class Documents:
    """What the company knows; a search takes so many seconds."""

    def __init__(self, *found: Source, takes_s: float = 0.02, error: Exception | None = None):
        self.found: Sequence[Source] = found
        self.takes_s = takes_s
        self.error = error
        self.asked: list[str] = []
        self.missing: list[str] = []
        self.outside: Sequence[Source] = ()
        self.asked_outside: list[str] = []
        self.at_once = self.most_at_once = 0

    async def search(self, text: str, limit: int) -> Sequence[Source]:
        self.asked.append(text)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.takes_s)
        finally:
            self.at_once -= 1
        if self.error:
            raise self.error
        return self.found[:limit]

    async def search_web(self, question: str, limit: int) -> Sequence[Source]:
        self.asked_outside.append(question)
        await asyncio.sleep(self.takes_s)
        return self.outside[:limit]

    async def missed(self, question: str) -> None:
        self.missing.append(question)


def known(documents: Documents, searches: Searches | None = None) -> CallKnowledge:
    call = CallKnowledge(documents, searches or Searches(lambda source: source))
    call.go_on_in("en")
    return call


def request(text: str = ASKED, *earlier: Turn, question: str | None = None) -> Request:
    return Request(turn(1, text), earlier, question)


async def taken(call: CallKnowledge, asked: Request) -> tuple[Sequence[Source], float]:
    """What is found, and how long it was waited for."""
    clock = asyncio.get_running_loop().time
    before = clock()
    found = await call.found(asked)
    return found, clock() - before


async def test_a_search_that_began_on_partial_words_is_ready_at_the_turn():
    """The turn waits for nothing, and nothing is searched twice; its full stop is no new word."""
    documents = Documents(PRICE)
    call = known(documents)
    call.hear(request("What does the enterprise plan cost with SSO"))
    await asyncio.sleep(0.1)
    assert await taken(call, request()) == ([PRICE], 0)
    assert documents.asked == ["What does the enterprise plan cost with SSO"]


async def test_words_are_searched_for_one_at_a_time_and_the_newest_win():
    """Each two new words of content bring a search; what was said meanwhile is passed over."""
    documents = Documents(PRICE, takes_s=0.1)
    call = known(documents)
    words = ASKED.removesuffix("?").split()
    for end in range(1, len(words) + 1):
        call.hear(request(" ".join(words[:end])))
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.3)
    assert documents.most_at_once == 1
    assert documents.asked[0] == "What does the enterprise plan"
    assert len(documents.asked) == 2


async def test_a_pause_has_all_words_so_far_searched_for():
    """What is too little for a search of its own is ready if the turn is over."""
    documents = Documents(PRICE)
    call = known(documents)
    assert call.ready(request()) == ()
    call.pause(request())
    await asyncio.sleep(0.1)
    assert call.ready(request()) == [PRICE]
    assert await taken(call, request()) == ([PRICE], 0)


async def test_what_is_late_is_waited_for_no_longer_than_its_deadline():
    """The turn goes on with nothing; what comes then serves whoever asks the same again."""
    call = known(Documents(PRICE, takes_s=0.5))
    found, waited = await taken(call, request())
    assert found == ()
    assert waited == pytest.approx(WITHIN_S)
    await asyncio.sleep(0.5)
    assert await taken(call, request()) == ([PRICE], 0)
    await call.stop()


async def test_all_who_ask_about_a_turn_share_its_search():
    """The model's advisor and the specialists ask at once."""
    documents = Documents(PRICE)
    call = known(documents)
    assert await asyncio.gather(*(call.found(request()) for _ in range(3))) == [[PRICE]] * 3
    assert documents.asked == [ASKED]


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("Five five five, one two one two.", "What is your phone number?"),
        ("Maria Lopez.", "May I have your name, please?"),
        ("Is it what you have?", "It is ninety a seat."),
    ],
)
async def test_data_and_backchannels_are_not_searched_for(text: str, before: str):
    """What the agent asked for answers; it asks nothing."""
    documents = Documents(PRICE)
    call = known(documents)
    agent = Turn("a1", Speaker.AGENT, before, 0, 1000)
    call.hear(request(text, agent))
    assert await call.found(request(text, agent)) == ()
    assert documents.asked == []


async def test_the_agents_question_is_searched_for_with_its_own_words():
    """Not with those of the turn before it."""
    documents = Documents(PRICE)
    asked = replace(request("Five five five."), question="Is SSO in the pro plan?")
    assert await known(documents).found(asked) == [PRICE]
    assert documents.asked == ["Is SSO in the pro plan?"]


async def test_the_web_is_asked_the_agents_question_where_nothing_likely_is_known():
    """What a customer says is never asked, nor what the documents answer."""
    nothing, asks = Documents(), request("Fine.", question="Do they have an SAP plug-in?")
    nothing.outside = [PRICE]
    call = known(nothing)
    assert await call.found(asks) == [PRICE]
    assert not await call.found(request())
    assert nothing.asked_outside == ["Do they have an SAP plug-in?"]
    unlikely = replace(PRICE, passage_id="p2", score=0.39)
    nothing.found = [unlikely]
    assert await known(nothing).found(asks) == [PRICE, unlikely]
    knows = Documents(PRICE)
    assert await known(knows).found(asks) == [PRICE]
    assert knows.asked_outside == []


async def test_the_web_is_waited_for_no_longer_than_its_deadline():
    """The agent's question is answered without it."""
    nothing = Documents()
    nothing.outside = [PRICE]
    call, asks = known(nothing), request("Fine.", question="Do they have an SAP plug-in?")
    await call.found(asks)
    nothing.takes_s = 3600
    found, took_s = await taken(call, asks)
    assert (found, took_s) == ([], pytest.approx(OUTSIDE_S))


async def test_calls_share_a_bounded_pool():
    """So many searches run at a time; early ones are left out where it is full."""
    documents = Documents(PRICE, takes_s=0.05)
    searches = Searches(lambda source: source)
    calls = [known(documents, searches) for _ in range(AT_ONCE + 2)]
    waiting = [asyncio.create_task(call.found(request())) for call in calls]
    await asyncio.sleep(0.01)
    early = known(documents, searches)
    early.hear(request("What about the data of the enterprise plan"))
    found = await asyncio.gather(*waiting)
    assert documents.most_at_once == AT_ONCE
    assert found[:AT_ONCE] == [[PRICE]] * AT_ONCE
    assert found[AT_ONCE:] == [()] * 2
    assert len(documents.asked) == len(calls)
    await asyncio.sleep(0.1)


async def test_a_search_that_fails_or_hangs_costs_the_call_nothing():
    """It is logged, and the turn is answered without it."""
    assert await known(Documents(error=RuntimeError("away"))).found(request()) == ()
    documents = Documents(PRICE, takes_s=3600)
    call = known(documents)
    assert await call.found(request()) == ()
    await asyncio.sleep(GIVEN_UP_S)
    assert documents.at_once == 0


async def test_an_outage_is_told_when_it_begins_and_when_it_ends():
    """Once each, whatever fails: an error, or a search that hangs."""
    told: list[Status] = []

    async def tell(status: Status) -> None:
        told.append(status)

    documents = Documents(PRICE, error=KnowledgeError("the database is down"))
    call = known(documents)
    call.outage.tell_by(tell)
    for number in range(2):
        await call.found(request(f"{ASKED} number {number}"))
    documents.error, documents.takes_s = None, 3600
    await call.found(request(f"{ASKED} again"))
    await asyncio.sleep(GIVEN_UP_S)
    assert [(one.component, one.state, one.code) for one in told] == [
        ("knowledge", "down", "knowledge_unavailable")
    ]
    documents.takes_s = 0.02
    for number in range(2):
        assert await call.found(request(f"{ASKED} now {number}")) == [PRICE]
    assert [(one.state, one.code) for one in told[1:]] == [("ok", "knowledge_recovered")]


@pytest.mark.parametrize("found", [(), (replace(PRICE, score=0.39),) * 2])
async def test_a_question_that_found_nothing_likely_is_noted_once_its_search_has_ended(
    found: Sequence[Source],
):
    """One that failed, and one that found something, are no gaps."""
    nothing = Documents(*found, takes_s=0.3)
    call = known(nothing)
    assert await call.found(request()) == ()
    call.miss(request())
    assert nothing.missing == []
    await asyncio.sleep(0.5)
    assert nothing.missing == [ASKED]
    likely = Documents(replace(PRICE, score=0.1), replace(PRICE, score=0.4))
    for documents in (Documents(PRICE), likely, Documents(error=RuntimeError("away"))):
        call = known(documents)
        call.miss(request())
        await asyncio.sleep(0.5)
        assert documents.missing == []


async def test_what_is_left_of_a_passage_is_found():
    """Those of which nothing is left are not."""
    searches = Searches(lambda source: source if source is PRICE else None)
    other = replace(PRICE, passage_id="p2")
    assert await known(Documents(other, PRICE), searches).found(request()) == [PRICE]


async def test_the_end_of_the_call_ends_its_searches():
    """No task outlives it."""
    documents = Documents(PRICE, takes_s=3600)
    call = known(documents)
    call.hear(request())
    call.miss(request())
    await asyncio.sleep(0.1)
    await call.stop()
    assert documents.at_once == 0

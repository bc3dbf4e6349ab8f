"""Call knowledge: what the company knows of the words of one call, searched while they are said.

    words      What does … the enterprise plan … cost with SSO │ turn
    searches             ▶──────▶          ▶──────▶            │▶──────▶ found, or [] after 80 ms

One search at a time for the words that go on: the newest words win. A turn has a search of its own,
unless its very words were searched for before.
"""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from loguru import logger

from coach.current_trace import span
from coach.knowledge_outage import KnowledgeOutage
from coach.ports import Knowledge
from coach.request import Request
from coach.searches import Searches
from conversation.coaching.detection.adjacency import AgentActs, agent_acts
from conversation.coaching.detection.agent_act import AgentAct
from conversation.coaching.silence import may_ask
from conversation.coaching.source import Source, is_likely
from conversation.coaching.wording import Wording
from conversation.tracing import Work
from knowledge.words import terms

WITHIN_S = 0.08
"""How long anybody waits for what is found, s of the loop's clock."""
GIVEN_UP_S = 2.0
"""A search that takes longer is given up, s; one that is late for its turn may serve the next."""
GOOD_ENOUGH = 0.7
"""A passage that answers less likely is no source: the agent would read it in vain."""
_NEW_WORDS = 2
_MOST_KEPT = 16


class QuestionWords(NamedTuple):
    """Words that are searched for: those of content, to know them again, and all as said."""

    line: str
    text: str


class CallKnowledge:
    """The knowledge of one call; whatever becomes of a search, the call goes on without it.

    Attributes:
        outage: Tells when nothing can be looked up.
    """

    def __init__(self, knowledge: Knowledge, searches: Searches) -> None:
        """Create it for a call, whose audience `knowledge` is bound to."""
        self.outage = KnowledgeOutage()
        self._knowledge = knowledge
        self._searches = searches
        self._acts: AgentActs | None = None
        self._kept: dict[str, Sequence[Source]] = {}  # by the words that were searched for
        self._running: dict[str, asyncio.Task[None]] = {}
        self._early: str | None = None  # of those, the one for words that go on
        self._next: QuestionWords | None = None
        self._heard: frozenset[str] = frozenset()
        self._notes: set[asyncio.Task[None]] = set()

    def go_on_in(self, language: str) -> None:
        """Read the call's turns in this language from now on."""
        self._acts = agent_acts(language)

    def hear(self, request: Request) -> None:
        """Take in the words so far of a customer's turn, and search for them where it pays."""
        found = terms(request.turn.text)
        content = frozenset(found)
        if len(content - self._heard) < _NEW_WORDS or self._only_answers(request):
            return
        self._heard = content
        words = QuestionWords(" ".join(found), request.turn.text)
        if self._early in self._running:
            self._next = words
        elif not self._searches.is_busy:
            self._search_early(words)

    def pause(self, request: Request) -> None:
        """Search for all the words of a turn that may be over, so that they are ready if it is."""
        words = self._words(request)
        if words and words.line not in self._kept and words.line not in self._running:
            self._begin(words)

    async def found(self, request: Request) -> Sequence[Source]:
        """What is known of the request's question or turn; empty where it is nothing, or late."""
        words = self._words(request)
        if words is None:
            return ()
        with span(Work.RETRIEVAL, request.turn.turn_id) as work:
            known = await self._found(words, request.question)
            work.tell({"gen_ai.operation.name": "retrieval", "callshadow.passages": len(known)})
        return known

    async def _found(self, words: QuestionWords, question: str | None) -> Sequence[Source]:
        if words.line not in self._kept:
            await asyncio.wait([self._due(words)], timeout=WITHIN_S)
        known = self._kept.get(words.line, ())
        if is_likely(known) or not question:
            return known
        return [*await self._searches.outside(self._knowledge, question), *known]

    def ready(self, request: Request) -> Sequence[Source]:
        """What is known by now of the request's words, or of most of them; nobody waits for it."""
        words = self._words(request)
        said = set(words.line.split()) if words else set[str]()
        for line in reversed(self._kept):
            searched = set(line.split())
            if searched <= said and 2 * len(searched) >= len(said):
                return self._kept[line]
        return ()

    def miss(self, request: Request) -> None:
        """Note a question, once its search has ended, where that found nothing likely."""
        if words := self._words(request):
            task = asyncio.create_task(self._note(words), name="coach: gap")
            self._notes.add(task)
            task.add_done_callback(self._notes.discard)

    async def stop(self, within_s: float = 0.0) -> None:
        """Search no more; what is to be noted may be within so many seconds."""
        self._next = None
        if self._notes:
            await asyncio.wait(self._notes, timeout=within_s)
        if tasks := [*self._running.values(), *self._notes]:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    def _words(self, request: Request) -> QuestionWords | None:
        """The words to search for; None where nothing is to be found."""
        text = request.question or request.turn.text
        line = " ".join(terms(text))
        if not line or (request.question is None and self._only_answers(request)):
            return None
        return QuestionWords(line, text)

    def _only_answers(self, request: Request) -> bool:
        """Whether the turn is the data that the agent asked for."""
        if self._acts is None or AgentAct.ASKED_DATA not in self._acts.before(request.earlier):
            return False
        return not may_ask(Wording(request.turn.text))

    def _due(self, words: QuestionWords) -> asyncio.Task[None]:
        """The search for the words of a turn; what was begun for fewer words is given up."""
        early, self._early, self._next = self._early, None, None
        if early != words.line and early in self._running:
            self._running[early].cancel()
        return self._running.get(words.line) or self._begin(words)

    def _search_early(self, words: QuestionWords) -> None:
        self._early = words.line
        self._begin(words).add_done_callback(self._go_on)

    def _go_on(self, _: asyncio.Task[None]) -> None:
        words, self._next = self._next, None
        if words and words.line not in self._kept and words.line not in self._running:
            self._search_early(words)

    def _begin(self, words: QuestionWords) -> asyncio.Task[None]:
        task = asyncio.create_task(self._search(words), name="coach: knowledge")
        self._running[words.line] = task
        task.add_done_callback(lambda _: self._ended(words.line, task))
        return task

    def _ended(self, line: str, task: asyncio.Task[None]) -> None:
        if self._running.get(line) is task:
            del self._running[line]

    async def _search(self, words: QuestionWords) -> None:
        try:
            async with asyncio.timeout(GIVEN_UP_S):
                found = await self._searches.run(self._knowledge, words.text)
        except Exception as error:  # noqa: BLE001 - whatever breaks, the call goes on without it
            await self.outage.failed(error)
            return
        self._kept[words.line] = found
        for old in list(self._kept)[:-_MOST_KEPT]:
            del self._kept[old]
        await self.outage.answered()

    async def _note(self, words: QuestionWords) -> None:
        if words.line not in self._kept:
            await asyncio.wait([self._running.get(words.line) or self._begin(words)])
        if words.line not in self._kept or is_likely(self._kept[words.line]):
            return
        try:
            await self._knowledge.missed(words.text)
        except Exception as error:  # noqa: BLE001 - nobody waits for it
            logger.warning("coach: a gap is not noted: {}", type(error).__name__)


async def stop_searching(knowledge: CallKnowledge | None, within_s: float = 0.0) -> None:
    """Search no more, where anything is searched, as `CallKnowledge.stop`."""
    if knowledge:
        await knowledge.stop(within_s)

"""Knowledge of calls: the company's library, opened to each call as far as it is for that one.

No documents, no object: a call then has nothing of it.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from loguru import logger

from coach.knowledge import CallKnowledge
from coach.searches import Searches
from conversation.coaching.guarding.passage_text import clean
from conversation.coaching.source import Source
from conversation.events.call_parameters import CUSTOMER_GROUP
from knowledge.cache_figures import CacheFigures
from knowledge.document import Audience
from knowledge.errors import KnowledgeError
from knowledge.library import Library
from pipeline.past_calls import PastCalls
from services.search.web_search import WebSearch
from stores.log.event_log import EventLog

ANSWERS_S = 0.5
"""No call begins later than that for what may be known in it, s."""


class KnowledgeDesk:
    """The desk of a process, at which its calls get what they may know."""

    def __init__(
        self,
        library: Library,
        web: WebSearch | None = None,
        log: EventLog | None = None,
        *,
        notes_gaps: bool = True,
    ) -> None:
        """Create the desk.

        Args:
            library: What the company knows.
            web: The web, where that may be asked.
            log: Where past calls are, if they may be found.
            notes_gaps: Whether a question that found nothing is noted.
        """
        self._library = library
        self._web = web
        self._log = log
        self._notes_gaps = notes_gaps
        self._searches: Searches | None = None
        self._told: str | None = None

    @property
    def caches(self) -> Mapping[str, CacheFigures]:
        """The figures of the caches behind it, by their names."""
        web = {"web": self._web.figures} if self._web else {}
        return {**self._library.caches, **web}

    async def for_call(
        self, playbook: str, said: Mapping[str, str], web: "WebWords", call_id: str = ""
    ) -> CallKnowledge | None:
        """What a call may know; None where there is nothing.

        What can't be asked now may be, later in the call: its first search tells.

        Args:
            playbook: Its playbook, by name.
            said: What its stream says of it: `customer_group` among that.
            web: By what words the web is asked for it.
            call_id: The call: it finds past ones that the same people may see.
        """
        try:
            async with asyncio.timeout(ANSWERS_S):
                if not await self._library.has_documents() and self._web is None:
                    return None
        except (KnowledgeError, TimeoutError) as error:
            self._complain(str(error) or f"no answer within {ANSWERS_S} s")
        if self._searches is None:
            self._searches = Searches(clean)
        audience = Audience((playbook,), said.get(CUSTOMER_GROUP) or None)
        past = PastCalls(self._log, call_id) if self._log else None
        known = OpenTo(self._library, audience, self._web, web, past, notes_gaps=self._notes_gaps)
        return CallKnowledge(known, self._searches)

    def _complain(self, told: str) -> None:
        """Log why nothing can be looked up, once as long as it is the same."""
        if told != self._told:
            self._told = told
            logger.error("knowledge: calls go on without it: {}", told)


class WebWords(NamedTuple):
    """Words by which the web is asked.

    Attributes:
        language: BCP-47 tag of the call.
        names: Names that the company has written, which may be asked for.
    """

    language: str
    names: Collection[str]


class OpenTo:
    """The library and the web, as far as they are open to one call."""

    def __init__(
        self,
        library: Library,
        audience: Audience,
        web: WebSearch | None,
        words: WebWords,
        past: PastCalls | None,
        *,
        notes_gaps: bool,
    ) -> None:
        """Bind them to a call."""
        self._library = library
        self._audience = audience
        self._web = web
        self._words = words
        self._past = past
        self._notes_gaps = notes_gaps

    async def search(self, text: str, limit: int) -> Sequence[Source]:
        """The passages that answer a text, the best first.

        Raises:
            KnowledgeError: What is known can't be asked.
        """
        if self._past:
            return await self._past.search(self._library, text, self._audience, limit)
        return await self._library.search(text, self._audience, limit)

    async def search_web(self, question: str, limit: int) -> Sequence[Source]:
        """The pages of the web that may answer a question; empty where nobody allowed to ask."""
        if self._web is None:
            return ()
        return await self._web.search(question, limit, self._words.language, self._words.names)

    async def missed(self, question: str) -> None:
        """Note a question, redacted as the call is, that found nothing, where that is wanted.

        Raises:
            KnowledgeError: It can't be written.
        """
        if self._notes_gaps:
            await self._library.missed(question)

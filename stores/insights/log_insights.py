"""Insights of the log: questions about many calls, and what is kept so that the next is cheap."""

from datetime import datetime
from functools import partial

from loguru import logger

from conversation.insights.answer import Insights
from conversation.insights.question import By, Question
from conversation.insights.review.review import ReviewEvidence
from stores.databases.database import Database, named_errors
from stores.errors import EventLogError
from stores.insights.answers import FoundFigures, read_insights
from stores.insights.reviews import read_evidence
from stores.insights.rollups import forget_past_hours, keep_rollups

_CHUNK = 8
"""Roll-ups that one transaction keeps, as the appends of calls wait for it."""


class LogInsights:
    """Adds up the calls of a period, and finds the cards of a prompt or a rule in them."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    async def answer(self, asked: Question, now: datetime) -> Insights:
        """What the calls of a period add up to; of those that the database has by now.

        Args:
            asked: The question.
            now: The present time: the days before it are counted once.

        Raises:
            EventLogError: The database does not answer.
        """
        return (await self._count(asked, now)).insights(asked.by)

    async def roll_up(self, now: datetime) -> None:
        """Count the days that are over, for all questions that may be asked.

        Raises:
            EventLogError: The database does not answer.
        """
        for by in By:
            await self._count(Question(by), now)
        with named_errors("delete roll-ups"):
            await self._database.write(partial(forget_past_hours, now=now))

    async def evidence(self, name: str, asked: Question) -> ReviewEvidence:
        """What is known of a prompt's cards, or a rule's, in the calls of a period.

        Raises:
            EventLogError: The database does not answer.
        """
        with named_errors("read"):
            return await self._database.read(partial(read_evidence, name=name, asked=asked))

    async def _count(self, asked: Question, now: datetime) -> FoundFigures:
        with named_errors("read"):
            found = await self._database.read(partial(read_insights, asked=asked, now=now))
        try:
            with named_errors("keep roll-ups"):
                for first in range(0, len(found.fresh), _CHUNK):
                    some = found.fresh[first : first + _CHUNK]
                    await self._database.write(partial(keep_rollups, some=some))
        except EventLogError as error:  # the answer is as good without
            logger.warning("{}", error)
        return found

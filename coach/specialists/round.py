"""Specialists' round: those that a turn deserves asked about it side by side, and their insights.

    turn ─┬─ objection ──▶ insight.updated                    (0.6 s)
          ├─ closing ───────▶ insight.updated                 (0.9 s)
          ├─ emotion ✗ failed
          └─ strategy … later than its deadline: left out     (2.5 s)

It takes as long as the slowest of them, and no longer than that one's deadline.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from loguru import logger

from coach.board import Board
from coach.failure_policy import as_model_error
from coach.offer import Offer
from coach.request import Advised, Author, Request
from coach.specialists.specialist import Specialist, SpecialistFinding
from coach.suggestion import Suggestion
from conversation.events.payloads import InsightUpdated, SuggestionSuppressed
from conversation.specialists.position import Position, position_of
from pubsub.clock import now_s


@dataclass(frozen=True, slots=True)
class Occasion:
    """The turn that specialists are asked about.

    Attributes:
        request: What is asked.
        spoken_at: When the end of its speech reached us, s of the loop's clock.
        made_at: When the turn was finished.
    """

    request: Request
    spoken_at: float
    made_at: float

    def offer_of(self, author: Author, advised: Advised) -> Offer:
        """The offer of a specialist's card on it."""
        suggestion = Suggestion(self.request, author, self.spoken_at, self.made_at)
        return Offer.whole(suggestion, advised)


@dataclass(frozen=True, slots=True)
class RoundAnswer:
    """The finding of one of them."""

    specialist: Specialist
    finding: SpecialistFinding

    @property
    def position(self) -> Position | None:
        """What it speaks for, if for anything."""
        return position_of(self.specialist.declared.stands_for, self.finding.insight)


async def ask_all(
    specialists: Sequence[Specialist], occasion: Occasion, board: Board
) -> list[RoundAnswer]:
    """Have them asked at once, and their insights told as they come.

    One that fails or is late is left out, and nothing else suffers.
    """
    request = replace(occasion.request, seen=board.arbiter.seen(now_s()))
    asked = (_ask(one, replace(occasion, request=request), board) for one in specialists)
    return [answer for answer in await asyncio.gather(*asked) if answer]


async def _ask(specialist: Specialist, occasion: Occasion, board: Board) -> RoundAnswer | None:
    deadline_s = specialist.declared.deadline_s
    try:
        async with asyncio.timeout(deadline_s):
            finding = await specialist.advise(occasion.request)
    except Exception as error:  # noqa: BLE001 - whatever breaks, the others answer
        told, name = as_model_error(error, deadline_s), specialist.author.specialist
        logger.warning("specialist {}: {}: {}", name, told.code, told.message)
        return None
    for event in _told(specialist, finding, occasion):
        await board.tell(event)
    return RoundAnswer(specialist, finding)


def _told(
    specialist: Specialist, finding: SpecialistFinding, occasion: Occasion
) -> list[InsightUpdated | SuggestionSuppressed]:
    turn_id, author = occasion.request.turn.turn_id, specialist.author
    insight = InsightUpdated(
        specialist=author.specialist,
        turn_id=turn_id,
        data=finding.insight,
        model=finding.model,
        prompt=author.prompt or "",
        latency_ms=round((now_s() - occasion.made_at) * 1000),
        usage=finding.usage,
    )
    if finding.refused is None:
        return [insight]
    return [insight, SuggestionSuppressed(turn_id, finding.refused, author.specialist)]

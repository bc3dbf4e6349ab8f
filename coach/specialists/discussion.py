"""Discussion of specialists: two disagree on what matters, and one of them is heard.

    closing: 82 of 100, close        objection: severity 8, open
    ───────────────── round 1: each hears what the other sees ─────────────────
    "the price is still open": hold  "it stands in their way": hold      consensus: hold
    ───────────────── after two rounds without one ────────────────────────────
                                                                         the safer one: hold

Rare, and bounded: so many a call, so many rounds, so long a round. What they write is for each
other alone; what the agent sees is the card of the one that was heard.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace

from loguru import logger

from coach.request import Request
from coach.specialists.round import RoundAnswer
from coach.specialists.specialist import Specialist, Statement
from conversation.specialists.position import SAFER, Position

MOST_A_CALL = 3
ROUNDS = 2
ROUND_S = 1.5


class Discussions:
    """The discussions of one call."""

    def __init__(self) -> None:
        """Begin with no discussion held."""
        self._held = 0

    async def settle(self, answers: Sequence[RoundAnswer], request: Request) -> Position | None:
        """The position that is to be heard at a turn; None where nobody disagrees."""
        parties: dict[Specialist, Statement] = {
            one.specialist: _first(one, position) for one in answers if (position := one.position)
        }
        if len({one.position for one in parties.values()}) < len(Position):
            return None
        turn_id, who = request.turn.turn_id, ", ".join(map(str, parties.values()))
        if self._held >= MOST_A_CALL:
            logger.info("discussion at {}: {}: {}, as there were enough", turn_id, who, SAFER)
            return SAFER
        self._held += 1
        for number in range(1, ROUNDS + 1):
            parties = await _round(parties, request)
            if not parties:
                break
            if agreed := _agreed(parties.values()):
                logger.info("discussion at {}: {}: {} in round {}", turn_id, who, agreed, number)
                return agreed
        logger.info("discussion at {}: {}: {}, as it is safer", turn_id, who, SAFER)
        return SAFER


async def _round(
    parties: dict[Specialist, Statement], request: Request
) -> dict[Specialist, Statement]:
    """What each says having heard the others; nothing where one says nothing in time."""
    said = list(parties.values())
    try:
        async with asyncio.timeout(ROUND_S):
            told = await asyncio.gather(*(one.reconsider(request, said) for one in parties))
    except Exception as error:  # noqa: BLE001 - whatever breaks, the safer one is heard
        logger.warning("discussion: a round failed ({})", type(error).__name__)
        return {}
    return {
        one: replace(parties[one], position=position, why=why)
        for one, (position, why) in zip(parties, told, strict=True)
    }


def _agreed(statements: Iterable[Statement]) -> Position | None:
    """The position that all have; None where they differ."""
    positions = {one.position for one in statements}
    return next(iter(positions)) if len(positions) == 1 else None


def _first(answer: RoundAnswer, position: Position) -> Statement:
    return Statement(answer.specialist.author.specialist, position, answer.finding.insight)

"""Repeats: the cards that a card only says again, in other words or another language."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from coach.meaning import MeaningReader
from conversation.coaching.card import Card

NEAR = 0.65
"""The least cosine of two headlines that ask the same, where their words agree."""
_PATIENCE_S = 0.05
"""A card waits no longer to be compared: a repeat costs less than a late card."""


class Repeats:
    """The comparison of cards by what their headlines mean."""

    def __init__(self, meaning: MeaningReader | None) -> None:
        """Compare by `meaning`; without it, no card is the same as another."""
        self._meaning = meaning

    async def marked(self, card: Card, like: Sequence[Card]) -> Card:
        """`card`, with those of the cards in `like`, whose words agree with it, that mean the same.

        Where that takes too long, it is the same as none.
        """
        if not like or self._meaning is None:
            return card
        headlines = [other.headline for other in like]
        try:
            async with asyncio.timeout(_PATIENCE_S):
                near = await self._meaning.nearness(card.headline, headlines)
        except TimeoutError:
            return card
        same = [other for other, cosine in zip(like, near, strict=True) if cosine >= NEAR]
        return replace(card, same_as=same)

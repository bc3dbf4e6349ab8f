"""Card sequence: what follows what on the agent's screen, repeats and cards put away."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from conversation.coaching.advice import Priority
from evaluation.scoring.cards import FinalCard
from evaluation.scoring.judgement import JudgedCard

REPEAT_MS = 60_000
"""The same again within this time is a repeat."""
LIFE_MS = 10_000
"""How long a card deserves to stand that says nothing of when it expires."""


def repeats(cards: Sequence[FinalCard]) -> list[FinalCard]:
    """The cards whose headline or leading signal was shown less than a minute before."""
    return [
        card
        for at, card in enumerate(cards)
        if any(
            card.shown_ms - past.shown_ms < REPEAT_MS and _is_same(card, past)
            for past in cards[:at]
        )
    ]


def changes(cards: Sequence[FinalCard]) -> list[FinalCard]:
    """The cards that took the place of one about the same turn: no more to look at than before."""
    places = {card.suggestion_id: card.at for card in cards}
    return [card for card in cards if places.get(card.data.get("replaces") or "") == card.at]


def put_away(judged: Iterable[JudgedCard]) -> list[tuple[FinalCard, FinalCard]]:
    """The good, urgent cards that a less urgent one took the place of, each with that one."""
    order = sorted(judged, key=lambda one: one.card.shown_ms)
    return list(_put_away(order))


def _put_away(order: Sequence[JudgedCard]) -> Iterator[tuple[FinalCard, FinalCard]]:
    for one, following in pairwise(order):
        card, other = one.card, following.card
        if not one.is_good or card.urgency < Priority.HIGH.rank:
            continue
        until_ms = card.data.get("expires_at_ms") or card.shown_ms + LIFE_MS
        replaced = other.data.get("replaces") == card.suggestion_id
        if other.urgency < card.urgency and (replaced or other.shown_ms < until_ms):
            yield card, other


def _is_same(card: FinalCard, past: FinalCard) -> bool:
    if card.headline.casefold() == past.headline.casefold():
        return True
    return bool(card.signals) and card.signals[:1] == past.signals[:1]

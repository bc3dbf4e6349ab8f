"""The instant lane: the playbook's card at the customer's very words, while they still speak."""

import asyncio

from coach.advisors import PlaybookAdvisor, Request
from coach.suggestion import Suggestion
from coach.suggestion_runner import SuggestionRunner
from conversation.coaching.advice import Priority, Withdrawal

_URGENCY = {priority: place for place, priority in enumerate(Priority)}
_NOT_URGENT = _URGENCY[Priority.MEDIUM]


class InstantLane:
    """What the playbook's rules say to the customer's turns.

    An urgent signal gets its card at once, and gives way to a more urgent one only: a card that
    changes at every word can't be read. What the whole turn asks for is known at its end; then the
    card is whole, with all the signals and the words it rests on, or another takes its place.
    """

    def __init__(self, writer: SuggestionRunner, playbook: PlaybookAdvisor):
        """Create the lane of one call."""
        self._writer = writer
        self._playbook = playbook
        self._card: Suggestion | None = None  # on the open turn
        self._rule: str | None = None  # the card's, as is its urgency
        self._urgency = _NOT_URGENT
        self._heard: frozenset[str] = frozenset()

    async def hear(self, request: Request) -> None:
        """Take in the words so far of a turn that goes on."""
        signals = self._playbook.leading(request.turn.text)
        if signals <= self._heard:
            return
        self._heard = signals
        advised = self._playbook.consider(request)
        urgency = _URGENCY[advised.advice.priority]
        if urgency > self._urgency:
            now = asyncio.get_running_loop().time()
            await self.drop(Withdrawal.SUPERSEDED)
            self._heard, self._rule, self._urgency = signals, advised.rule, urgency
            self._card = self._writer.from_playbook(request, now, None)
            await self._writer.show(self._card)
            await self._card.grow(advised.advice.as_dict())

    async def draft(self, request: Request, spoken_at: float) -> None:
        """A turn that may be over: its words were heard already."""

    async def paused(self, spoken_at: float) -> None:
        """The customer has paused: the card is there already."""

    async def answer(self, request: Request, spoken_at: float, made_at: float) -> None:
        """Answer a finished turn: complete its card, or give another if that was wrong."""
        advised = self._playbook.consider(request)
        is_anothers = self._card and self._card.request.turn.turn_id != request.turn.turn_id
        if is_anothers or advised.rule != self._rule:
            await self.drop(Withdrawal.SUPERSEDED)
        card, self._card = self._card, None
        self._forget()
        if card is None:
            card = self._writer.from_playbook(request, spoken_at, made_at)
            await self._writer.show(card)
        card.spoken_at, card.made_at = spoken_at, made_at
        await self._writer.finish(card, advised)

    async def drop(self, reason: Withdrawal) -> None:
        """Take the card of the open turn back."""
        card, self._card = self._card, None
        self._forget()
        if card:
            await self._writer.stop(card, reason)

    def _forget(self) -> None:
        self._rule, self._urgency, self._heard = None, _NOT_URGENT, frozenset()

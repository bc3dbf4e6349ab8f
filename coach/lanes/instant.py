"""Instant lane: the playbook's card at the customer's very words, while they still speak."""

import asyncio

from coach.advisors import playbook_advice, playbook_author
from coach.board import Board
from coach.request import Advised, Request
from coach.suggestion import Suggestion
from conversation.coaching.advice import Priority, Withdrawal
from conversation.coaching.playbook import Playbook

_URGENCY = {priority: place for place, priority in enumerate(Priority)}
_NOT_URGENT = _URGENCY[Priority.MEDIUM]


class InstantLane:
    """The instant lane: the playbook's rules on the customer's turns.

    An urgent signal gets its card at once, and gives way to a more urgent one only: a card that
    changes at every word can't be read. What the whole turn asks for is known at its end; then the
    card is whole, with all the signals and the words it rests on, or another takes its place. A
    card that another lane's took the place of does not come back. Who goes on with their thought
    gets another card when it leads elsewhere, or is more urgent, and not for the same again.
    """

    def __init__(self, board: Board, playbook: Playbook):
        """Create the lane of one call."""
        self._board = board
        self._playbook = playbook
        self._author = playbook_author(playbook)
        self._card: Suggestion | None = None  # on the open turn
        self._rule: str | None = None  # the card's, as is its urgency
        self._urgency = _NOT_URGENT
        self._signals: frozenset[str] = frozenset()
        self._given = ("", "", _NOT_URGENT)  # the last whole card's unit, signal and urgency

    async def on_partial(self, request: Request) -> None:
        """Show a card where the words so far bring a more urgent signal."""
        signals = self._playbook.leading(request.turn.text)
        if signals <= self._signals:
            return
        self._signals = signals
        advised = playbook_advice(self._playbook, request)
        if advised is None or self._is_given(request, advised):
            return
        if (urgency := _URGENCY[advised.advice.priority]) > self._urgency:
            await self.drop(Withdrawal.SUPERSEDED)
            self._signals, self._rule, self._urgency = signals, advised.leading_rule, urgency
            now = asyncio.get_running_loop().time()
            self._card = Suggestion(request, self._author, now)
            await self._board.show(self._card)
            await self._board.grow(self._card, advised.advice.as_dict())

    async def on_turn(self, request: Request, spoken_at: float, made_at: float) -> None:
        """Complete the turn's card, or give another if that was wrong."""
        advised = playbook_advice(self._playbook, request)
        card, rule = self._card, self._rule
        if card and card.request.turn.unit_id == request.turn.unit_id:
            if card.superseded:
                self._forget()
                return
            if advised and advised.leading_rule == rule:
                self._forget()
                card.rebase(request, spoken_at, made_at)
                self._give(request, advised)
                await self._board.finish(card, advised)
                return
        await self.drop(Withdrawal.SUPERSEDED)
        if advised is None:
            await self._board.suppress(request.turn, "no_signal")
        elif advised.advice.priority is Priority.LOW:
            await self._board.suppress(request.turn, "low_priority", self._author, advised)
        elif self._is_given(request, advised):
            await self._board.suppress(request.turn, "duplicate", self._author, advised)
        else:
            self._give(request, advised)
            card = Suggestion(request, self._author, spoken_at, made_at)
            await self._board.show_whole(card, advised)

    async def drop(self, reason: Withdrawal) -> None:
        """Take the card of the open turn back."""
        card = self._card
        self._forget()
        if card:
            await self._board.withdraw(card, reason)

    def _give(self, request: Request, advised: Advised) -> None:
        self._given = (request.turn.unit_id, *_lead(advised))

    def _is_given(self, request: Request, advised: Advised) -> bool:
        """Whether the last card was on this thought, said the same, and as urgently."""
        (unit_id, signal, urgency), (leads, urgent) = self._given, _lead(advised)
        return unit_id == request.turn.unit_id and signal == leads and urgency >= urgent

    def _forget(self) -> None:
        self._card, self._rule = None, None
        self._urgency, self._signals = _NOT_URGENT, frozenset()


def _lead(advised: Advised) -> tuple[str, int]:
    """The leading signal, and how urgent it is."""
    signals = advised.advice.signals_detected
    return signals[0] if signals else "", _URGENCY[advised.advice.priority]

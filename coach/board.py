"""Suggestion board: the cards of one call, numbered, put in place by the arbiter, and told."""

from collections.abc import Mapping, Sequence
from typing import Any

from coach.call_progress import CallProgress
from coach.current_trace import span
from coach.meaning import MeaningReader
from coach.offer import Offer
from coach.outbox import Emit, EventOutbox
from coach.repeats import Repeats
from coach.request import Advised, Silent
from coach.suggestion import Suggestion, SuggestionState
from coach.timer import Timer
from coach.writers import Writers
from conversation.coaching.advice import Withdrawal
from conversation.coaching.arbiter import Arbiter
from conversation.coaching.attention import Verbosity
from conversation.coaching.card import Card, Decision, Hold, Reason, Replace, Show, Suppress
from conversation.events.payloads import Payload, SuggestionSuppressed
from conversation.tracing import Work
from pubsub.clock import now_s


class Board:
    """The one place where a suggestion meets the agent.

    A suggestion changes before its event is told, so that two tasks never act on the same state.

    Attributes:
        arbiter: Decides; whoever tells it that something has changed has the board `settle`.
        progress: How far the call has come, as each whole card tells.
        writers: The tasks that write what is not whole.
    """

    def __init__(
        self,
        emit: Emit,
        first_suggestion: int = 1,
        verbosity: Verbosity = Verbosity.NORMAL,
        meaning: MeaningReader | None = None,
    ):
        """Create the board of one call.

        Args:
            emit: Takes the events.
            first_suggestion: The number of the next card.
            verbosity: How much the agent wants to be shown.
            meaning: Tells which cards say the same; None: their words alone do.
        """
        self._repeats = Repeats(meaning)
        self._outbox, self._number = EventOutbox(emit), first_suggestion
        self.arbiter, self.progress = Arbiter(verbosity), CallProgress()
        self._timer = Timer(self.settle)
        self._due: Suggestion | None = None  # to be shown once it has something to show
        self._offers: dict[Suggestion, Offer] = {}  # waiting, or shown and not over
        self._ids: dict[Card, str] = {}
        self.writers = Writers()

    async def expect(self, suggestion: Suggestion) -> None:
        """Let a suggestion be offered once its writer has something to show.

        On a turn it takes the place of one that is expected still: the newest turn counts.
        """
        if suggestion.request.question is None:
            late, self._due = self._due, suggestion
            if late and late is not suggestion and late.state is SuggestionState.PENDING:
                await self.withdraw(late)
        self.writers.expect(suggestion)

    async def grow(self, suggestion: Suggestion, fields: Mapping[str, Any]) -> None:
        """Take in the fields known so far: show them, or offer the card once they are enough."""
        offer = self._offers.get(suggestion)
        if offer:
            offer.fields = fields
            await self.tell(suggestion.grow(fields, now_s()))
        elif suggestion.state is SuggestionState.PENDING and Offer.is_enough(fields):
            await self.offer(Offer(suggestion, fields))

    async def finish(self, suggestion: Suggestion, advised: Advised) -> None:
        """Take in the whole of a suggestion: show it, offer it, or keep it while it waits."""
        offer = self._offers.get(suggestion)
        if offer is None:
            if suggestion.state is SuggestionState.PENDING:
                await self.offer(Offer.whole(suggestion, advised))
            return
        offer.advised = advised
        if suggestion.state is not SuggestionState.SHOWN:
            return
        if not offer.card.on_question and self.arbiter.has_asked(advised.advice.questions):
            await self.withdraw(suggestion, Withdrawal.STALE)
            return
        now = now_s()
        ends_ms = self.progress.ms_at(self.arbiter.whole(offer.card, now))
        del self._offers[suggestion]
        await self.tell(suggestion.finish(advised, self.progress.stages, now, ends_ms))
        await self.settle()

    async def offer(self, offer: Offer, *, aloud: bool = True) -> None:
        """Show what nobody has seen where the arbiter lets it; else tell that, where `aloud`."""
        with span(Work.ARBITER, offer.suggestion.request.turn.turn_id) as work:
            like = self.arbiter.like(offer.card, now_s())
            offer.card = await self._repeats.marked(offer.card, like)
            if offer.suggestion.over:
                return
            decision = self.arbiter.offer(offer.card, now_s())
            work.tell(offer.decided(decision))
        self._offers[offer.suggestion] = offer
        await self._follow([decision], aloud=aloud)

    async def settle(self) -> None:
        """Do what is due: a card that waits may have its place now."""
        await self._follow(self.arbiter.tick(now_s()))

    async def pause(self) -> None:
        """Give up the card that waits: the agent wants none."""
        await self._follow(self.arbiter.give_up(Reason.PAUSED))

    async def silence(self, suggestion: Suggestion, silent: Silent) -> None:
        """End a suggestion that has nothing to show, or no more; one that was seen is refused."""
        if suggestion.over:
            return
        unseen = suggestion.state is SuggestionState.PENDING
        await self.withdraw(suggestion, Withdrawal.REFUSED)
        if unseen:
            turn_id, specialist = suggestion.request.turn.turn_id, suggestion.author.specialist
            await self.tell(SuggestionSuppressed(turn_id, silent.reason, specialist))

    async def withdraw(
        self, suggestion: Suggestion, reason: Withdrawal = Withdrawal.SUPERSEDED
    ) -> None:
        """Take a suggestion back, and stop who writes it; of one that is over, nothing is told."""
        withdrawn = suggestion.withdraw(reason)
        self.writers.stop(suggestion)
        if offer := self._offers.pop(suggestion, None):
            self.arbiter.withdrawn(offer.card)
        await self.tell(withdrawn)

    async def close(self, within_s: float) -> None:
        """Let what is being written come to its end, if it does within so many seconds."""
        self.arbiter.close()
        await self.settle()
        await self.writers.join(within_s)
        for suggestion in self.writers.suggestions:
            await self.withdraw(suggestion, Withdrawal.STALE)
        await self.writers.join()
        await self._timer.stop()
        await self._outbox.flush()

    async def abandon(self) -> None:
        """Stop everything at once, without a word."""
        for suggestion in self.writers.suggestions:
            self.writers.stop(suggestion)
        await self.writers.join()
        await self._timer.stop()

    async def tell(self, payload: Payload | None) -> None:
        """Emit an event after all those that were told before."""
        if payload:
            await self._outbox.tell(payload)

    async def _follow(self, decisions: Sequence[Decision], *, aloud: bool = True) -> None:
        for decision in decisions:
            match decision:
                case Suppress():
                    await self._suppress(decision.card, decision.reason, aloud=aloud)
                case Hold(given_up=Card() as other):
                    await self._suppress(other, Reason.OUTRANKED)
                case Show() | Replace():
                    await self._show(decision)
                case _:
                    pass
        self._timer.set(self.arbiter.deadline())

    async def _show(self, decision: Show | Replace) -> None:
        offer = self._of(decision.card)
        suggestion, suggestion_id = offer.suggestion, f"s{self._number}"
        self._number += 1
        self._ids[offer.card] = suggestion_id
        replaced = decision.replaced if isinstance(decision, Replace) else None
        changed = replaced if replaced and replaced.about == offer.card.about else None
        started = suggestion.show(suggestion_id, changed and self._ids[changed])
        for other in [known for known in self._offers if self._offers[known].card is replaced]:
            await self.withdraw(other)
        await self.tell(started)
        if offer.advised:
            await self.finish(suggestion, offer.advised)
        else:
            await self.tell(suggestion.grow(offer.fields, now_s()))

    async def _suppress(self, card: Card, reason: Reason, *, aloud: bool = True) -> None:
        offer = self._of(card)
        await self.withdraw(offer.suggestion)
        if aloud:
            await self.tell(offer.suppressed(reason))

    def _of(self, card: Card) -> Offer:
        return next(offer for offer in self._offers.values() if offer.card is card)

"""Instant lane: the playbook's card at the customer's very words, while they still speak."""

from dataclasses import dataclass, replace

from coach.advisors import playbook_advice, playbook_author
from coach.board import Board
from coach.knowledge import GOOD_ENOUGH, CallKnowledge
from coach.meaning import MeaningReader
from coach.offer import Offer
from coach.request import Advised, Request
from coach.suggestion import Suggestion
from conversation.coaching.advice import Priority, Withdrawal
from conversation.coaching.grounding import MAX_SIGNALS
from conversation.coaching.plain_question import asks_plainly
from conversation.coaching.playbook import Playbook
from conversation.events.payloads import SuggestionSuppressed
from pubsub.clock import now_s

NO_SIGNAL = "no_signal"
MOST_SOURCES = 2
_NOT_URGENT = Priority.MEDIUM.rank


class InstantLane:
    """The instant lane: the playbook's rules on the customer's turns.

    An urgent signal gets its card at once, and gives way to a more urgent one only: a card that
    changes at every word can't be read. At the end of the turn the card is whole, with all the
    signals and the words it rests on; it is taken back where its rule matches no more.
    """

    def __init__(
        self,
        board: Board,
        playbook: Playbook,
        meaning: MeaningReader | None = None,
        knowledge: CallKnowledge | None = None,
        *,
        is_alone: bool,
    ):
        """Create the lane of one call.

        Args:
            board: Where suggestions are shown.
            playbook: Whose rules advise.
            meaning: Reads what words mean; None: cues alone decide.
            knowledge: Has the sources of a card on a plain question; None: it has none.
            is_alone: Whether no other lane answers the turns, so that silence is the last word.
        """
        self._board = board
        self._playbook = playbook
        self._meaning = meaning
        self._knowledge = knowledge
        if meaning:
            meaning.begin()
        self._author = playbook_author(playbook)
        self._is_alone = is_alone
        self._early: _Early | None = None  # on the open turn
        self._rank = _NOT_URGENT
        self._signals: frozenset[str] = frozenset()

    async def on_partial(self, request: Request) -> None:
        """Offer a card where the words so far bring a more urgent signal."""
        text = request.turn.text
        if not self._playbook.leading(text, besides=self._signals):
            return
        self._signals = self._playbook.leading(text)
        if not any(self._playbook.rule(id).urgency.rank > self._rank for id in self._signals):
            return
        advised = await self._advise(request)
        if advised and advised.advice.priority.rank > self._rank:
            self._rank = advised.advice.priority.rank
            card, before = Suggestion(request, self._author, now_s()), self._early
            await self._board.offer(Offer.on_words(card, advised), aloud=False)
            if not card.over:
                self._early = _Early(card, advised)
                if before:
                    await self._board.withdraw(before.card)

    async def on_turn(self, request: Request, spoken_at: float, made_at: float) -> None:
        """Complete the turn's card, or offer another if that was wrong or too little."""
        early = self._take_early(request)
        if early and early.card.over and early.card.suggestion_id is None:
            return  # it was held back, and that was told
        advised = self._sourced(request, await self._advise(request))
        card = Suggestion(request, self._author, spoken_at, made_at)
        if early and advised and early.still_holds(advised):
            early.card.rebase(request, spoken_at, made_at)
            if advised.advice.priority.rank > early.advised.advice.priority.rank:
                await self._board.offer(Offer.whole(card, advised))
            await self._board.finish(early.card, early.completed(advised))
            return
        if early:
            await self._board.withdraw(early.card)
        if advised:
            await self._board.offer(Offer.whole(card, advised))
        elif self._is_alone:
            await self._board.tell(SuggestionSuppressed(request.turn.turn_id, NO_SIGNAL))

    async def _advise(self, request: Request) -> Advised | None:
        """The advice by cues, and by what the words mean."""
        is_enough = self._playbook.may_advise_on(request.heard(self._playbook))
        meanings = await self._meaning.of(request) if self._meaning and is_enough else None
        return playbook_advice(self._playbook, request, meanings)

    def _sourced(self, request: Request, advised: Advised | None) -> Advised | None:
        """The card on a plain question, with what is found of it by now: no card waits for it."""
        if not (advised and self._knowledge and asks_plainly(request.turn.text)):
            return advised
        found = self._knowledge.ready(request)
        good = [source for source in found if source.score >= GOOD_ENOUGH]
        return replace(advised, sources=good[:MOST_SOURCES])

    async def drop(self, reason: Withdrawal) -> None:
        """Take the card of the open turn back."""
        early = self._early
        self._forget()
        if early:
            await self._board.withdraw(early.card, reason)

    def _take_early(self, request: Request) -> "_Early | None":
        """The card on this turn, or on the thought that it is a part of."""
        early, turn = self._early, request.turn
        if early is None:
            return None
        known = early.card.request.turn
        if known.turn_id != turn.turn_id and known.unit_id != turn.unit_id:
            return None
        self._forget()
        return early

    def _forget(self) -> None:
        self._early, self._rank, self._signals = None, _NOT_URGENT, frozenset()


@dataclass(frozen=True, slots=True)
class _Early:
    """A card on a turn that goes on, and what was advised then."""

    card: Suggestion
    advised: Advised

    def still_holds(self, advised: Advised) -> bool:
        """Whether it is there, and its rule still matches."""
        return not self.card.over and self.advised.leading_rule in (advised.rules or ())

    def completed(self, advised: Advised) -> Advised:
        """What is shown, with all the signals of the whole turn and the words they rest on."""
        shown, whole = self.advised.advice, advised.advice
        rules = [self.advised.leading_rule, *(advised.rules or ())]
        signals = [*shown.signals_detected[:1], *whole.signals_detected]
        advice = shown.model_copy(
            update={
                "signals_detected": list(dict.fromkeys(signals))[:MAX_SIGNALS],
                "evidence": whole.evidence,
                "confidence": whole.confidence,
            }
        )
        named = [rule for rule in dict.fromkeys(rules) if rule]
        return Advised(advice, named, sources=advised.sources)

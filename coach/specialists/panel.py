"""Panel: the specialists of one call: which of them a turn asks, and whose card is offered.

Nothing waits for them: the playbook's card and the model's are there before.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from loguru import logger

from coach.board import Board
from coach.knowledge import CallKnowledge
from coach.offer import Offer
from coach.request import Request
from coach.specialists.discussion import Discussions
from coach.specialists.round import Occasion, RoundAnswer, ask_all
from coach.specialists.specialist import Specialist
from conversation.coaching.advice import Advice
from conversation.coaching.card import Reason
from conversation.coaching.playbook import Playbook
from conversation.coaching.silence import may_ask
from conversation.memory.remembered import Remembered
from conversation.specialists.position import Position
from conversation.specialists.selector import Selector
from conversation.specialists.trigger import Trigger, TriggerTurn, moods_of
from conversation.speech.speakers import Speaker


class Panel:
    """The panel of one call."""

    def __init__(
        self,
        board: Board,
        playbook: Playbook,
        specialists: Sequence[Specialist],
        recall: Callable[[], Remembered],
        knowledge: CallKnowledge | None = None,
    ):
        """Create the panel of one call.

        Args:
            board: Tells the insights, and shows the card.
            playbook: Knows the signals in a turn.
            specialists: Who may be asked; nobody, where there are none.
            recall: What is remembered of the call by now.
            knowledge: What the company knows; None: nothing is looked up.
        """
        self._board = board
        self._playbook = playbook
        self._recall = recall
        self._knowledge = knowledge
        self._by_name = _by_name(specialists)
        self._selector = Selector(_triggers(specialists))
        self._discussions = Discussions()
        self._rounds: dict[str, asyncio.Task[None]] = {}  # by the unit of their turn
        self._ending: set[asyncio.Task[None]] = set()

    def go_on_with(self, playbook: Playbook, specialists: Sequence[Specialist]) -> None:
        """Ask others from now on; who is being asked answers still."""
        self._playbook = playbook
        self._by_name = _by_name(specialists)
        self._selector.go_on_with(_triggers(specialists))

    def on_turn(self, request: Request, spoken_at: float, made_at: float) -> None:
        """Take in a finished turn, and have those asked whom it deserves."""
        turn = request.turn
        if not self._selector.listens_to(turn.speaker):
            return
        known = self._recall()
        deserved = self._selector.choose(self._moment(request, known))
        chosen = [one for one in deserved if self._by_name[one.name].may_hear(turn)]
        if chosen:
            logger.info("specialists at {}: {}", turn.turn_id, ", ".join(map(str, chosen)))
            specialists = [self._by_name[one.name] for one in chosen]
            request = replace(request, remembered=known)
            self._begin(specialists, Occasion(request, spoken_at, made_at))

    def pause(self) -> None:
        """Ask nobody any more about what was said: the agent wants no advice."""
        for task in self._rounds.values():
            task.cancel()

    async def end(self, within_s: float) -> None:
        """Let who is being asked answer, within so many seconds."""
        if self._rounds:
            await asyncio.wait(self._rounds.values(), timeout=within_s)
        await self.stop()

    async def stop(self) -> None:
        """Ask nobody any more, and tell nothing."""
        self.pause()
        if self._ending:
            await asyncio.wait(self._ending)

    def _moment(self, request: Request, known: Remembered) -> TriggerTurn:
        heard = request.heard(self._playbook)
        advised = request.advised_by(self._playbook)
        return TriggerTurn(
            speaker=request.turn.speaker,
            wording=heard.wording,
            language=self._playbook.language,
            playbook=self._playbook.name,
            phase=known.phase and known.phase.id,
            signals=frozenset(advised[0].signals_detected if advised else ()),
            moods=moods_of(known.sentiment.get(Speaker.CUSTOMER)),
            asks=may_ask(heard.wording),
        )

    def _begin(self, specialists: Sequence[Specialist], occasion: Occasion) -> None:
        """Ask them; a round that was asked about less of the same thought is cancelled."""
        unit_id = occasion.request.turn.unit_id
        if before := self._rounds.get(unit_id):
            before.cancel()
        task = asyncio.create_task(self._round(specialists, occasion), name="coach: specialists")
        self._rounds[unit_id] = task
        self._ending.add(task)
        task.add_done_callback(lambda done: self._ended(unit_id, done))

    def _ended(self, unit_id: str, task: asyncio.Task[None]) -> None:
        self._ending.discard(task)
        if self._rounds.get(unit_id) is task:
            del self._rounds[unit_id]
        if not task.cancelled() and (error := task.exception()):
            logger.error("coach: specialists' events can't be told ({})", type(error).__name__)

    async def _round(self, specialists: Sequence[Specialist], occasion: Occasion) -> None:
        asked = occasion.request
        if self._knowledge and asked.turn.speaker is Speaker.CUSTOMER:
            asked = replace(asked, found=await self._knowledge.found(asked))
            occasion = replace(occasion, request=asked)
        answers = await ask_all(specialists, occasion, self._board)
        heard = await self._discussions.settle(answers, occasion.request)
        await self._offer(answers, occasion, heard)

    async def _offer(
        self, answers: Sequence[RoundAnswer], occasion: Occasion, heard: Position | None
    ) -> None:
        """Offer the best of their cards, of those that were heard where they disagreed.

        The others are held back, and that is told.
        """
        best: Offer | None = None
        for one in sorted(answers, key=_rank, reverse=True):
            if one.finding.advised is None:
                continue
            offer = occasion.offer_of(one.specialist.author, one.finding.advised)
            if best is None and (heard is None or one.position in (None, heard)):
                best = offer
            else:
                await self._board.tell(offer.suppressed(Reason.OUTRANKED))
        if best:
            await self._board.offer(best)


def _rank(answer: RoundAnswer) -> tuple[int, float]:
    advice: Advice | None = answer.finding.advised and answer.finding.advised.advice
    return (advice.priority.rank, advice.confidence) if advice else (-1, 0.0)


def _by_name(specialists: Iterable[Specialist]) -> dict[str, Specialist]:
    return {one.author.specialist: one for one in specialists}


def _triggers(specialists: Iterable[Specialist]) -> dict[str, Trigger]:
    return {one.author.specialist: one.declared.trigger for one in specialists}

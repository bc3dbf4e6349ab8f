"""Memory of a call: has each turn read, and tells what has changed, not more often than is read."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence

from loguru import logger

from coach.board import Board
from coach.failure_policy import as_model_error
from coach.request import Request
from coach.summariser import Summariser
from coach.timer import Timer
from conversation.coaching.advice import Evidence
from conversation.coaching.clauses import clause_around
from conversation.coaching.playbook import Playbook
from conversation.coaching.rule_matching import shown_spans
from conversation.coaching.usage import Usage
from conversation.events.payloads import MemoryUpdated
from conversation.memory.call_memory import CallMemory
from conversation.memory.remembered import Phase, Remembered
from conversation.memory.signs import Sign, is_remembered
from conversation.memory.summary import Summarises
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from pubsub.clock import now_s

WRITTEN_WITHIN_S = 30.0
"""Nobody waits for a summary: a slow model is given its time."""
TOLD_EVERY_S = 10.0
"""It is told no more often: the console's lines are glanced at, and each event is stored."""


class Memory:
    """The memory of one call, while it is coached. Times are seconds of the loop's clock.

    Attributes:
        known: What is remembered.
    """

    def __init__(
        self,
        board: Board,
        playbook: Playbook,
        known: CallMemory,
        summariser: Summariser | None = None,
        *,
        summarises: Summarises = Summarises.MODEL,
    ):
        """Create the memory of one call.

        Args:
            board: Tells the events.
            playbook: Knows the stages, and which words are signals.
            known: What is remembered so far.
            summariser: Has a model sum up the oldest turns; None: rules do.
            summarises: What sums them up.
        """
        self.known = known
        self._board = board
        self._playbook = playbook
        self._summariser = summariser
        self._summarises = summarises
        self._asked: str | None = None  # of the turns that a model was asked to sum up, the first
        self._writing: asyncio.Task[None] | None = None
        self._usage: Usage | None = None
        self._timer = Timer(self._tell)
        self._is_news = False
        self._told_at = float("-inf")

    def snapshot(self) -> Remembered:
        """The memory as it is now."""
        return self.known.snapshot()

    def go_on_with(self, playbook: Playbook, summariser: Summariser | None) -> None:
        """Go by another playbook from now on, and have another one sum up."""
        self._playbook, self._summariser = playbook, summariser
        self.known.go_on_in(playbook.language)

    def catch_up(self, turns: Iterable[Turn]) -> None:
        """Read the turns that nobody was coached on, for their words alone."""
        for turn in turns:
            if not self.known.has_heard(turn):
                self._is_news |= self.known.hear(turn, (), self._phase(turn))
                self._fold()

    async def on_turn(self, turn: Turn, request: Request) -> None:
        """Take in a finished turn, once it is advised on.

        Args:
            turn: The turn.
            request: The thought that it is a part of, whose other parts may be new as well.
        """
        before = [one for one in request.segments if one.turn_id != turn.turn_id]
        self.catch_up(before)
        signs = list(_signs(request, self._playbook))
        self._is_news |= self.known.hear(turn, signs, self._phase(turn))
        self._fold()
        if self._is_news:
            await self._tell_in_time()

    async def end(self) -> None:
        """Tell what was not told yet: the call is over."""
        await self.stop()
        await self._tell()

    async def stop(self) -> None:
        """Tell nothing any more, and wait for no summary."""
        await self._timer.stop()
        if self._writing:
            self._writing.cancel()
            await asyncio.wait([self._writing])

    def _phase(self, turn: Turn) -> Phase | None:
        reached = self._playbook.stages_in(turn)[-1:]
        titles = {stage.id: stage.title for stage in self._playbook.stages} if reached else {}
        return next((Phase(id, titles[id], turn.turn_id) for id in reached), None)

    def _fold(self) -> None:
        """Have the oldest turns summed up where many stand."""
        fold = self.known.fold
        due = fold.due()
        if not due or (self._summarises is Summarises.MODEL and self._ask(due)):
            return
        if self._summarises is Summarises.OFF:
            fold.forget()
        else:
            fold.by_rules()
            self._is_news = True

    def _ask(self, turns: Sequence[Turn]) -> bool:
        """Have a model sum up some turns, once; returns whether there is time to wait for it."""
        if self._summariser is None or self.known.fold.is_overdue:
            return False
        if turns[0].turn_id != self._asked:
            self._asked = turns[0].turn_id
            self._writing = asyncio.create_task(self._write(turns), name="coach: summary")
        return True

    async def _write(self, turns: Sequence[Turn]) -> None:
        assert self._summariser  # noqa: S101 - `_ask` has looked
        before = self.known.fold.summary
        try:
            async with asyncio.timeout(WRITTEN_WITHIN_S):
                digest = await self._summariser.sum_up(before, turns)
        except Exception as error:  # noqa: BLE001 - whatever breaks, the turns stay, or rules fold
            failed = as_model_error(error, WRITTEN_WITHIN_S)
            logger.warning("coach: no summary of a model's: {}: {}", failed.code, failed.message)
            return
        if self.known.fold.by(digest.model, digest.text, turns):
            self.known.find(digest.entities)
            self._usage, self._is_news = digest.usage, True
            await self._tell_in_time()

    async def _tell_in_time(self) -> None:
        due = self._told_at + TOLD_EVERY_S
        if now_s() >= due:
            await self._tell()
        else:
            self._timer.set(due)

    async def _tell(self) -> None:
        known = self.snapshot()
        if not self._is_news or known.until_turn_id is None:
            return
        self._is_news, self._told_at = False, now_s()
        usage, self._usage = self._usage, None
        await self._board.tell(MemoryUpdated.of(known, usage))


def _signs(request: Request, playbook: Playbook) -> Iterator[Sign]:
    """The signals of a thought that tell of something to remember, with their words."""
    if request.turn.speaker is not Speaker.CUSTOMER:
        return
    found = request.advised_by(playbook)
    advice, rules = found or (None, ())
    heard = request.heard(playbook)
    for rule in map(playbook.rule, rules):
        if not is_remembered(rule.signal) or advice is None:
            continue
        spans = shown_spans(rule, heard)
        if spans:
            quote = clause_around(heard.turn.text, *heard.wording.span(*spans[0]))
        else:
            quote = next((item.quote for item in advice.evidence), "")
        item = request.in_segment(Evidence(turn_id=request.turn.turn_id, quote=quote))
        yield Sign(rule.signal, item.quote, item.turn_id)

"""Obligations of a call: have each turn tracked, tell what has changed, and miss what is late."""

from collections.abc import Mapping, Sequence

from coach.board import Board
from coach.meaning import MeaningReader
from coach.request import Request
from coach.timer import Timer
from conversation.coaching.detection.likeness import Likeness
from conversation.coaching.detection.meaning import has_meaning
from conversation.coaching.obligation_standing import ObligationStanding
from conversation.coaching.obligation_tracker import GRACE_MS, ObligationTracker
from conversation.coaching.playbook import Playbook
from conversation.events.payloads import ObligationUpdated
from conversation.speech.speakers import Speaker
from pubsub.clock import now_s


class Obligations:
    """The obligations of one call. Times are seconds of the loop's clock.

    While somebody speaks, and for a moment after, nothing is missed: they may be saying it.
    """

    def __init__(
        self,
        board: Board,
        playbook: Playbook,
        meaning: MeaningReader | None = None,
        known: Mapping[str, ObligationStanding] | None = None,
    ):
        """Create the obligations of one call.

        Args:
            board: Tells the events, and knows how far the call has come.
            playbook: Whose obligations they are.
            meaning: Reads what words mean; None: cues alone decide.
            known: How they stood when the call's stream was lost, by id.
        """
        self._board = board
        self._playbook = playbook
        self._meaning = meaning
        self._tracker = ObligationTracker(playbook.obligations, playbook.occurs, known)
        self._timer = Timer(self._tick)
        self._speaking: set[Speaker] = set()
        self._quiet_since = 0.0

    async def on_turn(self, request: Request) -> None:
        """Take in a finished turn, with the thought that it is a part of."""
        if not self._playbook.obligations:
            return
        newest = request.segments[-1] if request.segments else request.turn
        await self._tell(self._tracker.tick(newest.start_ms), request)
        meanings = await self._meanings(request)
        heard = request.heard(self._playbook)
        changed = self._tracker.on_turn(heard, self._board.progress.stages, meanings)
        await self._tell(changed, request)
        self._set_timer()

    def on_speech(self, speaker: Speaker) -> None:
        """Take in that a party has begun to speak."""
        self._speaking.add(speaker)

    def on_pause(self, speaker: Speaker) -> None:
        """Take in that a party has paused."""
        self._speaking.discard(speaker)
        self._quiet_since = now_s()
        self._set_timer()

    async def go_on_with(
        self, playbook: Playbook, meaning: MeaningReader | None, earlier: Sequence[Request]
    ) -> None:
        """Track another playbook's, which stand as those of their ids did.

        Args:
            playbook: Whose obligations they are.
            meaning: Reads what words mean; None: cues alone decide.
            earlier: The turns so far, in which its words are looked for.
        """
        known = self._tracker.standings_of(playbook.obligations)
        self._playbook = playbook
        self._meaning = meaning
        self._tracker = ObligationTracker(playbook.obligations, playbook.occurs, known)
        for request in earlier:
            await self.on_turn(request)
        self._set_timer()

    async def end(self) -> None:
        """Take in the end of the call."""
        await self._timer.stop()
        await self._tell(self._tracker.end())

    async def stop(self) -> None:
        """Track no more, and tell nothing."""
        await self._timer.stop()

    async def _meanings(self, request: Request) -> Mapping[str, Likeness] | None:
        wanted = any(map(has_meaning, self._tracker.listens_to(request.turn.speaker)))
        return await self._meaning.of_obligations(request) if wanted and self._meaning else None

    async def _tick(self) -> None:
        now_ms = self._board.progress.ms_at(now_s())
        if not self._speaking and now_ms is not None:
            await self._tell(self._tracker.tick(now_ms))
            self._set_timer()

    def _set_timer(self) -> None:
        deadline_ms = self._tracker.deadline_ms()
        at = None if deadline_ms is None else self._board.progress.time_at(deadline_ms)
        if at is None or self._speaking:
            self._timer.set(None)
        else:
            self._timer.set(max(at, self._quiet_since + GRACE_MS / 1000))

    async def _tell(
        self, standings: Sequence[ObligationStanding], request: Request | None = None
    ) -> None:
        for standing in standings:
            obligation, evidence = standing.obligation, standing.evidence
            quotes = [request.in_segment(item) if request else item for item in evidence]
            await self._board.tell(
                ObligationUpdated(
                    obligation.id,
                    obligation.title,
                    obligation.must,
                    standing.state,
                    standing.deadline_ms,
                    quotes,
                )
            )

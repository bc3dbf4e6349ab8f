"""Coach factory: puts the coach of a call together, one way for calls and for the text API."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from coach.advisors import Advisor
from coach.board import Board
from coach.coach import Coach
from coach.failure_policy import FailurePolicy
from coach.knowledge import CallKnowledge
from coach.lanes.instant import InstantLane
from coach.lanes.knowledge import KnowledgeLane
from coach.lanes.lane import Lane
from coach.lanes.model import ModelLane
from coach.meaning import MeaningReader
from coach.memory import Memory
from coach.obligations import Obligations
from coach.options import CoachOptions
from coach.outbox import Emit
from coach.parts import Parts
from coach.passage_advisor import PassageAdvisor
from coach.runner import SuggestionRunner
from coach.specialists.specialist import Specialist
from coach.summariser import Summariser
from conversation.coaching.obligation_standing import ObligationStanding
from conversation.coaching.playbook import Playbook
from conversation.memory.call_memory import CallMemory
from conversation.memory.conversation import Conversation
from conversation.memory.turn_reader import turn_reader


@dataclass(frozen=True, slots=True)
class CoachFactory:
    """Makes the coaches of a process, from the parts that they share.

    Attributes:
        playbook: What kind of calls these are.
        model: The advisor that writes; None where no model is configured.
        options: How they coach.
        meaning: Reads what turns mean to the playbook; None: cues alone decide.
        summariser: Has a model sum up the oldest turns of a call; None: rules do.
        specialists: Who else may be asked about a turn.
        asked: Finds who answers a question of the agent's; None: `model` does.
    """

    playbook: Playbook
    model: Advisor | None
    options: CoachOptions
    meaning: MeaningReader | None = None
    summariser: Summariser | None = None
    specialists: Sequence[Specialist] = ()
    asked: Callable[[str], Advisor] | None = None

    def __post_init__(self) -> None:
        """Compile the memory's words: no turn of a call is to wait for it."""
        turn_reader(self.playbook.language)

    def coach_for(
        self,
        conversation: Conversation,
        emit: Emit,
        first_suggestion: int = 1,
        standings: Mapping[str, ObligationStanding] | None = None,
        memory: CallMemory | None = None,
        *,
        knowledge: CallKnowledge | None = None,
    ) -> Coach:
        """The coach of one call.

        The instant lane answers at once; with a model, its answer takes the place of that.

        Args:
            conversation: The turns so far; the caller adds each turn before it tells of it.
            emit: Takes the events.
            first_suggestion: The number of the call's next suggestion.
            standings: How the obligations of a call that goes on stand, by id.
            memory: What is remembered of a call that goes on.
            knowledge: What the company knows, for this call; None: nothing is looked up.
        """
        board = Board(emit, first_suggestion, self.options.verbosity, self.meaning)
        obligations = Obligations(board, self.playbook, self.meaning, standings)
        known = memory or CallMemory(self.playbook.language)
        summarises = self.options.summarises
        remembered = Memory(board, self.playbook, known, self.summariser, summarises=summarises)
        remembered.catch_up(conversation.turns)
        if knowledge:
            knowledge.outage.tell_by(board.tell)
        parts = self._parts(board, remembered, knowledge)
        return Coach(conversation, board, parts, obligations=obligations, memory=remembered)

    async def take_over(self, coach: Coach) -> None:
        """Have a coach that another factory made go on as one of this factory's."""
        coach.memory.go_on_with(self.playbook, self.summariser)
        await coach.go_on_with(self._parts(coach.board, coach.memory, coach.knowledge))

    def _parts(self, board: Board, memory: Memory, knowledge: CallKnowledge | None) -> Parts:
        policy, timeout_s = FailurePolicy(board, self.playbook), self.options.timeout_s

        def runner_of(advisor: Advisor) -> SuggestionRunner:
            return SuggestionRunner(
                advisor, board, policy, memory.snapshot, timeout_s, knowledge=knowledge
            )

        is_alone = self.model is None and knowledge is None
        lanes: list[Lane] = [
            InstantLane(board, self.playbook, self.meaning, knowledge, is_alone=is_alone)
        ]
        if knowledge:
            knowledge.go_on_in(self.playbook.language)
            answers = runner_of(PassageAdvisor(self.meaning)) if self.model is None else None
            lanes.append(KnowledgeLane(board, self.playbook, knowledge, answers))
        if self.model is None:
            return Parts(self.playbook, lanes, None, self.meaning, knowledge=knowledge)

        runner, asked = runner_of(self.model), self.asked
        model = ModelLane(board, runner, self.playbook, self.options.speculation)
        return Parts(
            self.playbook,
            [*lanes, model],
            (lambda question: runner_of(asked(question))) if asked else lambda _: runner,
            self.meaning,
            self.specialists,
            knowledge,
        )

"""Coach parts: what a coach goes by as long as a call has one playbook and one language."""

from collections.abc import Sequence
from dataclasses import dataclass

from coach.knowledge import CallKnowledge
from coach.lanes.lane import Lane
from coach.meaning import MeaningReader
from coach.questions import Answerer
from coach.specialists.specialist import Specialist
from conversation.coaching.playbook import Playbook


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a coach.

    Attributes:
        playbook: Knows the stages of the call.
        lanes: What answers the customer's turns, each in this order.
        answerer: Finds who answers a question of the agent's; without one, the playbook's stage
            does.
        meaning: Reads what words mean; None: cues alone decide.
        specialists: Who else may be asked about a turn.
        knowledge: What the company knows; None: nothing is looked up.
    """

    playbook: Playbook
    lanes: Sequence[Lane]
    answerer: Answerer | None = None
    meaning: MeaningReader | None = None
    specialists: Sequence[Specialist] = ()
    knowledge: CallKnowledge | None = None

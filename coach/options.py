"""Coach options: the settings that the coach goes by."""

from dataclasses import dataclass

from conversation.coaching.attention import Verbosity
from conversation.coaching.speculation import Speculation
from conversation.memory.summary import Summarises
from settings import Settings


@dataclass(frozen=True, slots=True)
class CoachOptions:
    """The coaching options of a process, the same in each of its calls.

    Attributes:
        timeout_s: How long a suggestion may take, s.
        speculation: When a model is asked before a turn is over.
        verbosity: How much the agent is shown, until they want it otherwise.
        summarises: What sums up the oldest turns of a call.
    """

    timeout_s: float = 8.0
    speculation: Speculation = Speculation.PAUSES
    verbosity: Verbosity = Verbosity.NORMAL
    summarises: Summarises = Summarises.MODEL

    @classmethod
    def of(cls, settings: Settings) -> "CoachOptions":
        """The options that the settings ask for."""
        return cls(
            settings.coach_timeout_secs,
            settings.coach_speculates,
            settings.coach_verbosity,
            settings.coach_summary,
        )

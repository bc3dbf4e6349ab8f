"""Specialist selector: which specialists a turn deserves, and why, in one call."""

from collections.abc import Mapping
from dataclasses import dataclass

from conversation.specialists.trigger import Trigger, TriggerTurn
from conversation.speech.speakers import Speaker


@dataclass(frozen=True, slots=True)
class ChosenSpecialist:
    """A specialist that a turn deserves.

    Attributes:
        name: Its name.
        reasons: Why, in words for a log, none of them a caller's.
    """

    name: str
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name} ({', '.join(self.reasons)})"


class Selector:
    """The selector of one call: rules alone, and the count of turns."""

    def __init__(self, triggers: Mapping[str, Trigger]) -> None:
        """Create the selector of a call without turns.

        Args:
            triggers: When each specialist is asked, by its name.
        """
        self._triggers = dict(triggers)
        self._since = dict.fromkeys(triggers, 0)
        self._asked: set[str] = set()

    def go_on_with(self, triggers: Mapping[str, Trigger]) -> None:
        """Choose among others from now on; those that stay keep their count."""
        self._since = {name: self._since.get(name, 0) for name in triggers}
        self._triggers = dict(triggers)

    def listens_to(self, speaker: Speaker) -> bool:
        """Whether any of them may be asked at this party's turns."""
        return any(trigger.listens_to(speaker) for trigger in self._triggers.values())

    def choose(self, moment: TriggerTurn) -> list[ChosenSpecialist]:
        """Take in a turn, and choose who is asked about it."""
        chosen: list[ChosenSpecialist] = []
        for name, trigger in self._triggers.items():
            if not trigger.listens_to(moment.speaker):
                continue
            self._since[name] += 1
            was_asked = name in self._asked
            if reasons := trigger.reasons(moment, self._since[name], was_asked=was_asked):
                self._since[name] = 0
                self._asked.add(name)
                chosen.append(ChosenSpecialist(name, reasons))
        return chosen

"""Live cards of a call: the one that is shown, and those that mattered and were passed over.

A card of high priority is passed over where its 60 s are gone, the agent has spoken at least twice
meanwhile, has not rated it, and did by the rules of the follow-through nothing of it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from conversation.after_call.following.case import IN_TIME_MS, cases
from conversation.after_call.following.judge import judge
from conversation.after_call.following.outcome import CardOutcome
from conversation.coaching.advice import Priority
from conversation.events.event import CallEvent, EventType
from conversation.speech.speakers import Speaker
from conversation.wall.situation import PassedOver

_IN_TIME = timedelta(milliseconds=IN_TIME_MS)
_BEFORE = timedelta(minutes=1)
_LEAST_TURNS = 2
_MATTERS = Priority.HIGH.rank
_UNHEEDED = (CardOutcome.IGNORED, CardOutcome.CONTRADICTED)


class LiveCards:
    """The cards of one call.

    Attributes:
        shown: The last card that was final; None before the first.
    """

    def __init__(self) -> None:
        """Begin without a card."""
        self.shown: CallEvent | None = None
        self._turns: list[CallEvent] = []
        self._open: dict[str, CallEvent] = {}
        self._ignored: dict[str, PassedOver] = {}

    def take(self, event: CallEvent) -> None:
        """Take in a turn, a card, a rating, or what the agent made of a card."""
        known = str(event.data.get("suggestion_id"))
        match event.type:
            case EventType.TURN_FINAL:
                self._turns.append(event)
            case EventType.SUGGESTION_FINAL:
                self.shown = event
                self._open.pop(str(event.data.get("replaces")), None)
                if priority_of(event).rank >= _MATTERS:
                    self._open[known] = event
            case EventType.SUGGESTION_FOLLOWED:
                self._settle(known, CardOutcome(event.data["outcome"]))
            case _:
                self._open.pop(known, None)
                self._ignored.pop(known, None)

    def ignored(self, now: datetime, language: str) -> Sequence[PassedOver]:
        """The cards that were passed over until `now`, in the order in which that was clear.

        Args:
            now: The moment; each card is judged once, when its time is over.
            language: BCP-47 tag of the call.
        """
        for known, card in list(self._open.items()):
            if now - card.at > _IN_TIME and (outcome := self._outcome(card, language)):
                self._settle(known, outcome)
        if not self._open:
            oldest = now - _IN_TIME - _BEFORE
            while self._turns and self._turns[0].at < oldest:
                self._turns.pop(0)
        return tuple(self._ignored.values())

    def _outcome(self, card: CallEvent, language: str) -> CardOutcome | None:
        """What the agent made of a card; None where they have said too little yet."""
        said = [e for e in self._turns if e.at > card.at - _BEFORE]
        case = next(iter(cases([*said, card])), None)
        if case is None:
            return CardOutcome.UNKNOWN
        spoken = [t for t in said if t.at > card.at and t.data["speaker"] == Speaker.AGENT]
        if len(spoken) < _LEAST_TURNS:
            return None
        return judge(case, language).outcome

    def _settle(self, known: str, outcome: CardOutcome) -> None:
        card = self._open.pop(known, None)
        if outcome not in _UNHEEDED:
            self._ignored.pop(known, None)
        elif card:
            headline = str(card.data.get("headline") or "")
            self._ignored[known] = PassedOver(headline, priority_of(card))


def priority_of(card: CallEvent) -> Priority:
    """The priority of a card that is final."""
    return Priority(card.data.get("priority") or Priority.LOW)

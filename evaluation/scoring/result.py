"""Call result: one labelled call, replayed and judged."""

from collections.abc import Sequence
from dataclasses import dataclass

from conversation.coaching.playbook import Playbook
from conversation.events.event import EventType
from evaluation.labels.label_files import LabelFile
from evaluation.models.asked_model import AskedModel
from evaluation.replay.replay import TimedEvent
from evaluation.scoring.boundaries import Boundaries, boundaries_of
from evaluation.scoring.cards import FinalCard, cards_of
from evaluation.scoring.held_back import HeldBack, held_back
from evaluation.scoring.judgement import JudgedCard, JudgedTurn, judge
from evaluation.scoring.sequence import changes, put_away, repeats

RULES = "rules"
"""What advises where there is no model."""


@dataclass(frozen=True, slots=True)
class CallResult:
    """A labelled call and all that is measured of it.

    Attributes:
        file: The call.
        playbook: The id of the playbook by which it was coached.
        advised_by: What advised: `RULES`, or a model's name.
        turns: The customer's turns, judged.
        cards: What the agent was shown.
        held_back: The cards that the coach kept to itself.
        taken_back: How many more were begun and taken back.
        boundaries: The ends of the customer's thoughts.
        requests: How often a model was asked, dropped guesses among them.
        input_tokens: What it took in for them, where its server tells.
        output_tokens: What it wrote.
        cost: What that cost, USD, where prices are known.
        cached_tokens: How many of the tokens taken in were in the server's cache.
        first_s: For each answer, the seconds from the request to its first field.
        failed: How many requests had no answer.
        remarks: What is odd about its labels, a line each.
    """

    file: LabelFile
    playbook: str
    advised_by: str
    turns: Sequence[JudgedTurn]
    cards: Sequence[FinalCard]
    held_back: Sequence[HeldBack]
    taken_back: int
    boundaries: Boundaries
    requests: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    cached_tokens: int = 0
    first_s: Sequence[float] = ()
    failed: int = 0
    remarks: Sequence[str] = ()

    @property
    def judged_cards(self) -> list[JudgedCard]:
        """Each card and what it was worth, in the order of their turns."""
        return [card for turn in self.turns for card in turn.cards]

    @property
    def repeats(self) -> list[FinalCard]:
        """The cards that the agent had seen less than a minute before."""
        return repeats(self.cards)

    @property
    def changes(self) -> list[FinalCard]:
        """The cards that took the place of one about the same turn."""
        return changes(self.cards)

    @property
    def put_away(self) -> list[tuple[FinalCard, FinalCard]]:
        """The good, urgent cards that a less urgent one took the place of."""
        return put_away(self.judged_cards)


def result_of(
    file: LabelFile,
    playbook: Playbook,
    events: Sequence[TimedEvent],
    model: AskedModel | None = None,
) -> CallResult:
    """Judge the events of a replayed call, which `model` advised if there was one."""
    cards = cards_of(file.call, events)
    usages = model.usages if model else []
    costs = [cost for usage in usages if (cost := usage.as_dict()["cost"]) is not None]
    return CallResult(
        file,
        playbook.id,
        model.name if model else RULES,
        judge(file.call, cards),
        cards,
        held_back(file.call, events),
        sum(event.type is EventType.SUGGESTION_WITHDRAWN for event in events),
        boundaries_of(file.call, events),
        model.requests if model else 0,
        sum(usage.input for usage in usages),
        sum(usage.output for usage in usages),
        sum(costs) if costs else None,
        sum(usage.cached for usage in usages),
        list(model.first_s) if model else [],
        model.failed if model else 0,
    )

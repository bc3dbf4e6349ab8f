"""Judgement: what became of each moment of a call, and what each card was worth.

a card at a turn that …                                     is
──────────────────────────────────────────────────────────  ───────────
expects one of its signals                                  right
comes next after one that does, and that had no card of it  late
is silent                                                   false alarm
expects other signals                                       amiss
is open                                                     open
the same, with a signal of `wrong` or words of `never_say`  wrong
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from conversation.speech.speakers import Speaker
from evaluation.labels.labelled_call import INDIRECT, LabelledCall, LabelledTurn
from evaluation.scoring.cards import FinalCard


class CardVerdict(StrEnum):
    """The worth of a card at its turn."""

    RIGHT = "right"
    LATE = "late"
    FALSE_ALARM = "false_alarm"
    AMISS = "amiss"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class JudgedCard:
    """A card and what it was worth.

    Attributes:
        card: The card.
        turn: The turn that it is about.
        verdict: What it was worth there.
        wrong: The signals that it must not have reported.
        said: The words that it must not have had.
    """

    card: FinalCard
    turn: LabelledTurn
    verdict: CardVerdict
    wrong: Sequence[str]
    said: Sequence[str]

    @property
    def is_wrong(self) -> bool:
        """Whether it reports or says what it must not."""
        return bool(self.wrong or self.said)

    @property
    def counts(self) -> bool:
        """Whether precision counts it: not at an open turn, where nobody knows."""
        return bool(self.turn.expect) or self.turn.silent

    @property
    def is_good(self) -> bool:
        """Whether it is worth reading."""
        return self.verdict in (CardVerdict.RIGHT, CardVerdict.LATE) and not self.is_wrong


@dataclass(frozen=True, slots=True)
class JudgedTurn:
    """A turn of the customer and what came at it.

    Attributes:
        at: Its place among the call's turns.
        turn: The turn.
        found: The card that it was found by, here or at the customer's next turn.
        is_late: Whether that came only at the next.
        reported: For each signal that is due, whether a card of these two turns has it.
        cards: All cards at this turn.
    """

    at: int
    turn: LabelledTurn
    found: FinalCard | None
    is_late: bool
    reported: Sequence[bool]
    cards: Sequence[JudgedCard]

    @property
    def is_indirect(self) -> bool:
        """Whether it is told without its usual words."""
        return INDIRECT in self.turn.kind

    @property
    def delay_ms(self) -> int | None:
        """From the end of the customer's words to the card that found it."""
        return self.found.shown_ms - self.turn.end_ms if self.found else None

    @property
    def leads(self) -> bool:
        """Whether the signal that should lead does."""
        return bool(
            self.found and self.found.signals[:1] and self.found.signals[0] in self.turn.due[0]
        )

    @property
    def is_urgent_enough(self) -> bool:
        """Whether the card is as urgent as it should be at least."""
        least = self.turn.priority_min
        return self.found is not None and (least is None or self.found.urgency >= least.rank)


def judge(call: LabelledCall, cards: Sequence[FinalCard]) -> list[JudgedTurn]:
    """What became of each turn of the customer, in order."""
    places = [at for at, turn in enumerate(call.turns) if turn.speaker is Speaker.CUSTOMER]
    judged: list[JudgedTurn] = []
    for number, at in enumerate(places):
        here = [card for card in cards if card.at == at]
        following = places[number + 1] if number + 1 < len(places) else None
        late = [card for card in cards if card.at == following]
        judged.append(_judge_turn(at, call.turns[at], here, late, judged[-1:]))
    return judged


def _judge_turn(
    at: int,
    turn: LabelledTurn,
    here: Sequence[FinalCard],
    late: Sequence[FinalCard],
    before: Sequence[JudgedTurn],
) -> JudgedTurn:
    owed = (
        _names(before[0].turn) if before and (before[0].is_late or not before[0].found) else set()
    )
    names = _names(turn)
    on_time = next((card for card in here if names.intersection(card.signals)), None)
    too_late = next((card for card in late if names.intersection(card.signals)), None)
    seen = {signal for card in (*here, *late) for signal in card.signals}
    return JudgedTurn(
        at,
        turn,
        found=on_time or too_late,
        is_late=on_time is None and too_late is not None,
        reported=[bool(due & seen) for due in turn.due],
        cards=[_judge_card(card, turn, owed) for card in here],
    )


def _judge_card(card: FinalCard, turn: LabelledTurn, owed: set[str]) -> JudgedCard:
    said = [words for words in turn.never_say if " ".join(words.casefold().split()) in card.words]
    wrong = [signal for signal in card.signals if signal in turn.forbidden]
    return JudgedCard(card, turn, _verdict(card, turn, owed), wrong, said)


def _verdict(card: FinalCard, turn: LabelledTurn, owed: set[str]) -> CardVerdict:
    if _names(turn).intersection(card.signals):
        return CardVerdict.RIGHT
    if owed.intersection(card.signals):
        return CardVerdict.LATE
    if turn.silent:
        return CardVerdict.FALSE_ALARM
    return CardVerdict.AMISS if turn.expect else CardVerdict.OPEN


def _names(turn: LabelledTurn) -> set[str]:
    return {name for names in turn.due for name in names}

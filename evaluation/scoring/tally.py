"""Tally: the counts behind all figures; those of several calls add up."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from evaluation.scoring.judgement import JudgedTurn
from evaluation.scoring.result import CallResult


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of some calls, or of some turns.

    Attributes:
        calls: Calls.
        call_ms: How long they are together.
        due: Turns that expect a card.
        found: Those that got it, here or at the customer's next turn.
        late: Those that got it only there.
        plain: The due turns that are told in plain words …
        plain_found: … and those of them that were found.
        indirect: The due turns that are not told in plain words …
        indirect_found: … and those of them that were found.
        leads: The found turns where the signal leads that should.
        urgent: The found turns that say how urgent they are at least …
        urgent_enough: … and those whose card is.
        silent: Turns that deserve silence.
        alarmed: Those that got a card.
        cards: All cards.
        changes: Those that took the place of one about the same turn.
        taken_back: Cards that were begun and taken back; they are none of these.
        counted: The cards that precision counts: not at open turns.
        good: Those of them that are right or late, and not wrong.
        wrong: Cards that report or say what they must not.
        said: Cards that say what they must not.
        repeats: Cards that the agent had seen less than a minute before.
        put_away: Good, urgent cards that a less urgent one took the place of.
        empty_calls: Calls in which no card is due.
        empty_cards: The cards in them.
        told_ends: Ends of the customer's thoughts as the product told them.
        due_ends: The ends that there are.
        met_ends: Those that it told.
        words_lost: Words of either party that are in no turn.
        words_doubled: Words that are there once too often.
    """

    calls: int = 0
    call_ms: int = 0
    due: int = 0
    found: int = 0
    late: int = 0
    plain: int = 0
    plain_found: int = 0
    indirect: int = 0
    indirect_found: int = 0
    leads: int = 0
    urgent: int = 0
    urgent_enough: int = 0
    silent: int = 0
    alarmed: int = 0
    cards: int = 0
    changes: int = 0
    taken_back: int = 0
    counted: int = 0
    good: int = 0
    wrong: int = 0
    said: int = 0
    repeats: int = 0
    put_away: int = 0
    empty_calls: int = 0
    empty_cards: int = 0
    told_ends: int = 0
    due_ends: int = 0
    met_ends: int = 0
    words_lost: int = 0
    words_doubled: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


def total(tallies: Iterable[Tally]) -> Tally:
    """All together."""
    return sum(tallies, Tally())


def tally_of_turns(turns: Iterable[JudgedTurn]) -> Tally:
    """The counts at some turns of the customer."""
    return total(_of_turn(turn) for turn in turns)


def tally_of_call(result: CallResult) -> Tally:
    """The counts of a call."""
    call, ends = result.file.call, result.boundaries
    return tally_of_turns(result.turns) + Tally(
        calls=1,
        call_ms=call.duration_ms,
        changes=len(result.changes),
        taken_back=result.taken_back,
        repeats=len(result.repeats),
        put_away=len(result.put_away),
        empty_calls=int(call.is_empty),
        empty_cards=len(result.cards) if call.is_empty else 0,
        told_ends=ends.told,
        due_ends=ends.due,
        met_ends=ends.met,
        words_lost=ends.lost,
        words_doubled=ends.doubled,
    )


def _of_turn(judged: JudgedTurn) -> Tally:
    turn, cards, found = judged.turn, judged.cards, judged.found is not None
    due = bool(turn.expect)
    plain, indirect = due and not judged.is_indirect, due and judged.is_indirect
    return Tally(
        due=due,
        found=found,
        late=judged.is_late,
        plain=plain,
        plain_found=plain and found,
        indirect=indirect,
        indirect_found=indirect and found,
        leads=judged.leads,
        urgent=found and turn.priority_min is not None,
        urgent_enough=found and turn.priority_min is not None and judged.is_urgent_enough,
        silent=turn.silent,
        alarmed=turn.silent and bool(cards),
        cards=len(cards),
        counted=sum(card.counts for card in cards),
        good=sum(card.counts and card.is_good for card in cards),
        wrong=sum(card.is_wrong for card in cards),
        said=sum(bool(card.said) for card in cards),
    )

"""Figures: the rates by which a coach is judged, from a tally; None where nothing was counted."""

from dataclasses import dataclass

from evaluation.scoring.tally import Tally

_MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Figures:
    """The rates of a tally, 0 to 1 unless the name says otherwise.

    Attributes:
        precision: Right and late cards, of all cards but those at open turns.
        recall: Turns found, of those that expect a card.
        recall_plain: The same, where it is told in plain words.
        recall_indirect: The same, where it is not.
        late: Turns found late, of those found.
        lead: Turns where the right signal leads, of those found.
        priority_kept: Cards that are urgent enough, of those that have to be.
        silent_alarmed: Silent turns with a card, of all silent ones.
        cards_a_minute: Cards in a minute of call, but for changes of one in its place.
        empty_call_cards: Cards in calls that deserve none, in all.
        wrong: Cards that report or say what they must not, in all.
        never_said: Those of them that say it.
        put_away: Right, urgent cards that a less urgent one took the place of, in all.
        repeats: Cards seen less than a minute before, in all.
        boundary_precision: Ends of thoughts that are ones, of those told.
        boundary_recall: Ends of thoughts told, of those that there are.
        boundary_f1: The harmonic mean of these two.
        words_amiss: Words lost or doubled, in all.
    """

    precision: float | None
    recall: float | None
    recall_plain: float | None
    recall_indirect: float | None
    late: float | None
    lead: float | None
    priority_kept: float | None
    silent_alarmed: float | None
    cards_a_minute: float | None
    empty_call_cards: int
    wrong: int
    never_said: int
    put_away: int
    repeats: int
    boundary_precision: float | None
    boundary_recall: float | None
    boundary_f1: float | None
    words_amiss: int


def figures_of(tally: Tally) -> Figures:
    """The rates of what was counted."""
    return Figures(
        precision=rate(tally.good, tally.counted),
        recall=rate(tally.found, tally.due),
        recall_plain=rate(tally.plain_found, tally.plain),
        recall_indirect=rate(tally.indirect_found, tally.indirect),
        late=rate(tally.late, tally.found),
        lead=rate(tally.leads, tally.found),
        priority_kept=rate(tally.urgent_enough, tally.urgent),
        silent_alarmed=rate(tally.alarmed, tally.silent),
        cards_a_minute=rate((tally.cards - tally.changes) * _MINUTE_MS, tally.call_ms),
        empty_call_cards=tally.empty_cards,
        wrong=tally.wrong,
        never_said=tally.said,
        put_away=tally.put_away,
        repeats=tally.repeats,
        boundary_precision=rate(tally.met_ends, tally.told_ends),
        boundary_recall=rate(tally.met_ends, tally.due_ends),
        boundary_f1=rate(2 * tally.met_ends, tally.told_ends + tally.due_ends),
        words_amiss=tally.words_lost + tally.words_doubled,
    )


def rate(part: float, whole: float) -> float | None:
    """A part of a whole; None where there is nothing."""
    return part / whole if whole else None

"""Insight report: the shares of a group, and the return on the tool in plain words.

A share says in how many of how many cases, with its interval; two differ only where their
intervals part. What goes together need not be cause and effect, and the words say so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from conversation.insights.answer import FOLLOWED, FollowThrough, Group, Insights, Rating
from conversation.insights.shares import ENOUGH, Difference, Share, difference

_HELPFUL = (Rating.USED, Rating.USEFUL)


def shares_of(group: Group) -> dict[str, Share]:
    """The shares of a group's cards: used of shown, helpful of rated, followed of judged."""
    rated, judged = sum(group.ratings.values()), sum(group.follows.values())
    return {
        "used": Share(group.ratings.get(Rating.USED, 0), group.shown),
        "useful": Share(sum(group.ratings.get(one, 0) for one in _HELPFUL), rated),
        "followed": Share(sum(group.follows.get(one, 0) for one in FOLLOWED), judged),
    }


def differences(groups: Sequence[Group]) -> dict[str, Difference]:
    """The differences between named groups, by the share in which they differ."""
    named = {group.key: shares_of(group) for group in groups if group.key is not None}
    found: dict[str, Difference] = {}
    for name in ("used", "useful", "followed"):
        if told := difference({key: shares[name] for key, shares in named.items()}):
            found[name] = told
    return found


@dataclass(frozen=True, slots=True)
class OutcomeShares:
    """The shares of calls with an outcome, with follow-through and without.

    Attributes:
        outcome: Which.
        followed: Of the calls in which at least half of the judged cards were followed.
        not_followed: Of the other calls with judged cards.
    """

    outcome: str
    followed: Share
    not_followed: Share

    @property
    def differ(self) -> bool:
        """Whether the two surely differ."""
        return difference({"yes": self.followed, "no": self.not_followed}) is not None


def outcome_shares(rows: Sequence[FollowThrough]) -> list[OutcomeShares]:
    """Both shares of each outcome."""
    yes, no = sum(row.followed for row in rows), sum(row.not_followed for row in rows)
    return [
        OutcomeShares(row.outcome, Share(row.followed, yes), Share(row.not_followed, no))
        for row in rows
    ]


def minutes_saved(insights: Insights, note_minutes: float) -> float:
    """The minutes that agents did not spend on notes, if each summary took the place of one."""
    return insights.summaries * note_minutes


def in_words(insights: Insights, note_minutes: float) -> list[str]:
    """The return on the tool as English sentences; it says where there are too few to tell."""
    total = insights.total
    shares = shares_of(total)
    return [
        f"{_number(total.calls, 'call')}, {_number(total.shown, 'card')} shown.",
        _summaries(insights, note_minutes),
        f"Of the rated cards, {_told(shares['useful'])} helped.",
        f"Of the cards that were judged, {_told(shares['followed'])} were followed.",
        *_through(outcome_shares(insights.follow_through)),
    ]


def _summaries(insights: Insights, note_minutes: float) -> str:
    calls, saved = insights.summaries, minutes_saved(insights, note_minutes)
    if not calls:
        return "No call has a summary yet, so no minutes of notes were saved."
    return (
        f"{_number(calls, 'call')} with a summary: {saved:,.0f} minutes of notes saved, if a note"
        f" takes {note_minutes:g} minutes (INSIGHTS_NOTE_MINUTES)."
    )


def _through(rows: Sequence[OutcomeShares]) -> Iterator[str]:
    sides: Mapping[str, Share] = {}
    if rows:
        sides = {"followed": rows[0].followed, "not followed": rows[0].not_followed}
    if not sides or not all(share.tells for share in sides.values()):
        yield (
            "Too few to tell whether calls whose advice was followed end differently: it takes"
            f" {ENOUGH} calls with an outcome of each kind."
        )
        return
    told = [row for row in rows if row.differ]
    for row in told:
        yield (
            f"Where at least half of the advice was followed, {_told(row.followed)} of the calls"
            f' ended with "{row.outcome}"; of the others, {_told(row.not_followed)}.'
            " It goes together; it need not be the cause."
        )
    if not told:
        yield "Calls whose advice was followed end no differently, as far as can be told."


def _told(share: Share) -> str:
    if not share.tells or share.value is None:
        return f"{share.hits} of {share.of} (too few to tell a share)"
    low, high = share.interval
    return f"{share.value:.0%} ({low:.0%} to {high:.0%})"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"

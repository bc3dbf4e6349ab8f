"""Verdict on a shown card: whether it helped, by its rating, or else by what the agent did."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from conversation.after_call.following.outcome import CardOutcome
from conversation.insights.answer import Rating

_HELPED = (Rating.USED, Rating.USEFUL)
_FAILED = (Rating.NOT_USEFUL, Rating.DISMISSED)
_NOT_DONE = (CardOutcome.CONTRADICTED, CardOutcome.IGNORED, CardOutcome.TOO_LATE)


@dataclass(frozen=True, slots=True)
class Judged:
    """A shown card of which something is known.

    Attributes:
        call_id: The call.
        suggestion_id: The card.
        version: The prompt's id, or the rule, that it is of.
        rating: Its last rating, if it has one.
        followed: What the agent made of it, if that is known.
    """

    call_id: str
    suggestion_id: str
    version: str
    rating: str | None = None
    followed: str | None = None

    @property
    def helped(self) -> bool | None:
        """Whether it helped; what a person says counts before what was done. None: no telling."""
        if self.rating in _HELPED:
            return True
        if self.rating in _FAILED:
            return False
        if self.followed in _NOT_DONE:
            return False
        return True if self.followed and CardOutcome(self.followed).follows else None


def chosen(cards: Iterable[Judged], most: int) -> list[Judged]:
    """Cards as examples, of each version as many at most, half of them such as did not help.

    Args:
        cards: Those to choose from, the newest first.
        most: How many of a version.
    """
    versions: dict[str, tuple[list[Judged], list[Judged]]] = {}
    for card in cards:
        if card.helped is not None:
            versions.setdefault(card.version, ([], []))[card.helped].append(card)
    return [one for failed, helped in versions.values() for one in _mixed(failed, helped, most)]


def _mixed(failed: Sequence[Judged], helped: Sequence[Judged], most: int) -> list[Judged]:
    """The first of both, in turns; those that did not help stand first."""
    turns = [one for pair in zip_longest(failed, helped) for one in pair if one][:most]
    return sorted(turns, key=lambda card: bool(card.helped))

"""Screen: the card that the agent sees, and those that they saw a moment ago."""

from dataclasses import dataclass
from math import inf

from conversation.coaching.advice import LaneName, Priority
from conversation.coaching.attention import LIFE_S, REPEAT_S
from conversation.coaching.card import Card, Seen
from conversation.coaching.directive import Directive
from conversation.coaching.wording import Wording

_LATELY_S = 180.0
_MOST_SEEN = 4


@dataclass(slots=True, eq=False)
class ScreenCard:
    """A card that was shown.

    Attributes:
        card: The card.
        at: When it came.
        costs: Whether it took of the agent's attention: what changes a card in its place does not.
        before: The card that it took the place of, as long as it may fail.
        ends_at: The end of its life; it has none before it is whole.
    """

    card: Card
    at: float
    costs: bool
    before: "ScreenCard | None"
    ends_at: float = inf

    @property
    def is_open(self) -> bool:
        """Whether it is being written."""
        return self.ends_at == inf

    @property
    def priority(self) -> Priority:
        """How urgent it is to stay: who asked wants to read the answer."""
        is_asked = self.card.on_question and self.card.priority.rank < Priority.HIGH.rank
        return Priority.HIGH if is_asked else self.card.priority


class Screen:
    """The screen of one agent. All times are seconds of one clock, passed in.

    Attributes:
        cards: How many cards have taken of the agent's attention.
        begun_at: When the last of them came.
    """

    def __init__(self) -> None:
        """Create an empty screen."""
        self.cards = 0
        self.begun_at = -inf
        self._shown: ScreenCard | None = None
        self._past: list[ScreenCard] = []

    def alive(self, now: float) -> ScreenCard | None:
        """The card that is there and of use."""
        return self._shown if self._shown and now < self._shown.ends_at else None

    def seen(self, now: float) -> Seen:
        """The cards that the agent sees now, and those that they saw lately."""
        standing = self.alive(now)
        lately = [
            past for past in self._past if now - past.at <= _LATELY_S and past is not standing
        ]
        return Seen(standing and standing.card, [past.card for past in lately[-_MOST_SEEN:]])

    def changed_by(self, card: Card, now: float) -> ScreenCard | None:
        """The card that `card` would only change: on the same thought, open or the playbook's."""
        shown = self.alive(now)
        if shown is None or shown.card.on_question or shown.card.about != card.about:
            return None
        is_upgrade = card.lane is LaneName.LLM and shown.card.lane is LaneName.INSTANT
        return shown if is_upgrade or shown.is_open else None

    def put(self, card: Card, now: float) -> ScreenCard | None:
        """Show a card; returns the one whose place it takes."""
        alive = self.alive(now)
        costs = not (card.on_question or self.changed_by(card, now))
        if costs:
            self.cards += 1
            self.begun_at = now
        self._shown = ScreenCard(card, now, costs, before=alive)
        self._past.append(self._shown)
        return alive

    def whole(self, card: Card, now: float) -> float:
        """Take in that a shown card says all that it will say; returns the end of its life."""
        shown = self._find(card)
        if shown is None:
            return now
        shown.ends_at = now + LIFE_S[shown.priority]
        shown.before = None
        return shown.ends_at

    def take_back(self, card: Card) -> bool:
        """Take in that an open card is gone: what stood there before it stands there again.

        Returns:
            Whether it had taken of the agent's attention.
        """
        shown = self._find(card)
        if shown is None or not shown.is_open:
            return False
        shown.ends_at = -inf
        self._past.remove(shown)
        if self._shown is shown:
            self._shown = shown.before
        if shown.costs:
            self.cards -= 1
            self.begun_at = max((past.at for past in self._past if past.costs), default=-inf)
        return shown.costs

    def has_better(self, card: Card, now: float) -> bool:
        """Whether a model's card stands on the thought of a playbook's that is no more urgent."""
        shown = self.alive(now)
        return (
            shown is not None
            and (shown.card.lane, card.lane) == (LaneName.LLM, LaneName.INSTANT)
            and shown.card.about == card.about
            and card.priority.rank <= shown.priority.rank
        )

    def has_shown(self, card: Card, now: float) -> bool:
        """Whether it is no news: the same words, or no more urgent and of one signal or meaning.

        A thought brings none twice, however long it is.
        """
        words, changed = Wording(card.headline).words, self.changed_by(card, now)
        return any(
            Wording(past.card.headline).words == words
            or (past is not changed and _says_no_more(past.card, card))
            for past in self._recent(card, now)
        )

    def like(self, card: Card, now: float) -> list[Card]:
        """The recent cards that ask the same as `card`, as far as words tell.

        The playbook's own cards are each meant to be another one.
        """
        return [
            past.card
            for past in self._recent(card, now)
            if LaneName.LLM in (past.card.lane, card.lane)
            and Directive.of(past.card.headline).may_be(Directive.of(card.headline))
        ]

    def _recent(self, card: Card, now: float) -> list[ScreenCard]:
        about = card.about
        return [p for p in self._past if now - p.at <= REPEAT_S or p.card.about == about]

    def has_enough_of(self, card: Card, now: float) -> bool:
        """Whether the card's rule has shown as many as it may, or one too short a time ago."""
        cooldown_s, max_per_call = card.limits
        shown_at = [past.at for past in self._past if past.card.rule == card.rule]
        is_cooling = bool(cooldown_s and shown_at and now - shown_at[-1] < cooldown_s)
        return is_cooling or (max_per_call is not None and len(shown_at) >= max_per_call)

    def _find(self, card: Card) -> ScreenCard | None:
        return next((past for past in reversed(self._past) if past.card is card), None)


def _says_no_more(past: Card, card: Card) -> bool:
    is_same_signal = card.leading_signal is not None and past.leading_signal == card.leading_signal
    return (is_same_signal or past in card.same_as) and card.priority.rank <= past.priority.rank

"""Shadow comparison: what agents were shown, and what a candidate would have shown, turn by turn.

real coach (A)   candidate (B)
--------------   -------------   ---------
a card           the same        same
a card           another one     other
a card           none            only A
none             a card          only B
none             none            neither
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from conversation.coaching.wording import Wording
from conversation.insights.shares import Share
from conversation.quantile import quantile

ALIKE = 0.5
"""The least share of two headlines' words that are in both, of all that are in either."""

Card = Mapping[str, Any]
"""Fields of a `suggestion.final`."""


class Pairing(StrEnum):
    """The difference at one thought of the customer's."""

    SAME = "same"
    OTHER = "other"
    ONLY_A = "only_a"
    ONLY_B = "only_b"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Thought:
    """A thought of the customer's, and the last card of either on it.

    Attributes:
        call_id: The call.
        text: What they said.
        a: What the agent was shown.
        b: What the candidate would have shown.
        helped: Whether the agent's card helped; None where that is not known.
    """

    call_id: str
    text: str
    a: Card | None
    b: Card | None
    helped: bool | None = None

    @property
    def pairing(self) -> Pairing:
        """The difference."""
        if self.a and self.b:
            return Pairing.SAME if is_same(self.a, self.b) else Pairing.OTHER
        if self.a:
            return Pairing.ONLY_A
        return Pairing.ONLY_B if self.b else Pairing.NEITHER


@dataclass(frozen=True, slots=True)
class ComparedCall:
    """A call that both heard.

    Attributes:
        call_id: The call.
        duration_ms: How long it was.
        thoughts: The customer's, in their order.
        a: All cards of the real coach.
        b: All of the candidate.
        cost_a: USD that the real coach's models took; None where that is not known.
        cost_b: The same of the candidate.
        outages: How often the candidate's model ceased to answer.
    """

    call_id: str
    duration_ms: int
    thoughts: Sequence[Thought]
    a: Sequence[Card]
    b: Sequence[Card]
    cost_a: float | None
    cost_b: float
    outages: int = 0


@dataclass(frozen=True, slots=True)
class Side:
    """The figures of one side.

    Attributes:
        cards: How many it has shown.
        a_minute: In a minute of call; None of none.
        p50_ms: The wait from the turn to the first field that half of its cards had at most.
        p95_ms: That 95 % had at most.
        cost: USD; None where that is not known.
    """

    cards: int
    a_minute: float | None
    p50_ms: int | None
    p95_ms: int | None
    cost: float | None


@dataclass(frozen=True, slots=True)
class ShadowDifference:
    """The difference between a candidate and the real coach.

    Attributes:
        calls: How many calls both heard.
        minutes: How long they were.
        a: The real coach.
        b: The candidate.
        pairings: The customer's thoughts by what each showed on them.
        agreed: Thoughts at which both showed the same or nothing, of all.
        kept: Cards that helped and that the candidate has too, of those that helped.
        spared: Cards that did not help and that the candidate has not, of those.
        outages: How often the candidate's model ceased to answer.
        examples: Some thoughts at which they differ.
    """

    calls: int
    minutes: float
    a: Side
    b: Side
    pairings: Mapping[Pairing, int]
    agreed: Share
    kept: Share
    spared: Share
    outages: int
    examples: Sequence[Thought]


def difference(calls: Sequence[ComparedCall], most: int) -> ShadowDifference:
    """The difference over some calls, with so many examples of each kind at most."""
    thoughts = [one for call in calls for one in call.thoughts]
    paired = {kind: [one for one in thoughts if one.pairing is kind] for kind in Pairing}
    counts = {kind: len(found) for kind, found in paired.items()}
    has_b = (Pairing.SAME, Pairing.OTHER)
    helped = [one for one in thoughts if one.helped]
    failed = [one for one in thoughts if one.helped is False]
    minutes = sum(call.duration_ms for call in calls) / 60_000
    costs = [call.cost_a for call in calls if call.cost_a is not None]
    differing = (Pairing.ONLY_B, Pairing.ONLY_A, Pairing.OTHER)
    return ShadowDifference(
        len(calls),
        minutes,
        _side([card for call in calls for card in call.a], minutes, sum(costs) if costs else None),
        _side([card for call in calls for card in call.b], minutes, sum(c.cost_b for c in calls)),
        counts,
        Share(counts[Pairing.SAME] + counts[Pairing.NEITHER], len(thoughts)),
        Share(sum(one.pairing in has_b for one in helped), len(helped)),
        Share(sum(one.pairing is Pairing.ONLY_A for one in failed), len(failed)),
        sum(call.outages for call in calls),
        [one for kind in differing for one in paired[kind][:most]],
    )


def is_same(a: Card, b: Card) -> bool:
    """Whether two cards advise the same: by one rule, or in mostly the same words."""
    rules_a, rules_b = a.get("rules") or (), b.get("rules") or ()
    if rules_a and rules_b:
        return rules_a[0] == rules_b[0]
    one, other = _words(a), _words(b)
    return bool(one | other) and len(one & other) / len(one | other) >= ALIKE


def _words(card: Card) -> set[str]:
    return set(Wording(card.get("headline", ""), sentences=False).tokens)


def _side(cards: Sequence[Card], minutes: float, cost: float | None) -> Side:
    waits: list[int] = [
        ms
        for card in cards
        if (ms := (card.get("latency_ms") or {}).get("from_turn_to_first")) is not None
    ]
    a_minute = len(cards) / minutes if minutes else None
    p50, p95 = (quantile(waits, q) if waits else None for q in (0.5, 0.95))
    return Side(len(cards), a_minute, p50, p95, cost)

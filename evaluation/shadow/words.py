"""Words of a shadow comparison, for a person: figures of both sides, and examples."""

from collections.abc import Iterator

from conversation.insights.review.words import share_in_words
from evaluation.report.comparison import sign_test
from evaluation.report.tables import number
from evaluation.shadow.difference import Card, Pairing, ShadowDifference, Side, Thought

_CHANCE = 0.05
_TITLES = {
    Pairing.SAME: "the same card",
    Pairing.OTHER: "another card",
    Pairing.ONLY_A: "only A",
    Pairing.ONLY_B: "only B",
    Pairing.NEITHER: "neither",
}


def difference_in_words(candidate: str, found: ShadowDifference) -> Iterator[str]:
    """The lines of a comparison."""
    calls = f"{found.calls} call{'' if found.calls == 1 else 's'}"
    yield f"A: what agents were shown, B: {candidate}; {calls}, {found.minutes:.1f} minutes"
    yield ""
    yield f"{'figure':<26} {'A':>9} {'B':>9}"
    for title, a, b in _figures(found.a, found.b):
        yield f"{title:<26} {a:>9} {b:>9}"
    if found.outages:
        yield f"B's model ceased to answer {found.outages} times"
    yield ""
    yield "thoughts of the customer's:"
    for kind, title in _TITLES.items():
        yield f"  {title:<14} {found.pairings[kind]:>6}"
    only_a, only_b = found.pairings[Pairing.ONLY_A], found.pairings[Pairing.ONLY_B]
    p = sign_test(only_a, only_b)
    yield f"  one speaks more often: p {p:.4f}, {'more than' if p < _CHANCE else 'may be'} chance"
    yield f"agreed       {share_in_words(found.agreed)}"
    yield f"B has, of cards that helped      {share_in_words(found.kept)}"
    yield f"B spares, of those that did not  {share_in_words(found.spared)}"
    for example in found.examples:
        yield ""
        yield from _example(example)


def _figures(a: Side, b: Side) -> Iterator[tuple[str, str, str]]:
    yield "cards", str(a.cards), str(b.cards)
    yield "cards a minute", number(a.a_minute), number(b.a_minute)
    yield "turn to first field p50 ms", _ms(a.p50_ms), _ms(b.p50_ms)
    yield "turn to first field p95 ms", _ms(a.p95_ms), _ms(b.p95_ms)
    yield "cost USD", number(a.cost), number(b.cost)


def _ms(value: int | None) -> str:
    return "–" if value is None else str(value)


def _example(example: Thought) -> Iterator[str]:
    helped = {True: ", which helped", False: ", which did not help", None: ""}[example.helped]
    yield f"{_TITLES[example.pairing]}  {example.call_id}{helped}"
    yield f"  customer  {example.text}"
    yield f"  A         {_told(example.a)}"
    yield f"  B         {_told(example.b)}"


def _told(card: Card | None) -> str:
    return " / ".join((card["headline"], *card.get("questions", ()))) if card else "–"

"""Comparison: whether two evaluations of the same calls differ by more than chance.

Figures are compared by a paired bootstrap over calls (95 %), turns by an exact sign test.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import comb
from statistics import median
from typing import Any

import numpy as np

from evaluation.report.tables import number

RESAMPLES = 4000
_SEED = 20260101
_CHANCE = 0.05
_RATES: dict[str, tuple[dict[str, float], dict[str, float]]] = {
    "precision": ({"good": 1}, {"counted": 1}),
    "recall": ({"found": 1}, {"due": 1}),
    "recall_plain": ({"plain_found": 1}, {"plain": 1}),
    "recall_indirect": ({"indirect_found": 1}, {"indirect": 1}),
    "silent_alarmed": ({"alarmed": 1}, {"silent": 1}),
    "cards_a_minute": ({"cards": 60_000, "changes": -60_000}, {"call_ms": 1}),
    "boundary_f1": ({"met_ends": 2}, {"told_ends": 1, "due_ends": 1}),
}
"""Each figure as a ratio of weighted counts."""

Document = Mapping[str, Any]


def comparison(a: Document, b: Document) -> Iterator[str]:
    """The lines that compare two reports of `--json`, the calls that are in both.

    Args:
        a: The one report.
        b: The other.
    """
    pairs = _pairs(a, b)
    alone = len(a["calls"]) + len(b["calls"]) - 2 * len(pairs)
    yield f"{len(pairs)} calls are in both" + (f", {alone} in one of them alone" if alone else "")
    if not pairs:
        return
    yield ""
    yield f"{'figure':<18} {'A':>7} {'B':>7} {'B − A':>8}  {'95 % of resamples':<20}"
    for name in _RATES:
        yield _figure(name, pairs)
    yield ""
    yield f"{'turn by turn':<30} {'only A':>7} {'only B':>7} {'p':>8}"
    for title, condition, outcome in (
        ("found, where a card is due", "due", "found"),
        ("a card, where silence is due", "silent", "cards"),
    ):
        only_a, only_b = _only(pairs, condition, outcome)
        p = sign_test(only_a, only_b)
        yield f"{title:<30} {only_a:>7} {only_b:>7} {p:>8.4f}  {_verdict(p < _CHANCE)}"
    yield from _delays(pairs)


def sign_test(only_a: int, only_b: int) -> float:
    """How likely it is that one side wins as often as this, or more, if neither is better."""
    trials, most = only_a + only_b, max(only_a, only_b)
    tail = sum(comb(trials, wins) for wins in range(most, trials + 1)) / 2**trials
    return min(1.0, 2 * tail)


def _pairs(a: Document, b: Document) -> list[tuple[Document, Document]]:
    others = {call["id"]: call for call in b["calls"]}
    return [(call, others[call["id"]]) for call in a["calls"] if call["id"] in others]


def _figure(name: str, pairs: Sequence[tuple[Document, Document]]) -> str:
    counts = np.array([[_parts(name, call) for call in pair] for pair in pairs])
    one, other = _rates(counts.sum(axis=0))
    if one is None or other is None:
        return f"{name:<18} {number(one):>7} {number(other):>7} {number(None):>8}"
    chosen = np.random.default_rng(_SEED).integers(0, len(pairs), (RESAMPLES, len(pairs)))
    sums = counts[chosen].sum(axis=1)  # resample × side × (part, whole)
    sums = sums[(sums[:, :, 1] > 0).all(axis=1)]
    rates = sums[:, :, 0] / sums[:, :, 1]
    low, high = np.quantile(rates[:, 1] - rates[:, 0], (0.025, 0.975))
    interval = f"{low:+.3f} to {high:+.3f}"
    return (
        f"{name:<18} {one:>7.3f} {other:>7.3f} {other - one:>+8.3f}  {interval:<20}"
        f" {_verdict(low > 0 or high < 0)}"
    )


def _parts(name: str, call: Document) -> list[float]:
    tally = call["tally"]
    return [sum(weight * tally[count] for count, weight in side.items()) for side in _RATES[name]]


def _rates(sums: np.ndarray) -> list[float | None]:
    return [float(part / whole) if whole else None for part, whole in sums]


def _only(
    pairs: Sequence[tuple[Document, Document]], condition: str, outcome: str
) -> tuple[int, int]:
    only_a = only_b = 0
    for turn, same in _same_turns(pairs):
        if turn[condition]:
            only_a += bool(turn[outcome]) and not same[outcome]
            only_b += bool(same[outcome]) and not turn[outcome]
    return only_a, only_b


def _delays(pairs: Sequence[tuple[Document, Document]]) -> Iterator[str]:
    """The wait for the card that found a moment, where both did."""
    waits = [
        (one["delay_ms"], other["delay_ms"])
        for one, other in _same_turns(pairs)
        if one["found"] and other["found"]
    ]
    if waits:
        a, b = (median(side) for side in zip(*waits, strict=True))
        yield ""
        yield f"median delay of the card at {len(waits)} moments that both found:"
        yield f"A {a:.0f} ms, B {b:.0f} ms, B − A {b - a:+.0f} ms"


def _same_turns(pairs: Sequence[tuple[Document, Document]]) -> Iterator[tuple[Document, Document]]:
    for one, other in pairs:
        turns = {turn["turn"]: turn for turn in other["turns"]}
        yield from ((turn, turns[turn["turn"]]) for turn in one["turns"] if turn["turn"] in turns)


def _verdict(is_more: bool) -> str:
    return "more than chance" if is_more else "may be chance"

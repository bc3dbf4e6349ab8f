"""Rule matching: from the playbook's rules that show in a turn to the advice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from conversation.coaching.advice import Advice, Evidence, Priority
from conversation.coaching.clauses import clause_around, longest_clause
from conversation.coaching.detection.heard import Heard
from conversation.coaching.detection.stance import Span
from conversation.coaching.rules import Move, Rule
from conversation.coaching.wording import Wording
from conversation.speech.turns import Turn

_FATIGUE = 0.75
_ONE_CUE, _PER_CUE, _SUREST = 0.65, 0.05, 0.8
_LIGHT_CUE, _NO_CUE = 0.45, 0.3
_MAX_SIGNALS, _MAX_EVIDENCE = 5, 3


@dataclass(frozen=True, slots=True)
class Match:
    """A rule whose signal shows in a turn.

    Attributes:
        rule: The rule.
        spans: Where its cues stand in the wording's line; never empty.
        before: In how many of the recent turns it showed already.
    """

    rule: Rule
    spans: list[Span]
    before: int

    @property
    def move(self) -> Move:
        """The move for this time."""
        return self.rule.moves[self.before % len(self.rule.moves)]

    @property
    def rank(self) -> tuple[float, int]:
        """Heavier first; a signal heard before gives way; what was said last breaks a tie."""
        return self.rule.weight * _FATIGUE**self.before, self.spans[-1][1]


def matches(rules: Iterable[Rule], heard: Heard, recent: Sequence[Wording]) -> list[Match]:
    """The rules that show in what was heard, the one that should lead first.

    Args:
        rules: The rules that may show.
        heard: The turn.
        recent: The same party's turns before it.
    """
    found = [(rule, spans) for rule in rules if (spans := _shown(rule, heard))]
    if any(rule.leads for rule, _ in found):
        found = [(rule, spans) for rule, spans in found if rule.leads]
    ranked = [
        Match(rule, spans, sum(bool(rule.spans(past)) for past in recent)) for rule, spans in found
    ]
    return sorted(ranked, key=lambda match: match.rank, reverse=True)


def _shown(rule: Rule, heard: Heard) -> list[Span]:
    """Where a rule's signal is given away, and meant."""
    spans = rule.spans(heard.wording)
    if not spans or not rule.fits(heard.turn.speaker, heard.stage):
        return []
    if rule.after and heard.acts.isdisjoint(rule.after):
        return []
    return heard.meant(spans, rule.after)


def advice_from(found: Sequence[Match], turn: Turn, wording: Wording) -> Advice:
    """The first match's advice, with the signals and the evidence of all."""
    best = found[0]
    more_cues = sum(len(match.spans) for match in found) - 1
    confidence = min((_ONE_CUE if best.rule.leads else _LIGHT_CUE) + _PER_CUE * more_cues, _SUREST)
    signals = list(dict.fromkeys(match.rule.signal for match in found))
    return _advice(
        best.move,
        signals=signals[:_MAX_SIGNALS],
        priority=best.rule.urgency,
        confidence=_heard(confidence, turn),
        evidence=_evidence(found, turn, wording),
    )


def advice_without_signal(move: Move, turn: Turn, wording: Wording) -> Advice:
    """`move` as advice that rests on nothing but the stage of the call."""
    quote = longest_clause(turn.text) if wording.words else ""
    return _advice(
        move,
        signals=[],
        priority=Priority.LOW,
        confidence=_heard(_NO_CUE, turn),
        evidence=[Evidence(turn_id=turn.turn_id, quote=quote)] if quote else [],
    )


def _advice(
    move: Move,
    *,
    signals: list[str],
    priority: Priority,
    confidence: float,
    evidence: list[Evidence],
) -> Advice:
    return Advice(
        headline=move.headline,
        questions=list(move.questions),
        recommended_direction=move.recommended_direction,
        signals_detected=signals,
        priority=priority,
        confidence=confidence,
        evidence=evidence,
    )


def _evidence(found: Sequence[Match], turn: Turn, wording: Wording) -> list[Evidence]:
    quotes: list[str] = []
    for match in found:
        quote = clause_around(turn.text, *wording.span(*match.spans[0]))
        if not any(quote in other or other in quote for other in quotes):
            quotes.append(quote)
    return [Evidence(turn_id=turn.turn_id, quote=quote) for quote in quotes[:_MAX_EVIDENCE]]


def _heard(confidence: float, turn: Turn) -> float:
    """`confidence`, less where the recogniser was unsure of the words."""
    sure = 1.0 if turn.confidence is None else min(max(turn.confidence, 0.0), 1.0)
    return round(confidence * sure, 2)

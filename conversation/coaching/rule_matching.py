"""Rule matching: from the playbook's rules that show in a turn to the advice."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from conversation.coaching.advice import Advice, Evidence, Priority
from conversation.coaching.clauses import clause_around, longest_clause
from conversation.coaching.detection.calibration import (
    FEWEST_WORDS,
    LEAST_SCORE,
    LEAST_SCORE_AFTER,
    LEAST_SCORE_WITH_CUE,
    confidence_of_cues,
    confidence_of_meaning,
)
from conversation.coaching.detection.heard import HeardTurn
from conversation.coaching.detection.likeness import Likeness
from conversation.coaching.detection.stance import Span
from conversation.coaching.rules import Move, Rule
from conversation.coaching.wording import Wording
from conversation.speech.turns import Turn

_FATIGUE = 0.75
_NO_CUE = 0.3
_MAX_SIGNALS, _MAX_EVIDENCE, _MAX_QUOTED_WORDS = 5, 3, 14


@dataclass(frozen=True, slots=True)
class Match:
    """A rule whose signal shows in a turn.

    Attributes:
        rule: The rule.
        spans: Where its cues stand in the wording's line; empty where meaning alone shows it.
        before: In how many of the recent turns its cues showed already.
        likeness: How much the turn sounds like the rule's examples, where that is known.
    """

    rule: Rule
    spans: list[Span]
    before: int
    likeness: Likeness | None

    @property
    def move(self) -> Move:
        """The move for this time."""
        return self.rule.moves[self.before % len(self.rule.moves)]

    @property
    def rank(self) -> tuple[float, float]:
        """Heavier first; a signal heard before gives way; what was said last breaks a tie.

        Behind all that cues show comes what meaning alone shows, the surest first.
        """
        if not self.spans:
            return 0.0, self.likeness.score if self.likeness else 0.0
        return self.rule.weight * _FATIGUE**self.before, self.spans[-1][1]

    @property
    def confidence(self) -> float:
        """How often such a match is right."""
        score = self.likeness.score if self.likeness else None
        if score is not None and not self.spans:
            return confidence_of_meaning(score)
        return confidence_of_cues(len(self.spans), score, leads=self.rule.leads)


def matches(
    rules: Iterable[Rule],
    heard: HeardTurn,
    meanings: Mapping[str, Likeness] | None = None,
) -> list[Match]:
    """The rules that show in what was heard, the one that should lead first.

    Args:
        rules: The rules that may show: by their cues, or by their meaning.
        heard: The turn.
        meanings: How much it sounds like each rule that has examples, by the rule's id; None where
            that is not known, and cues alone decide.
    """
    found: list[Match] = []
    for rule in rules:
        likeness = meanings.get(rule.id) if meanings else None
        spans = shown_spans(rule, heard)
        if _is_shown(rule, spans, likeness, heard):
            before = sum(bool(rule.spans(past)) for past in heard.said_before)
            found.append(Match(rule, spans, before, likeness))
    if any(match.rule.leads for match in found):
        found = [match for match in found if match.rule.leads]
    return sorted(found, key=lambda match: match.rank, reverse=True)


def _is_shown(rule: Rule, spans: list[Span], likeness: Likeness | None, heard: HeardTurn) -> bool:
    """Whether a rule's cues and its meaning show it together, or its meaning by itself."""
    if likeness is None:
        return bool(spans)
    if spans:
        return likeness.score >= LEAST_SCORE_WITH_CUE
    if not rule.leads or says_little(heard) or not rule.fits(heard.turn.speaker, heard.stage):
        return False
    if rule.after and heard.acts.isdisjoint(rule.after):
        return False
    least = LEAST_SCORE_AFTER if rule.after else LEAST_SCORE
    return likeness.score >= least and not _is_taken_back(rule, heard)


def _is_taken_back(rule: Rule, heard: HeardTurn) -> bool:
    """Whether the rule's words are said, and are not meant: meaning hears no denial."""
    spans = rule.spans(heard.wording)
    return bool(spans) and all(heard.stances.at(span) for span in spans)


def says_little(heard: HeardTurn) -> bool:
    """Whether a turn is too short, or too much of an answer, to mean anything by itself."""
    return len(heard.wording.words) < FEWEST_WORDS or heard.only_answers


def shown_spans(rule: Rule, heard: HeardTurn) -> list[Span]:
    """Where a rule's signal is given away, and meant."""
    spans = rule.spans(heard.wording)
    if not spans or not rule.fits(heard.turn.speaker, heard.stage):
        return []
    if rule.after and heard.acts.isdisjoint(rule.after):
        return []
    return heard.meant(spans, rule.after if rule.leads else heard.acts)


def advice_from(found: Sequence[Match], turn: Turn, wording: Wording) -> Advice:
    """The first match's advice, with the signals and the evidence of all."""
    best = found[0]
    signals = list(dict.fromkeys(match.rule.signal for match in found))
    return advice_of(
        best.move,
        signals=signals[:_MAX_SIGNALS],
        priority=best.rule.urgency,
        confidence=_heard(best.confidence, turn),
        evidence=_evidence(found, turn, wording),
    )


def advice_without_signal(move: Move, turn: Turn, wording: Wording) -> Advice:
    """`move` as advice that rests on nothing but the stage of the call."""
    quote = longest_clause(turn.text) if wording.words else ""
    return advice_of(
        move,
        signals=[],
        priority=Priority.LOW,
        confidence=_heard(_NO_CUE, turn),
        evidence=[Evidence(turn_id=turn.turn_id, quote=quote)] if quote else [],
    )


def advice_of(
    move: Move | Advice,
    *,
    signals: list[str],
    priority: Priority,
    confidence: float,
    evidence: list[Evidence],
) -> Advice:
    """A move, or what other advice says to do, as advice that rests on this."""
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
        quote = _quote(match, turn, wording)
        if not any(quote in other or other in quote for other in quotes):
            quotes.append(quote)
    return [Evidence(turn_id=turn.turn_id, quote=quote) for quote in quotes[:_MAX_EVIDENCE]]


def _quote(match: Match, turn: Turn, wording: Wording) -> str:
    if match.spans:
        return clause_around(turn.text, *wording.span(*match.spans[0]))
    part = match.likeness.part if match.likeness else ""
    words = list(re.finditer(r"\S+", part))[:_MAX_QUOTED_WORDS]
    return part[: words[-1].end()] if words else part


def _heard(confidence: float, turn: Turn) -> float:
    """`confidence`, less where the recogniser was unsure of the words."""
    sure = 1.0 if turn.confidence is None else min(max(turn.confidence, 0.0), 1.0)
    return round(confidence * sure, 2)

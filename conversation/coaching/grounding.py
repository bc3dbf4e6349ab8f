"""Grounding: holds advice to what the customer really said."""

from collections.abc import Sequence

from conversation.coaching.advice import Advice, Evidence
from conversation.coaching.wording import Wording
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

MAX_HEADLINE_CHARS = 120
MAX_QUESTIONS = 2
MAX_SIGNALS = 5
MAX_EVIDENCE = 3
UNGROUNDED_CONFIDENCE = 0.3


def grounded(advice: Advice, turns: Sequence[Turn]) -> Advice:
    """`advice` as far as it rests on the call.

    Evidence stays when its words stand, one after the other, in the customer's turn that it names;
    case, punctuation and hesitations don't count, and the quote becomes the turn's own characters.
    A quote that names no turn is looked for in all of the customer's, the newest first. Lists are
    clipped, blank items dropped. With no evidence left, the confidence is at most
    `UNGROUNDED_CONFIDENCE`.
    """
    evidence = grounded_evidence(advice.evidence, turns)
    confidence = advice.confidence if evidence else min(advice.confidence, UNGROUNDED_CONFIDENCE)
    return advice.model_copy(
        update={
            "headline": _clipped(advice.headline),
            "questions": _distinct(advice.questions)[:MAX_QUESTIONS],
            "recommended_direction": " ".join(advice.recommended_direction.split()),
            "signals_detected": _distinct(advice.signals_detected)[:MAX_SIGNALS],
            "confidence": confidence,
            "evidence": evidence,
        }
    )


def grounded_evidence(evidence: Sequence[Evidence], turns: Sequence[Turn]) -> list[Evidence]:
    """The pieces of evidence that stand in the customer's turns, each once, the first few."""
    found = (_found(item, turns) for item in evidence)
    distinct = {(item.turn_id, item.quote): item for item in found if item}
    return list(distinct.values())[:MAX_EVIDENCE]


def _found(item: Evidence, turns: Sequence[Turn]) -> Evidence | None:
    quoted = Wording(item.quote, sentences=False).line.strip()
    named = item.turn_id.strip("[] ")  # as the transcript shows it
    theirs = (
        turn
        for turn in reversed(turns)
        if turn.speaker is Speaker.CUSTOMER and named in ("", turn.turn_id)
    )
    return next((found for turn in theirs if quoted and (found := _quoted(quoted, turn))), None)


def _quoted(quoted: str, turn: Turn) -> Evidence | None:
    wording = Wording(turn.text, sentences=False)
    at = wording.line.find(f" {quoted} ")
    if at < 0:
        return None
    start, end = wording.span(at, at + len(quoted) + 1)
    return Evidence(turn_id=turn.turn_id, quote=turn.text[start:end])


def _distinct(items: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(text for item in items if (text := " ".join(item.split()))))


def _clipped(headline: str) -> str:
    headline = " ".join(headline.split())
    if len(headline) <= MAX_HEADLINE_CHARS:
        return headline
    return (
        headline[:MAX_HEADLINE_CHARS].rsplit(" ", 1)[0].rstrip(" ,;:")[: MAX_HEADLINE_CHARS - 1]
        + "…"
    )

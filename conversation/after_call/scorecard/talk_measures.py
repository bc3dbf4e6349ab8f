"""Measures of talk for the scorecard: who spoke how much and how, as the figures count it."""

from itertools import pairwise

from conversation.after_call.scorecard.facts import ScorecardFacts
from conversation.after_call.scorecard.result import Measure, Unjudged, proof
from conversation.events.figures import interrupting, stretches
from conversation.memory.words.compiled import memory_words
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

_AGENT = Speaker.AGENT
_SHOWN = 8
"""The pieces of evidence that are told, at most."""
_TOO_SHORT = Measure(None, why_not=Unjudged.TOO_SHORT)


def talk_share(facts: ScorecardFacts) -> Measure:
    """The agent's part of both parties' talk."""
    share = facts.figures["talk_share"][_AGENT]
    if share is None or facts.is_short:
        return _TOO_SHORT
    longest = sorted(facts.of(_AGENT), key=lambda turn: turn.start_ms - turn.end_ms)[:2]
    return Measure(share, [proof(turn) for turn in longest])


def monologue(facts: ScorecardFacts) -> Measure:
    """The agent's longest stretch, s; its last turn shows it."""
    if facts.is_short:
        return _TOO_SHORT
    longest = facts.figures["longest_turn_ms"][_AGENT]
    ends = [turn for turn, ms in stretches(facts.turns) if turn.speaker is _AGENT and ms == longest]
    return Measure(round(longest / 1000, 1), [proof(turn) for turn in ends[:1]])


def pace(facts: ScorecardFacts) -> Measure:
    """The agent's words a minute."""
    words = facts.figures["words_per_minute"][_AGENT]
    return _TOO_SHORT if words is None else Measure(words)


def interruptions(facts: ScorecardFacts) -> Measure:
    """How often the agent spoke into the customer's words, in ten minutes."""
    if facts.is_short:
        return _TOO_SHORT
    found = interrupting(facts.turns, _AGENT)
    return Measure(facts.in_ten_minutes(len(found)), [proof(turn) for turn in found[:_SHOWN]])


def dead_air(facts: ScorecardFacts) -> Measure:
    """The longest time between two turns in which nobody spoke, s; the turn after it shows it."""
    if facts.is_short:
        return _TOO_SHORT
    found = max(_gaps(facts.turns), key=lambda gap: gap[0], default=None)
    if found is None:
        return Measure(0.0)
    gap_ms, after = found
    return Measure(round(gap_ms / 1000, 1), [proof(after)])


def questions(facts: ScorecardFacts) -> Measure:
    """How many questions the agent asked, in ten minutes; small talk is none."""
    if facts.is_short:
        return _TOO_SHORT
    asked = [
        proof(turn, question)
        for turn in facts.of(_AGENT)
        for question in facts.read(turn).questions
    ]
    if not asked and memory_words(facts.language) is None:
        return Measure(None, why_not=Unjudged.NO_TELLING)
    return Measure(facts.in_ten_minutes(len(asked)), asked[:_SHOWN])


def _gaps(turns: list[Turn]) -> list[tuple[int, Turn]]:
    """The silences between turns, each with the turn that ends it."""
    reached = [turns[0].end_ms] if turns else []
    for turn in turns[1:]:
        reached.append(max(reached[-1], turn.end_ms))
    later = zip(reached, pairwise(turns), strict=False)
    return [(turn.start_ms - end, turn) for end, (_, turn) in later if turn.start_ms > end]

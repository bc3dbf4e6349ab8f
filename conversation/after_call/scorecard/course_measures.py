"""Measures of a call's course for the scorecard: objections, duties, stages, mood, advice."""

from collections.abc import Mapping
from typing import Any

from conversation.after_call.following.outcome import CardOutcome
from conversation.after_call.scorecard.facts import ScorecardFacts
from conversation.after_call.scorecard.result import Measure, Proof, Unjudged, proof
from conversation.coaching.obligation import ObligationState
from conversation.events.event import EventType
from conversation.memory.entity import EntityKind, EntityState
from conversation.memory.mood import Mood, Sentiment
from conversation.memory.signs import Sign
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

_SHOWN = 8
_FEW_TURNS = 3
"""Of fewer turns of the customer's, nobody can tell where their mood went."""


def objections(facts: ScorecardFacts) -> Measure:
    """The part of the objections that was handled: the customer let go, or the agent followed."""
    raised: dict[str, tuple[bool, list[Proof]]] = {}
    for data in facts.data_of(EventType.MEMORY_UPDATED)[-1:]:
        for entity in data["entities"]:
            if entity["kind"] == EntityKind.OBJECTION:
                quote = {"turn_id": entity["turn_id"], "quote": entity["text"]}
                is_handled = entity["state"] == EntityState.HANDLED
                key = entity.get("signal") or entity["text"]
                raised[key] = (is_handled, facts.proofs([quote]))
    for data in facts.data_of(EventType.SUGGESTION_FINAL):
        for signal in filter(_is_objection, data["signals_detected"]):
            was_handled, shown = raised.get(signal, (False, []))
            outcome, said = facts.outcomes.get(data["suggestion_id"], (CardOutcome.UNKNOWN, []))
            more = [] if shown else facts.proofs(data["evidence"][:1])
            followed = said if outcome.follows else []
            raised[signal] = (was_handled or outcome.follows, [*shown, *more, *followed])
    if not raised:
        return Measure(None, why_not=Unjudged.NOTHING_RAISED)
    handled = sum(is_handled for is_handled, _ in raised.values())
    shown = [one for _, proofs in raised.values() for one in proofs]
    return Measure(round(handled / len(raised), 3), shown[:_SHOWN])


def obligations(facts: ScorecardFacts) -> Measure:
    """The part of the obligations that fell due and was met."""
    last = {data["obligation_id"]: data for data in facts.data_of(EventType.OBLIGATION_UPDATED)}
    due = [data for data in last.values() if data["state"] != ObligationState.OPEN]
    if not due:
        return Measure(None, why_not=Unjudged.NO_OBLIGATIONS)
    met = sum(data["state"] == ObligationState.MET for data in due)
    shown = [one for data in due for one in facts.proofs(data["evidence"])]
    return Measure(round(met / len(due), 3), shown[:_SHOWN])


def stages(facts: ScorecardFacts) -> Measure:
    """The part of the playbook's stages that was reached."""
    reached = _reached(facts)
    if facts.playbook is None or not any(stage.cues for stage in facts.playbook.stages):
        return Measure(None, why_not=Unjudged.NO_PLAYBOOK)
    part = round(len(reached) / len(facts.playbook.stages), 3)
    return Measure(part, [proof(turn) for turn in reached.values()][:_SHOWN])


def order(facts: ScorecardFacts) -> Measure:
    """How many stages were first reached before one that stands above them."""
    if facts.playbook is None:
        return Measure(None, why_not=Unjudged.NO_PLAYBOOK)
    reached = _reached(facts)
    ids = [stage.id for stage in facts.playbook.stages if stage.id in reached]
    if len(ids) <= 1:
        return Measure(None, why_not=Unjudged.NO_TELLING)
    early = [
        reached[id]
        for at, id in enumerate(ids)
        if any(reached[above].start_ms > reached[id].start_ms for above in ids[:at])
    ]
    return Measure(len(early), [proof(turn) for turn in early][:_SHOWN])


def sentiment(facts: ScorecardFacts) -> Measure:
    """How the customer felt at the end, less how they felt after the first third of their turns."""
    theirs = facts.of(Speaker.CUSTOMER)
    mood, start = Mood(), None
    for place, turn in enumerate(theirs, 1):
        mood.hear(facts.read(turn).valence, turn.turn_id)
        if 3 * place <= len(theirs) or start is None:
            start = mood.told
    end = mood.told
    if start is None or end is None or len(theirs) < _FEW_TURNS:
        return Measure(None, why_not=Unjudged.NO_TELLING)
    return Measure(end.score - start.score, _felt(facts, start, end))


def advice(facts: ScorecardFacts) -> Measure:
    """The part of the cards that the agent followed, of those of which it can be told."""
    told = [(o, said) for o, said in facts.outcomes.values() if o is not CardOutcome.UNKNOWN]
    if not told:
        return Measure(None, why_not=Unjudged.NO_CARDS)
    followed = [said for outcome, said in told if outcome.follows]
    shown = [one for said in followed for one in said]
    return Measure(round(len(followed) / len(told), 3), shown[:_SHOWN])


def _is_objection(signal: str) -> bool:
    return Sign(signal, "", "").kind is EntityKind.OBJECTION


def _reached(facts: ScorecardFacts) -> Mapping[str, Turn]:
    """The turn by which each stage was first reached, in the order of the call."""
    found: dict[str, Turn] = {}
    for turn in facts.turns:
        for id in facts.playbook.stages_in(turn) if facts.playbook else ():
            found.setdefault(id, turn)
    return found


def _felt(facts: ScorecardFacts, start: Sentiment, end: Sentiment) -> list[Proof]:
    ids: dict[str, Any] = dict.fromkeys([start.turn_id, end.turn_id])
    return [proof(turn) for turn in facts.turns if turn.turn_id in ids]

"""CRM fields of a call by rules: what the customer told, in their own words, or "not asked".

agent     "and what's your budget for this?"     asks for `budget`, by its cues
customer  "around four thousand a month"         the answer: the value, and the quote
"""

from collections.abc import Sequence

from conversation.after_call.summary.call_reading import CallReading, ReadTurn
from conversation.after_call.summary.cleaning import cleaned, sentence_around
from conversation.after_call.summary.parts import FieldState, FieldValue
from conversation.after_call.summary.words.compiled import summary_cues
from conversation.coaching.crm_field import CrmField, Framework
from conversation.coaching.cues import Cues
from conversation.coaching.detection.stance import Stances
from conversation.coaching.playbook import Playbook
from conversation.speech.backchannels import is_backchannel

_TOLD, _ANSWERED = 0.6, 0.5
"""How sure a field is that the customer told of their own, and one that they were asked for."""


def crm_fields(playbook: Playbook) -> list[CrmField]:
    """The fields that a summary of a call with a playbook fills in."""
    words = summary_cues(playbook.language).words
    usual = {Framework.BANT: words.bant, Framework.MEDDPICC: words.meddpicc}
    found = {field.id: field for field in usual.get(playbook.framework, ())}
    return list((found | {field.id: field for field in playbook.fields}).values())


def fields_by_rules(call: CallReading, fields: Sequence[CrmField]) -> list[FieldValue]:
    """The values of some fields, by their cues."""
    return [_value(field, call) for field in fields]


def _value(field: CrmField, call: CallReading) -> FieldValue:
    cues = Cues(field.cues)
    told = (_told(field, one, cues, call.language) for one in call.turns if not one.is_agents)
    if found := next(filter(None, told), None):
        return found
    asked: ReadTurn | None = None
    for at, one in enumerate(call.turns):
        if not one.is_agents or "?" not in one.turn.text or one.reading.wording not in cues:
            continue
        asked = one
        if answer := _answer(call.turns[at + 1 :]):
            return _filled(field, cleaned(answer.reading.said), answer, _ANSWERED)
    if asked:
        quote = asked.reading.said
        return FieldValue(field.id, field.title, FieldState.ASKED, None, quote, asked.id)
    return FieldValue(field.id, field.title)


def _told(field: CrmField, one: ReadTurn, cues: Cues, language: str) -> FieldValue | None:
    """What a turn of the customer's tells; not what they ask, suppose or mock."""
    wording = one.reading.wording
    stances = Stances(wording, language)
    for span in cues.spans(wording):
        if stances.sets_aside(span) or stances.at(span) is not None:
            continue
        said = sentence_around(one.reading.said, *wording.span(*span))
        if not said.endswith("?"):
            return _filled(field, said, one, _TOLD)
    return None


def _answer(turns: Sequence[ReadTurn]) -> ReadTurn | None:
    """The customer's answer, where the agent has not gone on to something else."""
    for one in turns:
        if one.is_agents and not is_backchannel(one.turn.text):
            return None
        if not one.is_agents and one.reading.said and not is_backchannel(one.turn.text):
            is_question = one.reading.said.rstrip().endswith("?")
            return None if is_question else one
    return None


def _filled(field: CrmField, said: str, one: ReadTurn, confidence: float) -> FieldValue:
    sure = one.turn.confidence if one.turn.confidence is not None else 1.0
    return FieldValue(
        field.id,
        field.title,
        FieldState.TOLD,
        cleaned(said),
        said if said in one.turn.text else one.reading.said,
        one.id,
        round(confidence * min(max(sure, 0.0), 1.0), 2),
    )

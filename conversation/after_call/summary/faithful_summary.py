"""Faithful summary: what of a model's answer stands in the call, in the shape of the others."""

from collections.abc import Sequence
from dataclasses import replace

from conversation.after_call.summary.answer import FoundField, ToldSentence, ToldSummary
from conversation.after_call.summary.parts import (
    CallOutcome,
    CustomerFile,
    Disposition,
    EmailDraft,
    FieldState,
    FieldValue,
    LeadReading,
    MetObjection,
    NextStep,
    SummaryParts,
    SummarySentence,
)
from conversation.after_call.summary.summary_guard import SummaryGuard
from conversation.memory.entity import EntityState

_LEAST = 0.5
"""Of what a model has written: where less stands, nothing of it is worth reading."""
_FEWEST_LINES = 2


def faithful(told: ToldSummary, guard: SummaryGuard, rules: SummaryParts) -> SummaryParts | None:
    """The summary of a model as far as it is faithful.

    Args:
        told: What the model has written.
        guard: Holds it to the call.
        rules: The summary by rules, for what a model can't be trusted with.

    Returns:
        The summary; None where too little of it stands.
    """
    minutes = _kept(guard, told.minutes)
    customer = CustomerFile(
        _kept(guard, told.wants), _kept(guard, told.agreed), _kept(guard, told.open)
    )
    lead = LeadReading(
        rules.lead.stage,  # whose turn is known: a model's would have none
        _objections(told, guard),
        _kept(guard, told.buying_signals),
        _kept(guard, told.risks),
        _next_step(told, guard),
    )
    fields = [_field(one, told.fields, guard) for one in rules.fields]
    body = guard.mail(told.email_body)
    written = guard.dropped + guard.kept
    if not minutes or guard.kept < _LEAST * written:
        return None
    lines = [line for line in body.splitlines() if line.strip()]
    is_mail = len(lines) >= _FEWEST_LINES and guard.mail(told.email_subject) != ""
    mail = EmailDraft(told.email_subject.strip(), body) if is_mail else rules.email
    return SummaryParts(customer, lead, minutes, mail, _outcome(told, rules, lead), fields)


def _kept(guard: SummaryGuard, told: Sequence[ToldSentence]) -> list[SummarySentence]:
    return guard.sentences([one.as_sentence() for one in told])


def _objections(told: ToldSummary, guard: SummaryGuard) -> list[MetObjection]:
    found: list[MetObjection] = []
    for one in told.objections:
        if not (sentence := guard.sentence(one.text, one.turn_ids)):
            continue
        answer = guard.sentence(one.answer, one.turn_ids)
        is_handled = one.state == EntityState.HANDLED and answer is not None
        state = EntityState.HANDLED if is_handled else EntityState.OPEN
        text = answer.text if answer else None
        found.append(MetObjection(sentence.text, text, state, sentence.turn_ids))
    return found


def _next_step(told: ToldSummary, guard: SummaryGuard) -> NextStep | None:
    step = guard.sentence(told.next_step.text, told.next_step.turn_ids)
    if step is None:
        return None
    return NextStep(step.text, guard.words(told.next_step.date, step.turn_ids), step.turn_ids)


def _field(by_rules: FieldValue, told: Sequence[FoundField], guard: SummaryGuard) -> FieldValue:
    """The model's value; that of the rules where it is not borne out, or the model is silent."""
    blank = replace(by_rules, state=FieldState.NOT_ASKED, value=None, quote=None, turn_id=None)
    silent = by_rules if by_rules.state is FieldState.ASKED else replace(blank, confidence=None)
    one = next((one for one in told if one.name == by_rules.name and one.value.strip()), None)
    if one is None:
        return silent
    quoted = guard.quote(one.quote, one.turn_id)
    if quoted is None or not guard.value(one.value, quoted[1]):
        guard.dropped += 1
        return by_rules
    guard.kept += 1
    value = " ".join(one.value.split())
    return replace(
        by_rules,
        state=FieldState.TOLD,
        value=value,
        quote=quoted[0],
        turn_id=quoted[1],
        confidence=round(one.confidence, 2),
    )


def _outcome(told: ToldSummary, rules: SummaryParts, lead: LeadReading) -> Disposition:
    """The model's disposition, unless it says that something was agreed which nothing shows."""
    if told.disposition not in set(CallOutcome):
        return rules.disposition
    value = CallOutcome(told.disposition)
    if value is rules.disposition.value:
        return rules.disposition
    if value in (CallOutcome.AGREED, CallOutcome.RESOLVED, CallOutcome.NO_CONVERSATION):
        return rules.disposition
    if value is CallOutcome.FOLLOW_UP:
        step = lead.next_step
        return Disposition(value, step.turn_ids) if step else rules.disposition
    return Disposition(value)

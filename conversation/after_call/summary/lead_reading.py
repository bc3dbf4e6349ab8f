"""Lead reading by rules: stage, objections and how they were met, signals, risks, next step."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from conversation.after_call.summary.call_reading import CallReading
from conversation.after_call.summary.cleaning import cleaned, uncut, whole_sentence
from conversation.after_call.summary.objection_answer import answer_to
from conversation.after_call.summary.parts import (
    CallOutcome,
    CustomerFile,
    Disposition,
    LeadReading,
    MetObjection,
    NextStep,
    StageReached,
    SummarySentence,
)
from conversation.after_call.summary.words.compiled import summary_cues
from conversation.after_call.summary.words.vocabulary import SummaryWords
from conversation.memory.entity import EntityKind, EntityState
from conversation.memory.signs import RIVAL

_BUYING = frozenset(["buying_signal", "interest", "trial_request"])
_RISKS = frozenset(
    {
        *(RIVAL, "churn_risk", "legal_threat", "negative_sentiment", "refusal"),
        *("escalation_request", "not_interested", "bad_past_experience", "timing_objection"),
        "other_decision_maker",
    }
)
_REFUSED = frozenset(["not_interested", "refusal", "do_not_call"])
_RESOLVED = "problem_solved"
Unmet: TypeAlias = tuple[str, Sequence[str]]
"""An obligation that was not met: its title, and the turns that show it."""
_ANSWER_CHARS = 300


def read_lead(
    call: CallReading,
    words: SummaryWords,
    unmet: Sequence[Unmet],
) -> LeadReading:
    """The reading of a call for the lead; the arguments are those of `extractive.by_rules`."""
    phase = call.remembered.phase
    risks = [*_quoted(call, _RISKS)]
    risks += [
        SummarySentence(f"{words.missed}: {title}", tuple(ids)) for title, ids in unmet if ids
    ]
    return LeadReading(
        StageReached(phase.id, phase.title, phase.turn_id) if phase else None,
        list(_objections(call)),
        list(_quoted(call, _BUYING)),
        risks,
        _next_step(call, words),
    )


def disposition(call: CallReading, lead: LeadReading, customer: CustomerFile) -> Disposition:
    """How a call ended, by what was said last."""
    theirs = [one for one in call.turns if not one.is_agents and one.reading.said]
    if not theirs:
        return Disposition(CallOutcome.NO_CONVERSATION)
    signs = [sign for one in theirs for sign in one.signs]
    last = {sign.signal: sign.turn_id for sign in signs}
    order = {one.id: at for at, one in enumerate(call.turns)}
    refused = [last[name] for name in _REFUSED if name in last]
    bought = [last[name] for name in ("buying_signal", "agreement") if name in last]
    if refused and max(order[id] for id in refused) > max((order[id] for id in bought), default=-1):
        return Disposition(CallOutcome.NOT_INTERESTED, (max(refused, key=lambda id: order[id]),))
    if _RESOLVED in last:
        return Disposition(CallOutcome.RESOLVED, (last[_RESOLVED],))
    if "buying_signal" in last:
        return Disposition(CallOutcome.AGREED, (last["buying_signal"],))
    if lead.next_step:
        return Disposition(CallOutcome.FOLLOW_UP, lead.next_step.turn_ids)
    still = [one.turn_ids for one in lead.objections if one.state == EntityState.OPEN]
    still += [one.turn_ids for one in customer.open]
    return (
        Disposition(CallOutcome.UNRESOLVED, still[-1])
        if still
        else Disposition(CallOutcome.INFORMED)
    )


def _quoted(call: CallReading, signals: frozenset[str]) -> Iterator[SummarySentence]:
    seen: set[str] = set()
    for one in call.turns:
        for sign in one.signs:
            text = uncut(one.reading.said, sign.quote)
            if sign.signal in signals and text and text.casefold() not in seen:
                seen.add(text.casefold())
                yield SummarySentence(text, (one.id,))


def _objections(call: CallReading) -> Iterator[MetObjection]:
    places = {one.id: at for at, one in enumerate(call.turns)}
    cues = summary_cues(call.language)
    for one in call.remembered.entities:
        if one.kind is not EntityKind.OBJECTION or one.turn_id not in places:
            continue
        answer = answer_to(call.turns[places[one.turn_id] + 1 :], cues)
        ids = (one.turn_id, answer.id) if answer else (one.turn_id,)
        told = _short(cleaned(answer.reading.said)) if answer else None
        text = uncut(call.turns[places[one.turn_id]].reading.said, one.text)
        yield MetObjection(text, told, one.state or EntityState.OPEN, ids)


def _short(text: str) -> str:
    """A text that ends with a word, `_ANSWER_CHARS` at the most."""
    if len(text) <= _ANSWER_CHARS:
        return text
    return text[:_ANSWER_CHARS].rsplit(" ", 1)[0] + " …"


def _next_step(call: CallReading, words: SummaryWords) -> NextStep | None:
    """The last promise with a date; the last one at all where none has any."""
    steps: list[NextStep] = []
    for one in call.turns:
        who = words.agent if one.is_agents else words.customer
        dates = [
            one.reading.said[day.start : day.end].strip()
            for day in one.reading.named
            if day.kind is EntityKind.DATE
        ]
        for promise in one.reading.promises:
            date = next((day for day in dates if day in promise), None)
            date = date or (dates[0] if len(one.reading.promises) == 1 and dates else None)
            steps.append(
                NextStep(f"{who}: {whole_sentence(one.reading.said, promise)}", date, (one.id,))
            )
    dated = [step for step in steps if step.date]
    return next(reversed(dated or steps), None)

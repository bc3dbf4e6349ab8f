"""Extractive summary: what matters of a call in its own words; rules choose, and write nothing."""

from collections.abc import Iterator, Sequence

from conversation.after_call.summary.call_reading import CallReading, ReadTurn
from conversation.after_call.summary.cleaning import cleaned, sentence_around, whole_sentence
from conversation.after_call.summary.crm import fields_by_rules
from conversation.after_call.summary.email_draft import draft
from conversation.after_call.summary.lead_reading import Unmet, disposition, read_lead
from conversation.after_call.summary.mockery import is_mocked
from conversation.after_call.summary.parts import (
    CustomerFile,
    EmailDraft,
    SummaryParts,
    SummarySentence,
)
from conversation.after_call.summary.words.compiled import SummaryCues, summary_cues
from conversation.coaching.crm_field import CrmField
from conversation.coaching.detection.stance import Stances
from conversation.memory.entity import EntityKind
from conversation.memory.summary import line_of
from conversation.memory.words.compiled import memory_words
from conversation.speech.backchannels import is_backchannel

BY_RULES = "rules"
_WORDS = 6
"""A turn with so many words is in the minutes, also where rules find nothing in it."""
_MOST = 8


def by_rules(
    call: CallReading,
    fields: Sequence[CrmField],
    language: str,
    unmet: Sequence[Unmet] = (),
) -> SummaryParts:
    """The summary of a call by rules.

    Args:
        call: The call.
        fields: The CRM fields.
        language: BCP-47 tag of the words around what is quoted; the quotes stay as they were said.
        unmet: The obligations that were not met.
    """
    cues, said = summary_cues(language), summary_cues(call.language)
    customer = CustomerFile(
        wants=_unique(_wants(call, said))[:_MOST],
        agreed=_unique(_agreed(call, cues)),
        open=_unique(_open(call)),
    )
    lead = read_lead(call, cues.words, unmet)
    return SummaryParts(
        customer,
        lead,
        [one for one in (_minute(turn, cues, call.language) for turn in call.turns) if one],
        _mail(call, cues, customer.open),
        disposition(call, lead, customer),
        fields_by_rules(call, fields),
    )


def _minute(one: ReadTurn, cues: SummaryCues, language: str) -> SummarySentence | None:
    """A turn in the minutes; None where it says nothing that matters."""
    said = one.reading.said
    known = memory_words(language)
    if not said or is_backchannel(said) or (known and one.reading.wording in known.smalltalk):
        return None
    words = len(one.reading.wording.words)
    if words < _WORDS and line_of(one.turn, one.reading, is_signal=bool(one.signs)).weight <= 0:
        return None
    return SummarySentence(f"{_who(one, cues)}: {cleaned(said)}", (one.id,))


def _who(one: ReadTurn, cues: SummaryCues) -> str:
    return cues.words.agent if one.is_agents else cues.words.customer


def _wants(call: CallReading, cues: SummaryCues) -> Iterator[SummarySentence]:
    if not cues.is_known:
        return
    for one in call.turns:
        if one.is_agents:
            continue
        wording = one.reading.wording
        stances = Stances(wording, call.language)
        for span in cues.wants.spans(wording):
            if stances.at(span) or is_mocked(wording, span[0], call.language):
                continue
            start, end = wording.span(*span)
            yield SummarySentence(cleaned(sentence_around(one.reading.said, start, end)), (one.id,))
        for pain in one.reading.pains:
            yield SummarySentence(cleaned(pain), (one.id,))


def _agreed(call: CallReading, cues: SummaryCues) -> Iterator[SummarySentence]:
    """Promises of either party, and what the customer took of what the agent said before."""
    offer: ReadTurn | None = None
    for one in call.turns:
        who = _who(one, cues)
        for promise in one.reading.promises:
            yield SummarySentence(f"{who}: {whole_sentence(one.reading.said, promise)}", (one.id,))
        if one.is_agents:
            offer = one if _offers(one) else offer if is_backchannel(one.turn.text) else None
        elif offer and one.reading.settles:
            told = f"{cues.words.agent}: {cleaned(offer.reading.said)}"
            yield SummarySentence(
                f"{told} – {who}: {cleaned(one.reading.said)}", (offer.id, one.id)
            )
            offer = None


def _offers(one: ReadTurn) -> bool:
    kinds = {named.kind for named in one.reading.named}
    return bool(one.reading.promises) or bool(kinds & {EntityKind.PRICE, EntityKind.DATE})


def _open(call: CallReading) -> Iterator[SummarySentence]:
    for one in call.remembered.entities:
        if one.kind is EntityKind.QUESTION and one.is_open:
            yield SummarySentence(cleaned(one.text), (one.turn_id,))


def _mail(call: CallReading, cues: SummaryCues, questions: Sequence[SummarySentence]) -> EmailDraft:
    promised = [
        (one.is_agents, whole_sentence(one.reading.said, promise))
        for one in call.turns
        for promise in one.reading.promises
    ]
    theirs = (one for one in call.turns if not one.is_agents)
    names = (
        one.reading.said[name.start : name.end].strip()
        for one in theirs
        for name in one.reading.named
        if name.kind is EntityKind.PERSON
    )
    return draft(
        cues.words,
        next((name.title() if name.islower() else name for name in names), None),
        list(dict.fromkeys(words for by_agent, words in promised if by_agent)),
        list(dict.fromkeys(words for by_agent, words in promised if not by_agent)),
        [one.text for one in questions],
    )


def _unique(sentences: Iterator[SummarySentence]) -> list[SummarySentence]:
    """Each once, and none whose words stand in another of the same turn."""
    found: list[SummarySentence] = []
    for one in sentences:
        same = [other for other in found if other.turn_ids == one.turn_ids]
        if one.text and not any(_holds(other.text, one.text) for other in same):
            found = [o for o in found if o not in same or not _holds(one.text, o.text)]
            found.append(one)
    return found


def _holds(text: str, part: str) -> bool:
    return part.casefold().strip(" .") in text.casefold()

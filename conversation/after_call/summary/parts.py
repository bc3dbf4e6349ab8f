"""Summary parts: what a call's summary is made of, each sentence with the turns it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class CallOutcome(StrEnum):
    """The ways in which a call ends for the business: its disposition."""

    AGREED = "agreed"
    FOLLOW_UP = "follow_up"
    RESOLVED = "resolved"
    UNRESOLVED = "unresolved"
    NOT_INTERESTED = "not_interested"
    INFORMED = "informed"
    NO_CONVERSATION = "no_conversation"


class FieldState(StrEnum):
    """The states of a CRM field: told; asked, without an answer; not asked."""

    TOLD = "told"
    ASKED = "asked"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """A sentence of a summary.

    Attributes:
        text: The sentence.
        turn_ids: The turns that it rests on; never none.
    """

    text: str
    turn_ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class StageReached:
    """The stage of the playbook in which the call ended, and the turn that reached it."""

    id: str
    title: str
    turn_id: str


@dataclass(frozen=True, slots=True)
class MetObjection:
    """An objection, and how it was met.

    Attributes:
        text: What the customer objected.
        answer: What the agent answered; None where they did not.
        state: `handled` where the customer took the answer, else `open`.
        turn_ids: The turns of both.
    """

    text: str
    answer: str | None
    state: str
    turn_ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next step of a call.

    Attributes:
        text: Who does what.
        date: When, in the words of the call; None where nobody said.
        turn_ids: The turns that it rests on.
    """

    text: str
    date: str | None
    turn_ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """The reading for the customer's file: what they want, what was agreed, what is open."""

    wants: Sequence[SummarySentence] = ()
    agreed: Sequence[SummarySentence] = ()
    open: Sequence[SummarySentence] = ()


@dataclass(frozen=True, slots=True)
class LeadReading:
    """The reading for the agent and the sales lead.

    Attributes:
        stage: Where the call ended; None before any of the playbook's stages.
        objections: Each with how it was met.
        buying_signals: What shows that the customer may buy.
        risks: What may go wrong.
        next_step: What happens next; None where nothing was said of it.
    """

    stage: StageReached | None = None
    objections: Sequence[MetObjection] = ()
    buying_signals: Sequence[SummarySentence] = ()
    risks: Sequence[SummarySentence] = ()
    next_step: NextStep | None = None


@dataclass(frozen=True, slots=True)
class EmailDraft:
    """A mail to the customer that the agent may send, after reading it."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Disposition:
    """The disposition of a call, and the turns that show it, where there are some."""

    value: CallOutcome
    turn_ids: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class FieldValue:
    """The value of a CRM field.

    Attributes:
        name: The field's id.
        title: What a person calls it.
        state: Whether it was told.
        value: What it is; None where it was not told.
        quote: The customer's words, or the agent's question where that got no answer; or None.
        turn_id: The turn that the quote stands in; None without one.
        confidence: How sure that is, from 0 to 1; None without a value.
    """

    name: str
    title: str
    state: FieldState = FieldState.NOT_ASKED
    value: str | None = None
    quote: str | None = None
    turn_id: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class SummaryParts:
    """All that a summary says of a call, whoever wrote it."""

    customer: CustomerFile
    lead: LeadReading
    minutes: Sequence[SummarySentence]
    email: EmailDraft
    disposition: Disposition
    fields: Sequence[FieldValue]

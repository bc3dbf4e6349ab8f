"""Vocabulary of summaries: what one language says of wants, promises and dictation, as cues."""

from dataclasses import dataclass

from conversation.coaching.crm_field import CrmField


@dataclass(frozen=True, slots=True)
class SummaryWords:
    """The words of one language.

    Attributes:
        wants: How somebody says what they want.
        yes: How somebody agrees, at the beginning of a turn.
        understands: How an agent says that an objection was heard, which is no answer to it.
        moves_on: How a customer leads to another subject, at the beginning of a turn.
        dictated: How somebody tells what a summary is to say, whoever writes it.
        promising: How a sentence of a summary says that somebody has agreed or promised.
        will: How it says what the company is going to do.
        denied: What makes a sentence the opposite of itself.
        of_agent: Whom a sentence is about where it is the agent.
        of_customer: The same of the customer.
        telling: Words that say that something was said; they prove nothing.
        agent: What the agent is called in front of their words.
        customer: The same of the customer.
        missed: What is said in front of an obligation that was not met.
        subject: The subject of a mail.
        greeting: The first line of a mail; `{name}` is the customer's.
        greeting_nobody: The same where no name was told.
        thanks: The second.
        promised: What stands before the agent's promises.
        accepted: What stands before the customer's.
        open: What stands before the questions that are open.
        closing: The last line.
        bant: The fields of BANT.
        meddpicc: The fields of MEDDPICC.
    """

    wants: list[str]
    yes: list[str]
    understands: list[str]
    moves_on: list[str]
    dictated: list[str]
    promising: list[str]
    will: list[str]
    denied: list[str]
    of_agent: list[str]
    of_customer: list[str]
    telling: frozenset[str]
    agent: str
    customer: str
    missed: str
    subject: str
    greeting: str
    greeting_nobody: str
    thanks: str
    promised: str
    accepted: str
    open: str
    closing: str
    bant: tuple[CrmField, ...]
    meddpicc: tuple[CrmField, ...]


def field(id: str, title: str, about: str, *cues: str) -> CrmField:
    """A field of a framework."""
    return CrmField(id=id, title=title, about=about, cues=list(cues))

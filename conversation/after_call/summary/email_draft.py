"""Call summary as a follow-up mail: what was promised and what is open, in its words."""

from collections.abc import Sequence

from conversation.after_call.summary.cleaning import cleaned
from conversation.after_call.summary.parts import EmailDraft
from conversation.after_call.summary.words.vocabulary import SummaryWords


def draft(
    words: SummaryWords,
    name: str | None,
    promised: Sequence[str],
    accepted: Sequence[str],
    open_questions: Sequence[str],
) -> EmailDraft:
    """A mail to the customer.

    Args:
        words: Those of its language.
        name: The customer's, where it was told.
        promised: What the agent said that they would do.
        accepted: What the customer did.
        open_questions: What the customer asked and nobody answered.
    """
    greeting = words.greeting.format(name=name) if name else words.greeting_nobody
    lists = ((words.promised, promised), (words.accepted, accepted), (words.open, open_questions))
    told = ["\n".join([title, *(f"- {cleaned(one)}" for one in of)]) for title, of in lists if of]
    return EmailDraft(words.subject, "\n\n".join([greeting, words.thanks, *told, words.closing]))

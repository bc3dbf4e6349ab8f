"""Review of a prompt or a rule, read of the event log: figures, and cards in their calls."""

from conversation.errors import CallShadowError, ErrorCode
from conversation.insights.question import Question
from conversation.insights.review.example import EXAMPLE_TYPES, Example, example_of
from conversation.insights.review.review import Review, ReviewEvidence, Subject
from conversation.insights.review.verdict import chosen
from conversation.nearest import nearest
from stores.log.event_log import EventLog

_KINDS = {Subject.PROMPT: "prompts", Subject.RULE: "rules"}


class UnknownNameError(CallShadowError):
    """No card is of such a prompt or rule; the message says of which there are some."""

    code = ErrorCode.NOT_FOUND


async def review_of(log: EventLog, name: str, asked: Question, most: int) -> Review:
    """The review of a prompt or a rule.

    Args:
        log: Where the calls are.
        name: A prompt's name, one of its ids, or a rule's.
        asked: Of which calls; what they are grouped by does not matter.
        most: How many examples of a version.

    Raises:
        UnknownNameError: No shown card of those calls is of it.
        EventLogError: The database does not answer.
    """
    found = await log.insights.evidence(name, asked)
    if not found.versions:
        raise UnknownNameError(_unknown(name, found))
    examples: list[Example] = []
    for card in chosen(found.cards, most):
        told = [event async for event in log.outline(card.call_id, EXAMPLE_TYPES)]
        if example := example_of(card, told):
            examples.append(example)
    return Review(name, found.subject, found.versions, examples)


def _unknown(name: str, found: ReviewEvidence) -> str:
    known = [
        f"the {_KINDS[kind]} {', '.join(names)}" for kind, names in found.names.items() if names
    ]
    if not known:
        return f"no card is of a prompt or a rule {name!r}: none has been shown in these calls"
    everyone = [one for names in found.names.values() for one in names]
    near = nearest(name, everyone)
    meant = f"; is {near!r} meant?" if near else ""
    there = f"there are cards of {' and of '.join(known)}"
    return f"no shown card is of a prompt or a rule {name!r}; {there}{meant}"

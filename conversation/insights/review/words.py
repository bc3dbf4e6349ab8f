"""Words of a review, for a person: its figures with their intervals, and its examples."""

from collections.abc import Iterator, Mapping

from conversation.insights.answer import Group
from conversation.insights.report import shares_of
from conversation.insights.review.example import Example
from conversation.insights.review.review import Review, findings
from conversation.insights.shares import Share


def review_in_words(review: Review) -> Iterator[str]:
    """The lines of a review."""
    yield from figures_in_words(review)
    for example in review.examples:
        yield ""
        yield from _example(example)


def figures_in_words(review: Review) -> Iterator[str]:
    """The lines of a review but for its examples: no word of a call."""
    yield f"{review.subject} {review.name}"
    for group in review.versions:
        yield from _version(group)
    yield ""
    yield from findings(review)


def _version(group: Group) -> Iterator[str]:
    shares = shares_of(group)
    yield ""
    yield f"{group.key}: {group.shown} shown in {group.calls} calls, {group.withdrawn} withdrawn"
    yield f"  used      {share_in_words(shares['used'])} of the shown"
    yield f"  useful    {share_in_words(shares['useful'])} of the rated{_counts(group.ratings)}"
    yield f"  followed  {share_in_words(shares['followed'])} of the judged{_counts(group.follows)}"
    if group.p50_ms is not None:
        yield f"  latency   {group.p50_ms} ms, 95 % within {group.p95_ms} ms"
    if group.cost is not None:
        yield f"  cost      {group.cost:.4f} USD"


def share_in_words(share: Share) -> str:
    """A share with its interval, or that there are too few cases."""
    if share.value is None:
        return "none"
    low, high = share.interval
    told = f"{share.hits}/{share.of}, {share.value:.0%} ({low:.0%} to {high:.0%})"
    return told if share.tells else f"{told}, too few to tell"


def _counts(counts: Mapping[str, int]) -> str:
    told = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
    return f": {told}" if told else ""


def _example(example: Example) -> Iterator[str]:
    card = example.card
    verdict = "helped" if card.helped else "did not help"
    known = [*([card.rating] if card.rating else []), *([card.followed] if card.followed else [])]
    yield f"{verdict} ({', '.join(known)})  {card.version}  {card.call_id} {card.suggestion_id}"
    yield f"  customer  {example.customer or '-'}"
    yield f"  card      {' / '.join((example.headline, *example.questions))}"
    yield f"  agent     {example.agent or '-'}"
    if example.comment:
        yield f"  comment   {example.comment}"

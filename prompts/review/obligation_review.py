"""Obligation review: obligations that are never heard, and negatives that are."""

from conversation.coaching.detection.meaning import FEWEST_EXAMPLES, has_meaning
from conversation.coaching.obligation import Obligation
from conversation.coaching.playbook import Playbook
from prompts.review.said_cue import Found, heard


def review_obligations(playbook: Playbook) -> Found:
    """What is odd about the obligations of a playbook."""
    for at, obligation in enumerate(playbook.obligations):
        yield from _unknown_meaning(at, obligation)
        for place, text in enumerate(obligation.negatives):
            if obligation.heard_in(heard(text, playbook.language, obligation.speaker)):
                told = f"{obligation.id!r} is heard in {text!r}, though it is one of its negatives"
                yield ("obligations", at, "negatives", place), told


def _unknown_meaning(at: int, obligation: Obligation) -> Found:
    if obligation.examples and not has_meaning(obligation):
        found = "is found by its cues alone" if obligation.cues else "is never heard"
        told = f"{obligation.id!r} has {len(obligation.examples)} examples, and so {found}"
        yield ("obligations", at), f"{told}: {FEWEST_EXAMPLES} are needed"

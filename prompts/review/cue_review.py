"""Cue review: cues that are never found or are needless, and `unless` that takes none away."""

from collections.abc import Iterable, Sequence

from conversation.coaching.cue_syntax import ANY_WORD, lines
from conversation.coaching.cues import Cues
from conversation.coaching.obligation import Obligation
from conversation.coaching.playbook import Playbook
from conversation.coaching.rules import Rule
from conversation.coaching.wording import Wording
from prompts.mistake import FieldPath
from prompts.review.said_cue import (
    Found,
    SaidCue,
    SaidRules,
    cues_of_stages,
    said_obligations,
)


def review_cues(playbook: Playbook, rules: SaidRules) -> Found:
    """What is odd about the cues of each rule, stage and obligation, seen by themselves."""
    for at, (rule, cues) in enumerate(rules):
        yield from _with_unless(rule, cues, "rule", at)
    for at, (obligation, cues) in enumerate(said_obligations(playbook)):
        yield from _with_unless(obligation, cues, "obligation", at)
    for cues in cues_of_stages(playbook):
        yield from _by_themselves(cues, "stage")


def _with_unless(owner: Rule | Obligation, cues: Sequence[SaidCue], kind: str, at: int) -> Found:
    yield from _by_themselves(cues, kind)
    for cue in cues:
        yield from _always_voided(cue, owner.unless, kind)
    yield from _void_nothing((f"{kind}s", at, "unless"), owner)


def _by_themselves(cues: Sequence[SaidCue], owner: str) -> Found:
    for place, cue in enumerate(cues):
        yield from _never_found(cue)
        yield from _needless(cue, cues[:place], cues[place + 1 :], owner)


def _never_found(cue: SaidCue) -> Found:
    words = {word for line in cue.lines for word in line.split()}
    lost = {word for word in words if word not in Wording(word).tokens}
    if not cue.is_found:
        why = f"{_quoted(lost)} is a hesitation, which doesn't count" if lost else "no text has it"
        yield cue.path, f"{cue.cue!r} can never be found: {why}"
    elif lost:
        yield cue.path, f"{_quoted(lost)} is never found: a hesitation doesn't count"


def _always_voided(cue: SaidCue, void: Sequence[str], owner: str) -> Found:
    def voids(unless: Sequence[str]) -> bool:
        finder = Cues(unless)
        return cue.is_found and all(_covers(finder, cue, said.wording) for said in cue.found)

    if void and voids(void):
        by = next((unless for unless in void if voids([unless])), None)
        told = f"the {owner}'s 'unless' {by!r} takes" if by else f"the {owner}'s 'unless' take"
        yield cue.path, f"{cue.cue!r} never counts: {told} it away wherever it is said"


def _covers(unless: Cues, cue: SaidCue, wording: Wording) -> bool:
    voided = list(unless.spans(wording))
    return all(
        any(start < end_ and start_ < end for start_, end_ in voided)
        for start, end in cue.finder.spans(wording)
    )


def _needless(
    cue: SaidCue, above: Sequence[SaidCue], below: Sequence[SaidCue], owner: str
) -> Found:
    wider = [other for other in [*above, *below] if cue.is_within(other)]
    same = [other for other in wider if other.is_within(cue)]
    if wider and (same != wider or same[0] in above):  # of two that are the same, the first stays
        other = next((other for other in wider if other not in same), wider[0])
        told = f"{cue.cue!r} is needless: the {owner}'s {other.cue!r} finds all that it finds"
        yield cue.path, told


def _void_nothing(path: FieldPath, owner: Rule | Obligation) -> Found:
    if any("..." in cue for cue in owner.cues):
        return  # any word may stand in the gap
    words = _words(owner.cues)
    for place, unless in enumerate(owner.unless):
        if not any(_meet(one, other) for one in _words([unless]) for other in words):
            what = str(path[0]).removesuffix("s")
            told = f"{unless!r} has no word of the {what}'s cues, and so takes none of them away"
            yield (*path, place), told


def _words(cues: Iterable[str]) -> set[str]:
    """The words of cues; one that may go on in any way ends in `ANY_WORD`."""
    words = {word for cue in cues for line in lines(cue) for word in line.split()}
    return words - {ANY_WORD, "?"}


def _meet(one: str, other: str) -> bool:
    """Whether a word may be both."""
    for stem, word in ((one, other), (other, one)):
        if stem.endswith(ANY_WORD) and word.startswith(stem.removesuffix(ANY_WORD)):
            return True
    return one == other


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(repr(word) for word in sorted(words))

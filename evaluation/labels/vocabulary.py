"""Signal vocabulary: the names that the bundled playbooks share, and those that a playbook has."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from conversation.coaching.playbook import Playbook
from conversation.nearest import nearest
from evaluation.labels.labelled_call import ALSO, LabelledCall
from prompts.bundled import PLAYBOOKS, names, text_of
from prompts.mistake import FieldPath

_SIGNAL = re.compile(r"^[ -]*signal: *([a-z][a-z0-9_]*)", re.MULTILINE)


@cache
def vocabulary() -> frozenset[str]:
    """The names of all signals of the bundled playbooks, in every language."""
    texts = (text_of(PLAYBOOKS / f"{name}.yaml") for name in names(PLAYBOOKS))
    return frozenset(name for text in texts for name in _SIGNAL.findall(text))


def unknown_signals(call: LabelledCall, playbook: Playbook) -> Iterator[tuple[FieldPath, str]]:
    """The signals that a call names and nobody has: the way to each, and what is right.

    A card can be due only for what the playbook has a rule for; of the names of `a|b`, one is
    enough. What must not be reported may be any signal of the vocabulary.
    """
    own = {rule.signal for rule in playbook.rules}
    known = own | vocabulary()
    for at, turn in enumerate(call.turns):
        for place, due in enumerate(turn.due):
            strange = [name for name in due - known if ALSO.get(name) not in known]
            unknown = sorted(strange) or ([] if due & own else sorted(due - set(ALSO)))
            for name in unknown:
                told = f"{name!r} is no signal of the playbook {playbook.id}"
                yield ("turns", at, "expect", place), f"{told}; {_right(name, own)}"
        for place, name in enumerate(turn.wrong):
            if name not in known and ALSO.get(name) not in known:
                told = f"{name!r} is a signal of no playbook; {_right(name, known)}"
                yield ("turns", at, "wrong", place), told


def _right(name: str, known: Iterable[str]) -> str:
    meant = nearest(name, sorted(known))
    return f"is {meant!r} meant?" if meant else "docs/playbooks.md lists the signals"

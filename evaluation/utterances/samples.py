"""Utterances to learn from, with their classes: the corpus, playbooks, and the tuned calls."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from conversation.coaching.detection.parts import sentences_of
from conversation.coaching.rules import Rule
from conversation.speech.speakers import Speaker
from evaluation.labels.label_files import label_paths, read_label_file
from evaluation.utterances.corpus import Utterance, written
from prompts.bundled import playbooks
from prompts.loader import load_playbook

_PLAYBOOK = "sales"
"""Of a call that names none, as the settings have it."""
TUNED = Path(__file__).parents[1] / "calls" / "tuned"
"""Calls that may be learnt from; all others are for measuring."""


@dataclass(frozen=True, slots=True)
class Samples:
    """Texts with their classes.

    Attributes:
        texts: The utterances.
        classes: The names of the classes, without the last one, which is none.
        meant: The class of each text.
    """

    texts: list[str]
    classes: tuple[str, ...]
    meant: NDArray[np.int64]

    @property
    def rivals(self) -> NDArray[np.bool_]:
        """For each class, a row, the classes that it is not told apart from: of the same signal."""
        signals = [*(name.partition(".")[2] for name in self.classes), None]
        alike = np.array([[one == other for other in signals] for one in signals])
        np.fill_diagonal(alike, val=False)
        return alike


def samples() -> Samples:
    """All there is to learn from."""
    known, rules = _of_playbooks()
    utterances = list(
        {(one.text, one.meant): one for one in (*known, *written(), *_of_tuned_calls())}.values()
    )
    classes = tuple(sorted(rules))
    places = {name: place for place, name in enumerate(classes)} | {None: len(classes)}
    utterances = [one for one in utterances if one.meant in places]
    meant = np.array([places[one.meant] for one in utterances])
    return Samples([one.text for one in utterances], classes, meant)


def _of_playbooks() -> tuple[list[Utterance], set[str]]:
    """The utterances of the bundled playbooks, and their leading rules."""
    found: list[Utterance] = []
    classes: set[str] = set()
    for name, languages in sorted(playbooks().items()):
        for playbook in (load_playbook(name, language) for language in sorted(languages)):
            leading = [rule for rule in playbook.rules if rule.leads]
            classes.update(f"{rule.id}.{rule.signal}" for rule in leading)
            found.extend(_of_rules(leading))
            found.extend(Utterance(text, None) for text in playbook.none)
    meant = {one.text for one in found if one.meant}
    return [one for one in found if one.meant or one.text not in meant], classes


def _of_tuned_calls() -> Iterator[Utterance]:
    """What customers say there that deserves a card, or silence."""
    for path in label_paths([TUNED]):
        call = read_label_file(path).call
        rules = load_playbook(call.playbook or _PLAYBOOK, call.language).rules
        leading = [rule for rule in rules if rule.leads]
        for turn in call.turns:
            if turn.speaker is not Speaker.CUSTOMER:
                continue
            if turn.silent:
                yield from (Utterance(text, None) for text in [turn.text, *sentences_of(turn.text)])
            elif turn.due:
                due = [rule for rule in leading if rule.signal in turn.due[0]]
                yield from (Utterance(turn.text, f"{r.id}.{r.signal}") for r in due[:1])


def _of_rules(rules: Sequence[Rule]) -> list[Utterance]:
    examples = [Utterance(text, f"{r.id}.{r.signal}") for r in rules for text in r.examples]
    negatives = [Utterance(text, None) for rule in rules for text in rule.negatives]
    return [*examples, *negatives]

"""Utterances to learn from, with their classes: those written for it, of playbooks and of calls."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from conversation.coaching.detection.parts import last_sentence, sentences_of
from conversation.coaching.rules import Rule
from conversation.speech.speakers import Speaker
from evaluation.labels.label_files import label_paths, read_label_file
from evaluation.utterances.corpus import Utterance, written
from evaluation.utterances.dialogues import dialogues
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
        before: For each text, the last sentence that the agent said before it; "" for all that are
            to be known without it too.
    """

    texts: list[str]
    classes: tuple[str, ...]
    meant: NDArray[np.int64]
    before: list[str]

    @property
    def by_themselves(self) -> "Samples":
        """Those that nothing was said before."""
        places = [place for place, before in enumerate(self.before) if not before]
        texts = [self.texts[place] for place in places]
        return Samples(texts, self.classes, self.meant[places], [""] * len(places))

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
    found = (*known, *written(), *_of_tuned_calls(), *_of_dialogues())
    utterances = list(dict.fromkeys(found))
    classes = tuple(sorted(rules))
    places = {name: place for place, name in enumerate(classes)} | {None: len(classes)}
    utterances = [one for one in utterances if one.meant in places]
    meant = np.array([places[one.meant] for one in utterances])
    before = [one.before for one in utterances]
    return Samples([one.text for one in utterances], classes, meant, before)


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
        before = ""
        for turn in call.turns:
            if turn.speaker is not Speaker.CUSTOMER:
                before = turn.text
            elif turn.silent:
                yield from _in_a_call(before, turn.text, None)
            elif turn.due:
                due = [rule for rule in leading if rule.signal in turn.due[0]]
                for rule in due[:1]:
                    yield from _in_a_call(before, turn.text, f"{rule.id}.{rule.signal}")


def _of_dialogues() -> Iterator[Utterance]:
    """What customers say in the dialogues that were written to be learnt from."""
    for said in (said for dialogue in dialogues() for said in dialogue.said):
        yield from _in_a_call(said.before, said.text, said.meant)


def _in_a_call(before: str, text: str, meant: str | None) -> Iterator[Utterance]:
    """A turn, after what the agent said and by itself; each sentence of one that means nothing."""
    asked = last_sentence(before)
    for part in [text] if meant else [text, *sentences_of(text)]:
        yield Utterance(part, meant)
        yield Utterance(part, meant, asked)


def _of_rules(rules: Sequence[Rule]) -> list[Utterance]:
    examples = [Utterance(text, f"{r.id}.{r.signal}") for r in rules for text in r.examples]
    negatives = [Utterance(text, None) for rule in rules for text in rule.negatives]
    return [*examples, *negatives]

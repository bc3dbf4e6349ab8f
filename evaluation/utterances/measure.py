"""Measure of what was learnt, by itself: how much of the dialogues that were held back it finds.

    uv run python -m evaluation.utterances.measure

A turn is told by its likeliest part and rule. The score from which it counts is the one that as
many of the silent turns reach as a column says.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from conversation.coaching.detection.parts import last_sentence, sentences_of
from evaluation.utterances.dialogues import Dialogue, held_back
from prompts.learnt import bundled_classifier
from prompts.loader import load_playbook
from services.encoder.sentence_model import SentenceModel

ALARMED = (0.01, 0.02, 0.04, 0.08)


class Told(NamedTuple):
    """A turn as the classifier tells it.

    Attributes:
        score: The score of the likeliest rule.
        is_right: Whether that rule has the signal which is meant.
        is_silent: Whether the turn means none.
        is_hint: Whether it means one without saying it.
    """

    score: float
    is_right: bool
    is_silent: bool
    is_hint: bool


def main() -> None:
    """Print a line for each language, and one for all."""
    model = SentenceModel()
    told: dict[str, list[Told]] = {}
    for dialogue in held_back():
        told.setdefault(dialogue.language, []).extend(_told(dialogue, model))
    print("silent turns alarmed  ", *(f"{share:8.0%}    " for share in ALARMED))  # noqa: T201
    for language, turns in {**told, "all": [*chain(*told.values())]}.items():
        plain, hints = (found(turns, is_hint=is_hint) for is_hint in (False, True))
        shares = (f"{one:5.2f} {other:5.2f} " for one, other in zip(plain, hints, strict=True))
        print(f"{language:4} plain, hints found ", *shares)  # noqa: T201


def found(told: Sequence[Told], *, is_hint: bool) -> list[float]:
    """The shares of turns that are found, where so many of the silent ones are taken for others.

    Args:
        told: All turns.
        is_hint: Which of them: those that mean a signal without saying it, or those that say it.
    """
    silent = [one.score for one in told if one.is_silent]
    meant = [one for one in told if not one.is_silent and one.is_hint is is_hint]
    bars = [float(np.quantile(silent, 1 - share)) for share in ALARMED]
    return [float(np.mean([one.is_right and one.score > bar for one in meant])) for bar in bars]


def _told(dialogue: Dialogue, model: SentenceModel) -> Iterator[Told]:
    known = bundled_classifier()
    playbook = load_playbook(dialogue.playbook, dialogue.language)
    rules = [(rule.id, rule.signal) for rule in playbook.rules if rule.leads]
    rules = [rule for rule in rules if known.knows(*rule)]
    for said in dialogue.said:
        parts = [said.text, *sentences_of(said.text)]
        tokens = model.token_vectors(parts)
        scores = known.scores(rules, parts, tokens, last_sentence(said.before)).max(0)
        best = int(scores.argmax())
        signal = said.meant.partition(".")[2] if said.meant else None
        is_right = rules[best][1] == signal
        yield Told(float(scores[best]), is_right, signal is None, said.is_hint)


if __name__ == "__main__":
    main()

"""Playbook review: all mistakes of a file, and, where it has none, what is odd about it."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Any

from pydantic import ValidationError

from conversation.coaching.playbook import Playbook
from prompts.extension import origin, whole
from prompts.linter import checked
from prompts.mistake import Mistake
from prompts.parent_chain import as_written, chain_of
from prompts.review.cue_review import review_cues
from prompts.review.language_review import review_language
from prompts.review.obligation_review import review_obligations
from prompts.review.rule_review import review_rules
from prompts.review.said_cue import Found, SaidCue, said_obligations, said_rules
from prompts.review.speed_review import review_speed
from prompts.review.utterance_review import Meanings, review_utterances
from prompts.yaml_file import read_yaml

_STAND_IN: dict[str, Any] = {
    "title": "Base",
    "goal": "Base.",
    "stages": [{"id": "any", "title": "Any"}],
}
"""What a base may leave out, so that its rules can be looked at as those of a playbook."""


@dataclass(frozen=True, slots=True)
class FileReview:
    """The findings of one file.

    Attributes:
        playbook: What the file says, a base completed; None where it has mistakes.
        mistakes: What keeps it from being used.
        warnings: What is odd about the file's own parts; those of a parent are told of its file.
    """

    playbook: Playbook | None
    mistakes: list[Mistake]
    warnings: list[Mistake]


def review(
    text: str,
    at: Traversable | None = None,
    meanings_of: Callable[[Playbook], Meanings] = lambda _: {},
) -> FileReview:
    """Look at all of a playbook's file.

    Args:
        text: The text of the file.
        at: Where it was read from.
        meanings_of: Tells what the utterances of a playbook mean; without it, cues alone decide.
    """
    playbook, mistakes = checked(text, Playbook, at)
    if mistakes:
        return FileReview(None, mistakes, [])
    files = chain_of(read_yaml(text), at, as_written).files
    playbook = playbook or _completed(whole(files))
    if playbook is None:
        return FileReview(None, [], [])
    warnings: list[Mistake] = []

    def is_own(cue: SaidCue) -> bool:
        return origin(files, cue.path)[0] == 0

    for path, message in _found(playbook, meanings_of(playbook), is_own):
        number, way = origin(files, path)
        if number == 0:
            warnings.append(Mistake(files[0].place(way), ".".join(map(str, way)), message))
    return FileReview(playbook, [], sorted(warnings))


def _found(playbook: Playbook, meanings: Meanings, is_own: Callable[[SaidCue], bool]) -> Found:
    rules = said_rules(playbook)
    yield from review_cues(playbook, rules)
    yield from review_rules(rules)
    yield from review_obligations(playbook)
    yield from review_utterances(playbook, meanings)
    yield from review_language(playbook)
    owners = [*rules, *said_obligations(playbook)]
    yield from review_speed(filter(is_own, (cue for _, cues in owners for cue in cues)))


def _completed(data: dict[str, Any]) -> Playbook | None:
    """A base as a playbook; None where it has no rules to look at."""
    try:
        return Playbook.model_validate(_STAND_IN | data)
    except ValidationError:
        return None

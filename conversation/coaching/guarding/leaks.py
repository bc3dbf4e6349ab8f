"""Prompt leaks: text of the prompt, or talk about it, where advice should be."""

import re

from conversation.coaching.guarding.vocabulary import ABOUT_ITSELF
from conversation.coaching.wording import Wording

_RUN = 6  # words in a row that no advice has by chance
_TEMPLATE = re.compile(r"\{[{%].*?[%}]\}")


class PromptText:
    """The text of a prompt, to be found again in an answer."""

    def __init__(self, text: str) -> None:
        """Take the text of a template; what stands in its braces is no part of it."""
        self._runs = {run for part in _TEMPLATE.split(text) for run in _runs(Wording(part))}

    def leaks_into(self, text: str) -> bool:
        """Whether an answer's text has words of the prompt in a row, or speaks of it."""
        wording = Wording(text)
        return wording in ABOUT_ITSELF or any(run in self._runs for run in _runs(wording))


def _runs(wording: Wording) -> list[tuple[str, ...]]:
    words = wording.words
    return [words[at : at + _RUN] for at in range(len(words) - _RUN + 1)]

"""Language watch: which language a call is in, by the first turns of both parties.

what is known of the turns so far                          the call's language
the recogniser told four fifths of 8 words to be in one    that one
the same, in a language without a playbook, of 20 words    that one
10 words, 0.95 sure by their letters                       that one, of those with a playbook
60 words, and never so sure                                the likeliest of those
anything else                                              not known yet
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping

from conversation.languages import base_of
from conversation.speech.turns import Turn

Identify = Callable[[str, Collection[str]], Mapping[str, float]]
"""How likely a text is in each of some languages; empty where that can't be told yet."""

TOLD_WORDS, TOLD_WORDS_ELSE = 8, 20
TOLD_SHARE = 0.8
WORDS, SURE = 10, 0.95
MOST_WORDS = 60
_HIDDEN = re.compile(r"\[[^\[\]]*\]")  # what redaction has put there is no word of the caller


class LanguageWatch:
    """Listens to the turns of one call until its language is known."""

    def __init__(self, identify: Identify, languages: Collection[str]) -> None:
        """Create the watch of a call of which nothing was said.

        Args:
            identify: Tells the language of a text.
            languages: The BCP-47 tags of the languages in which there is a playbook.
        """
        self._identify = identify
        self._tags = {base_of(tag): tag for tag in languages}
        self._told: Counter[str] = Counter()
        self._words: list[str] = []

    def hear(self, turn: Turn) -> str | None:
        """Take in a finished turn; returns the BCP-47 tag of the call once it is known."""
        words = _HIDDEN.sub(" ", turn.text).split()
        if turn.language:
            self._told[base_of(turn.language)] += len(words)
        self._words += words
        base = self._by_recogniser() or self._by_letters()
        return base and self._tags.get(base, base)

    def _by_recogniser(self) -> str | None:
        for base, count in self._told.most_common(1):
            fewest = TOLD_WORDS if base in self._tags else TOLD_WORDS_ELSE
            if count >= fewest and count >= TOLD_SHARE * self._told.total():
                return base
        return None

    def _by_letters(self) -> str | None:
        if len(self._words) < WORDS:
            return None
        likely = self._identify(" ".join(self._words).lower(), self._tags)
        if not likely:
            return None
        best = max(likely, key=lambda base: likely[base])
        return best if likely[best] >= SURE or len(self._words) >= MOST_WORDS else None
